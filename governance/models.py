from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.models import Item
from core.triggers import append_only, no_delete
from governance.choices import Source
from governance.lifecycle import IMPROVEMENT
from governance.measures import Measure, all_measures, get_measure
from records.lifecycle import RecordLifecycle
from records.models import Record
from slm.models import Clock


def amount(label: Any, **more: Any) -> "models.DecimalField[Any, Any]":
    """Return a field for a figure; two places are kept of every figure."""
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, null=True, blank=True, **more
    )


class Improvement(Record):
    """Something that is to become better, by how much, and whether it did."""

    lifecycle: ClassVar[RecordLifecycle] = IMPROVEMENT
    is_promised: ClassVar[bool] = False

    source = models.CharField(_("source"), max_length=10, choices=Source)
    about = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("came from"),
    )
    clock = models.ForeignKey(
        Clock,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("clock"),
    )
    owner = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="improvements",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    measure = models.CharField(_("measured by"), max_length=60, blank=True)
    measured_about = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("measured for"),
    )
    months = models.PositiveSmallIntegerField(
        _("over so many months"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
    )
    target_value = amount(_("target"))
    baseline_value = amount(_("baseline"))
    baseline_from = models.DateField(_("baseline from"), null=True, blank=True)
    baseline_until = models.DateField(_("baseline until"), null=True, blank=True)
    baseline_at = models.DateTimeField(_("baseline taken"), null=True, blank=True)
    result_value = amount(_("result"))
    result_from = models.DateField(_("result from"), null=True, blank=True)
    result_until = models.DateField(_("result until"), null=True, blank=True)
    result_at = models.DateTimeField(_("result taken"), null=True, blank=True)
    is_effective = models.BooleanField(_("effective"), null=True, blank=True)
    effect = models.TextField(_("what it brought"), max_length=5000, blank=True)
    decision_reason = models.CharField(
        _("reason for the decision"), max_length=500, blank=True
    )

    class Meta:
        verbose_name = _("improvement")
        verbose_name_plural = _("improvements")
        permissions: ClassVar[Any] = [
            ("propose_improvement", _("Can propose improvements")),
            ("decide_improvement", _("Can approve and verify improvements")),
            ("work_improvement", _("Can carry improvements out")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(result_at=None) | Q(baseline_at__isnull=False),
                name="governance_improvement_baseline_first",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.measure and self.measure not in {one.key for one in all_measures()}:
            raise ValidationError({"measure": _("There is no such measure.")})

    @property
    def measured(self) -> Measure | None:
        """What it is measured by, if that was said."""
        return get_measure(self.measure) if self.measure else None

    def is_overdue(self, today: date) -> bool:
        """Whether it was to be implemented before that day and is not."""
        return self.is_open and self.due_on is not None and self.due_on < today


class MeasureLimit(models.Model):
    """Between which values a measure of the process is to stay."""

    measure = models.CharField(_("measure"), max_length=60, unique=True)
    lower = amount(_("not below"))
    upper = amount(_("not above"))
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("control limit")
        verbose_name_plural = _("control limits")
        default_permissions = ("view",)
        permissions: ClassVar[Any] = [("set_limits", _("Can set control limits"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(lower=None) | Q(upper=None) | Q(upper__gte=F("lower")),
                name="governance_limit_upper_above_lower",
                violation_error_message=_("The upper limit is below the lower one."),
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.measure

    @property
    def is_set(self) -> bool:
        """Whether there is a limit: both may have been taken away again."""
        return self.lower is not None or self.upper is not None

    def holds(self, value: Any) -> bool:
        """Whether a value lies between the limits; nothing does."""
        if value is None:
            return True
        is_low = self.lower is not None and value < self.lower
        return not is_low and not (self.upper is not None and value > self.upper)


class MeasureValue(models.Model):
    """What a measure was in a month, as it was taken after its end."""

    measure = models.CharField(_("measure"), max_length=60)
    month = models.DateField(_("month"), help_text=_("The first day of the month."))
    value = amount(_("value"))
    counted = models.PositiveIntegerField(_("counted"))
    of = models.PositiveIntegerField(_("of"))
    lower = amount(_("not below"))
    upper = amount(_("not above"))
    is_outside = models.BooleanField(_("outside its limits"))
    taken_at = models.DateTimeField(_("taken"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("value of a measure")
        verbose_name_plural = _("values of measures")
        default_permissions = ()
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "month"], name="governance_value_once_a_month"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.measure} {self.month:%Y-%m}"
