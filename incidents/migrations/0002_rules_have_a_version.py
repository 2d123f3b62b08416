from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]

    operations = [
        migrations.AddField(
            "incidentrules",
            "version",
            models.PositiveIntegerField(default=1),
        ),
    ]
