from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalogue.models import Service
from slm.choices import InterruptionsPer, Per, Recurrence
from slm.models.version import AgreementVersion
from slm.triggers import only_while_draft


class AgreementSection(models.Model):
    """What a version says under one of the headings of `slm.contents`."""

    version = models.ForeignKey(
        AgreementVersion, models.CASCADE, related_name="sections"
    )
    key = models.CharField(_("section"), max_length=40)
    text = models.TextField(_("text"), max_length=20_000)

    class Meta:
        verbose_name = _("section of an agreement")
        verbose_name_plural = _("sections of agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"], name="slm_agreementsection_unique"
            ),
        ]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return f"{self.version} {self.key}"


class WorkloadLimit(models.Model):
    """Between which numbers of records a version's targets hold."""

    version = models.ForeignKey(
        AgreementVersion, models.CASCADE, related_name="workload_limits"
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("service"),
    )
    record_kind = models.CharField(_("kind of record"), max_length=30, blank=True)
    lower = models.PositiveIntegerField(_("at least"), null=True, blank=True)
    upper = models.PositiveIntegerField(_("at most"), null=True, blank=True)
    per = models.CharField(
        _("per"), max_length=5, choices=Per, default=Per.MONTH, blank=False
    )

    class Meta:
        verbose_name = _("workload limit")
        verbose_name_plural = _("workload limits")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "service", "record_kind", "per"],
                nulls_distinct=False,
                name="slm_workloadlimit_unique",
                violation_error_message=_("The same limit is given twice."),
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=False) | Q(upper__isnull=False),
                name="slm_workloadlimit_has_bound",
                violation_error_message=_("A limit says at least or at most how many."),
            ),
            models.CheckConstraint(
                condition=Q(lower=None) | Q(upper=None) | Q(lower__lte=F("upper")),
                name="slm_workloadlimit_in_order",
                violation_error_message=_(
                    "The lower limit lies above the upper limit."
                ),
            ),
        ]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return f"{self.lower or 0}–{self.upper or '∞'} / {self.per}"


class CriticalPeriod(models.Model):
    """Days on which an interruption hurts the customer most."""

    version = models.ForeignKey(
        AgreementVersion, models.CASCADE, related_name="critical_periods"
    )
    name = models.CharField(_("name"), max_length=100)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    recurrence = models.CharField(
        _("how often"), max_length=7, choices=Recurrence, default=Recurrence.ONCE
    )

    class Meta:
        verbose_name = _("critical business period")
        verbose_name_plural = _("critical business periods")
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "name"],
                name="slm_criticalperiod_unique",
                violation_error_message=_("The same period is given twice."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="slm_criticalperiod_in_order",
                violation_error_message=_("It cannot end before it starts."),
            ),
        ]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return self.name


class Arrangement(models.Model):
    """The numbers of a version beside its targets: interruptions, reports, reviews."""

    version = models.OneToOneField(
        AgreementVersion, models.CASCADE, related_name="arrangement"
    )
    notice_hours = models.PositiveSmallIntegerField(
        _("announced before (hours)"), null=True, blank=True
    )
    interruptions_at_most = models.PositiveSmallIntegerField(
        _("interruptions at most"), null=True, blank=True
    )
    interruptions_per = models.CharField(
        _("per"), max_length=7, choices=InterruptionsPer, blank=True
    )
    longest_minutes = models.PositiveIntegerField(
        _("longest interruption (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    report_every_months = models.PositiveSmallIntegerField(
        _("report every (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    review_every_months = models.PositiveSmallIntegerField(
        _("review every (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )

    class Meta:
        verbose_name = _("arrangement of an agreement")
        verbose_name_plural = _("arrangements of agreements")
        constraints = [
            models.CheckConstraint(
                condition=Q(interruptions_at_most=None, interruptions_per="")
                | (Q(interruptions_at_most__isnull=False) & ~Q(interruptions_per="")),
                name="slm_arrangement_number_has_span",
                violation_error_message=_(
                    "How many interruptions there may be is said per month or quarter."
                ),
            ),
        ]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return str(self.version)
