from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "English"), ("de", "Deutsch")],
                default="",
                help_text="In which it is given its reports; the provider's if none is.",
                max_length=5,
                verbose_name="language",
            ),
            preserve_default=False,
        ),
    ]
