from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.triggers import append_only
from slm.choices import GoalVerdict
from slm.models.agreement import Agreement
from slm.querysets import PeriodResultQuerySet


class PeriodResult(models.Model):
    """How an agreement was kept in a month, frozen with a hash when it was closed."""

    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        related_name="period_results",
        verbose_name=_("agreement"),
    )
    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    reason = models.CharField(_("reason for the revision"), max_length=250, blank=True)
    met = models.PositiveIntegerField(_("met"), default=0)
    breached = models.PositiveIntegerField(_("breached"), default=0)
    void = models.PositiveIntegerField(_("void"), default=0)
    verdict = models.CharField(
        _("verdict"),
        max_length=10,
        choices=GoalVerdict,
        help_text=_("Whether the goal of every target was reached."),
    )
    data = models.JSONField(_("figures"))
    data_hash = models.CharField(_("hash of the figures"), max_length=64)
    closed_at = models.DateTimeField(_("closed"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = PeriodResultQuerySet.as_manager()

    class Meta:
        verbose_name = _("result of a period")
        verbose_name_plural = _("results of periods")
        ordering = ["-month", "agreement", "-revision"]
        permissions: ClassVar[Any] = [
            ("close_period", _("Can close periods and revise them")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month", "revision"],
                name="slm_periodresult_revision_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(revision=1) | ~models.Q(reason=""),
                name="slm_periodresult_revision_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["month", "agreement"], name="slm_periodresult_month"),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.agreement.number} {self.month:%Y-%m}/{self.revision}"


class PeriodDoubt(models.Model):
    """
    That something of a closed month was altered: its figures are to be compared.

    Only a note of where to look: whether figures differ is found out by counting again.
    """

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, related_name="+", verbose_name=_("agreement")
    )
    month = models.DateField(_("month"))
    noted_at = models.DateTimeField(_("noted"))

    class Meta:
        verbose_name = _("doubt about a closed period")
        verbose_name_plural = _("doubts about closed periods")
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "month"], name="slm_perioddoubt_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.month:%Y-%m}"
