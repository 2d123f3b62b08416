from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from calendars.hours import Budget
from calendars.models import Calendar
from catalogue.models import Service
from records.choices import Priority, WaitingFor
from records.models import Category
from slm.choices import METRICS, Direction, PeriodMetric, Statistic
from slm.models.measure import Measure
from slm.models.version import AgreementVersion
from slm.triggers import only_while_draft

BREACH = 100


def standard_thresholds() -> list[int]:
    """Return the percentages at which people are usually told."""
    return [50, 75, BREACH]


def validate_thresholds(values: list[int]) -> None:
    """:raises ValidationError: unless they rise and contain the breach itself"""
    if values != sorted(set(values)) or BREACH not in values:
        raise ValidationError(_("Thresholds rise, and 100 is one of them."))


class Target(models.Model):
    """One promise of a version: how soon what is to happen, for which records."""

    version = models.ForeignKey(
        AgreementVersion,
        models.CASCADE,
        related_name="targets",
        verbose_name=_("version of the agreement"),
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    metric = models.CharField(_("what is measured"), max_length=20, choices=METRICS)
    record_kind = models.CharField(_("kind of record"), max_length=30, blank=True)
    customer = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("service"),
    )
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("category"),
    )
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        related_name="targets",
        verbose_name=_("service hours"),
    )
    pauses = ArrayField(
        models.CharField(max_length=10, choices=WaitingFor),
        default=list,
        blank=True,
        verbose_name=_("pauses while waiting for"),
    )
    thresholds = ArrayField(
        models.PositiveSmallIntegerField(
            validators=[MinValueValidator(1), MaxValueValidator(1000)]
        ),
        default=standard_thresholds,
        validators=[validate_thresholds],
        verbose_name=_("thresholds (percent)"),
    )
    goal_percent = models.DecimalField(
        _("goal (percent met)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(95),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    source = models.CharField(
        _("data source"),
        max_length=250,
        blank=True,
        help_text=_("Where it is measured, and by what."),
    )
    measuring_point = models.CharField(
        _("measuring point"),
        max_length=250,
        blank=True,
        help_text=_("Where the service is taken to be there, or not."),
    )
    formula = models.CharField(_("formula"), max_length=500, blank=True)
    responsible = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible for measuring"),
    )
    goal_value = models.DecimalField(
        _("goal"),
        max_digits=14,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    direction = models.CharField(
        _("direction"), max_length=10, choices=Direction, blank=True
    )
    statistic = models.CharField(
        _("statistic"), max_length=10, choices=Statistic, blank=True
    )
    measure = models.ForeignKey(
        Measure,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("measure"),
    )
    least_answers = models.PositiveSmallIntegerField(
        _("at least so many answers"), null=True, blank=True
    )
    partial_weight = models.PositiveSmallIntegerField(
        _("weight of a degraded service (percent)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )
    planned_minutes = models.PositiveIntegerField(
        _("planned interruption that does not count (minutes a month)"),
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["metric", "id"]
        triggers = [only_while_draft("version_id")]

    def __str__(self) -> str:
        return self.name or str(self.get_metric_display())

    @property
    def is_of_period(self) -> bool:
        """Whether it is about a month as a whole rather than about each record."""
        return self.metric in PeriodMetric


class TargetBudget(models.Model):
    """How long a target gives records of one priority, or of any."""

    target = models.ForeignKey(
        Target, models.CASCADE, related_name="budgets", verbose_name=_("target")
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"), choices=Priority, null=True, blank=True
    )
    seconds = models.PositiveIntegerField(
        _("service seconds"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    working_days = models.PositiveSmallIntegerField(
        _("working days"), null=True, blank=True
    )
    end_of_working_day = models.BooleanField(
        _("until the end of the working day"), default=False
    )

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["target", models.F("priority").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "priority"],
                nulls_distinct=False,
                name="slm_targetbudget_unique",
            ),
            models.CheckConstraint(
                condition=Q(seconds__gt=0, working_days=None, end_of_working_day=False)
                | Q(seconds=None, working_days__isnull=False),
                name="slm_targetbudget_one_unit",
                violation_error_message=_(
                    "A budget is either service time or working days."
                ),
            ),
        ]
        triggers = [only_while_draft("target_id", through="slm_target")]

    def __str__(self) -> str:
        return f"{self.target} P{self.priority or '*'}"

    @classmethod
    def of(cls, target: Target, priority: int | None, budget: Budget) -> "TargetBudget":
        """Return the row for a budget, not yet stored."""
        in_days = budget.working_days is not None
        return cls(
            target=target,
            priority=priority,
            seconds=None if in_days else budget.seconds,
            working_days=budget.working_days,
            end_of_working_day=budget.end_of_working_day,
        )

    @property
    def budget(self) -> Budget:
        return Budget(
            seconds=self.seconds or 0,
            working_days=self.working_days,
            end_of_working_day=self.end_of_working_day,
        )
