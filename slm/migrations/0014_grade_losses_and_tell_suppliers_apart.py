import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("slm", "0013_give_versions_their_titles"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="agreement",
            options={
                "permissions": [
                    ("manage_agreement", "Can make and change agreements"),
                    (
                        "view_own_agreement",
                        "Can see the agreements of their organisation",
                    ),
                    ("view_own_terms", "Can see what holds for their organisation"),
                    (
                        "view_own_contracts",
                        "Can see what their organisation promised as a supplier",
                    ),
                    ("sign_contract", "Can sign underpinning contracts"),
                ],
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
            },
        ),
        migrations.AddField(
            model_name="outage",
            name="share",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text=(
                    "How much of the service users lost, if both sides agree on more"
                    " than “degraded”; else the weight counts that its target names."
                ),
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(100),
                ],
                verbose_name="share of the loss (percent)",
            ),
        ),
        migrations.AddField(
            model_name="outage",
            name="announced_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Since when what is planned was known as it now stands.",
                null=True,
                verbose_name="announced",
            ),
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("share", None),
                    models.Q(("loss", "partial"), ("share__range", (1, 100))),
                    _connector="OR",
                ),
                name="slm_outage_share_of_partial_loss",
                violation_error_message=(
                    "A share, from 1 to 100 percent, is of a service that was degraded."
                ),
            ),
        ),
    ]
