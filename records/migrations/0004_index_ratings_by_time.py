from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_index_the_few")]

    operations = [
        migrations.AddIndex(
            model_name="rating",
            index=models.Index(fields=["rated_at"], name="records_rating_rated_at"),
        ),
    ]
