from datetime import datetime, timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from calendars.models import Calendar
from incidents.choices import CloseCode
from incidents.lifecycle import INCIDENT
from records.lifecycle import RecordLifecycle
from records.models import Record


class Incident(Record):
    """An unplanned interruption of a service, or a loss of its quality."""

    lifecycle: ClassVar[RecordLifecycle] = INCIDENT

    resolution = models.TextField(_("resolution"), blank=True)
    close_code = models.CharField(
        _("how it ended"), max_length=20, choices=CloseCode, blank=True
    )

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        permissions = [
            ("open_incident", _("Can report incidents")),
            ("work_incident", _("Can work on incidents")),
            ("reopen_incident", _("Can reopen incidents")),
            ("close_incident", _("Can close incidents")),
        ]


class IncidentRules(models.Model):
    """Who gets what came in without a team, and how long it may be objected to."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    closing_days = models.PositiveSmallIntegerField(
        _("closed after"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Working days in resolved, after which it closes by itself."),
    )
    reopening_days = models.PositiveSmallIntegerField(
        _("reopened within"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("Days after it was resolved; later it is reported anew."),
    )
    calendar = models.ForeignKey(
        Calendar,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("calendar"),
        help_text=_("Says what a working day is; without one, Monday to Friday."),
    )
    first_team = models.ForeignKey(
        Team,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"is_active": True},
        related_name="+",
        verbose_name=_("first team"),
        help_text=_("Gets, and is told of, what comes in without a team."),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("rules for incidents")
        verbose_name_plural = _("rules for incidents")
        default_permissions = ()
        permissions = [
            ("manage_rules", _("Can change when incidents close and reopen"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1), name="incidents_rules_one_row"
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @property
    def reopening_period(self) -> timedelta:
        return timedelta(days=self.reopening_days)

    def still_reopens(self, incident: Incident, at: datetime) -> bool:
        """Whether the period within which a solved incident may be reopened runs."""
        resolved_at = incident.resolved_at
        return resolved_at is None or at - resolved_at <= self.reopening_period
