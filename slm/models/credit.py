from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from slm.credits import Credit
from slm.models.target import Target
from slm.triggers import only_while_draft


class CreditRule(models.Model):
    """What the customer is credited if a target's goal is missed by so much."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="credit_rules", verbose_name=_("target")
    )
    missed_from = models.DecimalField(
        _("from percentage points below the goal"),
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    percent = models.DecimalField(
        _("percent of the charge"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    amount = models.DecimalField(
        _("amount"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("credit")
        verbose_name_plural = _("credits")
        ordering = ["target", "missed_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "missed_from"], name="slm_creditrule_unique"
            ),
            models.CheckConstraint(
                condition=Q(percent__isnull=False, amount=None, currency="")
                | Q(percent=None, amount__isnull=False, currency__regex="^[A-Z]{3}$"),
                name="slm_creditrule_share_or_sum",
                violation_error_message=_(
                    "A credit is either a share of the charge or a sum of money."
                ),
            ),
        ]
        triggers = [only_while_draft("target_id", through="slm_target")]

    def __str__(self) -> str:
        return f"{self.target} {self.missed_from}: {self.credit.words}"

    @classmethod
    def of(cls, target: Target, credit: Credit) -> "CreditRule":
        """Return the row for a credit, not yet stored."""
        return cls(
            target=target,
            missed_from=credit.missed_from,
            percent=credit.percent,
            amount=credit.amount,
            currency=credit.currency,
        )

    @property
    def credit(self) -> Credit:
        return Credit(self.missed_from, self.percent, self.amount, self.currency)
