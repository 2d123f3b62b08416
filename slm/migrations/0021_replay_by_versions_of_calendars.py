import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calendars", "0002_plan_who_is_on_call"),
        ("slm", "0020_promise_interruptions_and_name_points"),
    ]

    operations = [
        migrations.AddField(
            model_name="whatif",
            name="calendar_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="calendars.calendarversion",
                verbose_name="version of a calendar throughout",
            ),
        ),
    ]
