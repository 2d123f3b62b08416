import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("incidents", "0002_rules_have_a_version"),
    ]

    operations = [
        migrations.AddField(
            "incidentrules",
            "first_team",
            models.ForeignKey(
                blank=True,
                limit_choices_to={"is_active": True},
                help_text="Gets, and is told of, what comes in without a team.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.team",
                verbose_name="first team",
            ),
        ),
    ]
