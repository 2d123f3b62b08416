from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from catalogue.models import Service
from core.models import Item, Numbered
from core.triggers import no_delete
from slm.querysets import MeasureQuerySet


class Measure(Numbered):
    """Something that is measured again and again, such as a response time."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="measure"
    )
    name = models.CharField(_("name"), max_length=100, unique=True)
    unit = models.CharField(_("unit"), max_length=20, help_text=_("Such as ms, or %."))
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="measures",
        verbose_name=_("service"),
    )
    point = models.CharField(
        _("measuring point"),
        max_length=250,
        help_text=_("Where it is measured, as near to the users as can be."),
    )
    source = models.CharField(
        _("data source"), max_length=250, help_text=_("The system that measures.")
    )
    responsible = models.ForeignKey(
        Person,
        models.PROTECT,
        related_name="measures",
        verbose_name=_("responsible"),
    )
    version = models.PositiveIntegerField(default=1)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["name"]
        permissions: ClassVar[Any] = [
            ("manage_measure", _("Can make measures and bring their values in")),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What it is called where all kinds of items are listed."""
        return self.name


class MeasuredValue(models.Model):
    """What was measured at an instant; one value for each measure and instant."""

    measure = models.ForeignKey(
        Measure, models.PROTECT, related_name="values", verbose_name=_("measure")
    )
    at = models.DateTimeField(_("measured"))
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=6)
    how = models.CharField(_("brought in by"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("measured value")
        verbose_name_plural = _("measured values")
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "at"], name="slm_measuredvalue_unique"
            ),
        ]
        triggers = [no_delete()]

    def __str__(self) -> str:
        return f"{self.measure} {self.at:%Y-%m-%d %H:%M} {self.value}"
