from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="template",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddField(
            model_name="notification",
            name="wording",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
