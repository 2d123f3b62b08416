from datetime import date, datetime, timedelta
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from core.models import Item, Numbered
from core.triggers import no_delete, state_moves_on
from workflow.choices import COMING, MeetingState
from workflow.meetings import get_meeting_kind
from workflow.querysets import MeetingQuerySet

User = settings.AUTH_USER_MODEL


def days_field(
    label: Any, default: int
) -> "models.PositiveSmallIntegerField[Any, Any]":
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MaxValueValidator(90)]
    )


class Meeting(Numbered):
    """People who meet about something: with an agenda, papers, decisions, minutes."""

    item = models.OneToOneField(
        Item, models.PROTECT, primary_key=True, related_name="meeting"
    )
    kind = models.CharField(_("kind"), max_length=30)
    title = models.CharField(_("title"), max_length=200)
    about = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("about"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("with"),
        help_text=_("Who speaks for it sees the meeting once it is called."),
    )
    chair = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("chair"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("to"))
    place = models.CharField(
        _("place"), max_length=250, blank=True, help_text=_("A room, or an address.")
    )
    # What punctuality is measured against, however often it was moved since.
    first_starts_at = models.DateTimeField(_("planned first for"))
    due_on = models.DateField(
        _("due"),
        null=True,
        blank=True,
        help_text=_("The day by which it was to be held, by its interval."),
    )
    covers_from = models.DateField(_("covers from"), null=True, blank=True)
    covers_until = models.DateField(_("covers until"), null=True, blank=True)
    notice_days = days_field(_("notice, days before"), 7)
    papers_days = days_field(_("papers, days before"), 5)
    minutes_days = days_field(_("minutes, days after"), 10)
    planned_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("planned by")
    )
    planned_at = models.DateTimeField(_("planned"))
    called_at = models.DateTimeField(_("called"), null=True, blank=True)
    held_at = models.DateTimeField(_("held"), null=True, blank=True)
    minuted_at = models.DateTimeField(_("minutes approved"), null=True, blank=True)
    minuted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("minutes approved by"),
    )
    cancelled_at = models.DateTimeField(_("cancelled"), null=True, blank=True)
    cancellation_reason = models.CharField(
        _("reason for the cancellation"), max_length=500, blank=True
    )
    minutes = models.TextField(_("minutes"), max_length=20_000, blank=True)
    internal_notes = models.TextField(
        _("internal notes"), max_length=20_000, blank=True
    )
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        default_permissions = ("view",)
        permissions: ClassVar[Any] = [
            ("run_meeting", _("Can plan, call and minute meetings")),
            ("view_own_meetings", _("Can see the meetings with their organisation")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="workflow_meeting_ends_after_start",
                violation_error_message=_("It cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["held", "minuted"], held_at__isnull=False)
                | (~Q(state__in=["held", "minuted"]) & Q(held_at=None)),
                name="workflow_meeting_held_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="minuted") ^ Q(minuted_at=None),
                name="workflow_meeting_minuted_has_instant",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="workflow_meeting_state"),
            models.Index(fields=["about", "starts_at"], name="workflow_meeting_about"),
        ]
        triggers = [
            no_delete(),
            pgtrigger.Protect(
                name="keep_minutes",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__minuted_at__isnull=False)
                & pgtrigger.Q(old__minutes__df=pgtrigger.F("new__minutes")),
            ),
            state_moves_on(
                (MeetingState.PLANNED, MeetingState.CALLED),
                (MeetingState.PLANNED, MeetingState.HELD),
                (MeetingState.PLANNED, MeetingState.CANCELLED),
                (MeetingState.CALLED, MeetingState.HELD),
                (MeetingState.CALLED, MeetingState.CANCELLED),
                (MeetingState.HELD, MeetingState.MINUTED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @classmethod
    def of_kind(cls, kind: str, **values: Any) -> "Meeting":
        """Return a meeting with the days that its kind sets, not yet stored."""
        days = get_meeting_kind(kind)
        return cls(
            kind=kind,
            notice_days=days.notice_days,
            papers_days=days.papers_days,
            minutes_days=days.minutes_days,
            **values,
        )

    @property
    def kind_label(self) -> str:
        return str(get_meeting_kind(self.kind).label)

    @property
    def is_coming(self) -> bool:
        return self.state in COMING

    @property
    def is_over(self) -> bool:
        """Whether nothing is added to it any more."""
        return self.state in (MeetingState.MINUTED, MeetingState.CANCELLED)

    @property
    def notice_due_at(self) -> datetime:
        return self.starts_at - timedelta(days=self.notice_days)

    @property
    def papers_due_at(self) -> datetime:
        return self.starts_at - timedelta(days=self.papers_days)

    @property
    def minutes_due_on(self) -> date | None:
        """The last day on which the minutes are in time, once it was held."""
        if self.held_at is None:
            return None
        return timezone.localtime(self.held_at).date() + timedelta(
            days=self.minutes_days
        )


class AgendaItem(models.Model):
    """A point of an agenda: made from facts by a source, or added by hand."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="agenda")
    position = models.PositiveIntegerField(_("position"))
    # Which source made it, and which of its lines it is; empty if added by hand.
    source = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), max_length=5000, blank=True)
    facts = models.JSONField(_("facts"), default=list, blank=True)
    about = models.ForeignKey(
        Item,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("about"),
    )
    presenter = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("presented by"),
    )
    outcome = models.TextField(_("outcome"), max_length=5000, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)

    class Meta:
        verbose_name = _("point of an agenda")
        verbose_name_plural = _("points of agendas")
        default_permissions = ()
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "key"],
                condition=~Q(key=""),
                name="workflow_agendaitem_made_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_settled(self) -> bool:
        return self.settled_at is not None


class MeetingPaper(models.Model):
    """What those who meet are to have read: looked at first, then sent."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="papers")
    item = models.ForeignKey(
        Item, models.PROTECT, related_name="+", verbose_name=_("paper")
    )
    added_at = models.DateTimeField(_("added"))
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        default_permissions = ()
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "item"],
                name="workflow_paper_unique",
                violation_error_message=_("This paper is there already."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(approved_at__isnull=False),
                name="workflow_paper_approved_before_sent",
            ),
        ]

    def __str__(self) -> str:
        return self.item.number


class Attendance(models.Model):
    """Who is invited to a meeting, for which party and on whose authority; who came."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        related_name="attendance",
        verbose_name=_("person"),
    )
    party = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=_("for")
    )
    authority = models.CharField(
        _("authority"),
        max_length=150,
        blank=True,
        help_text=_("In which office, or on whose behalf, they may decide."),
    )
    invited_at = models.DateTimeField(_("invited"))
    has_attended = models.BooleanField(_("came"), null=True, blank=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        default_permissions = ()
        ordering = ["party__name", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="workflow_attendance_unique",
                violation_error_message=_("They are invited already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class MeetingDecision(models.Model):
    """What was decided at a meeting, by whom, on which point."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    agenda_item = models.ForeignKey(
        AgendaItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("on"),
    )
    text = models.TextField(_("decision"), max_length=5000)
    decided_by = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
        help_text=_("Empty if all agreed."),
    )
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        default_permissions = ()
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
