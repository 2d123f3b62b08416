from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Team
from calendars.definition import Definition, parse_definition
from calendars.querysets import (
    CalendarQuerySet,
    CalendarVersionQuerySet,
    RotaQuerySet,
)
from calendars.table import FIRST_YEAR, LAST_YEAR
from core.models import Item, Numbered
from core.triggers import append_only


def check_days(**days: date | None) -> None:
    """:raises ValidationError: naming each day that calendars do not cover"""
    message = _("Calendars cover the years 1900 to 2199 only.")
    wrong = {
        name: message
        for name, day in days.items()
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR
    }
    if wrong:
        raise ValidationError(wrong)


class Calendar(Numbered):
    """Hours that were agreed under a name: service hours, support hours, windows."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="calendar"
    )
    name = models.CharField(_("name"), max_length=150, unique=True)
    description = models.TextField(_("description"), blank=True)

    objects = CalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar")
        verbose_name_plural = _("calendars")
        ordering = ["name"]
        permissions = [("manage_calendar", _("Can manage calendars"))]

    def __str__(self) -> str:
        return self.name

    @property
    def version(self) -> int:
        """Return the number of the version that was agreed last."""
        return max(one.number for one in self.versions.all())


class CalendarVersion(models.Model):
    """What a calendar says from an instant on; never changed, only followed."""

    calendar = models.ForeignKey(
        Calendar, models.PROTECT, related_name="versions", verbose_name=_("calendar")
    )
    number = models.PositiveIntegerField(_("version"))
    valid_from = models.DateTimeField(_("valid from"))
    definition = models.JSONField(_("definition"))
    tzdata_version = models.CharField(_("time zone database"), max_length=20)
    created_at = models.DateTimeField(_("created at"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("created by"),
    )

    objects = CalendarVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a calendar")
        verbose_name_plural = _("versions of calendars")
        ordering = ["calendar", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "valid_from"], name="calendars_version_start_unique"
            ),
            models.UniqueConstraint(
                fields=["calendar", "number"], name="calendars_version_number_unique"
            ),
        ]
        triggers = append_only()

    def __str__(self) -> str:
        return f"{self.calendar} {self.number}"

    @property
    def agreed(self) -> Definition:
        """The definition, read."""
        return parse_definition(self.definition)


class Rota(models.Model):
    """When a team is there, and that somebody of it is on call when it is not."""

    team = models.OneToOneField(
        Team, models.PROTECT, related_name="rota", verbose_name=_("team")
    )
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        related_name="rotas",
        verbose_name=_("hours of the team"),
        help_text=_("Outside of them, whoever is on call is told."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("on-call rota")
        verbose_name_plural = _("on-call rotas")
        ordering = ["team__name"]
        permissions = [("manage_rota", _("Can plan who is on call"))]

    def __str__(self) -> str:
        return str(self.team)


class OnCallShift(models.Model):
    """That somebody is on call for a team from one instant to another."""

    rota = models.ForeignKey(
        Rota, models.PROTECT, related_name="shifts", verbose_name=_("on-call rota")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="shifts", verbose_name=_("person")
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))

    class Meta:
        verbose_name = _("on-call shift")
        verbose_name_plural = _("on-call shifts")
        ordering = ["rota", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="calendars_shift_ends_after_start",
                violation_error_message=_("It cannot end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["rota", "starts_at"], name="calendars_shift_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.starts_at:%Y-%m-%d %H:%M}"
