"""What is known of a meeting: who may come, what hinders it, how punctual it was."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from accounts.selectors import language_for
from core.models import Event, Item
from workflow.meetings import hindrance_sources
from workflow.models import Meeting


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that should be in time: whether it was, or nothing while it can be."""

    key: str
    label: str | Promise
    is_in_time: bool | None

    @property
    def tone(self) -> str:
        return {True: "track", False: "breached", None: ""}[self.is_in_time]


def people_to_meet(meeting: Meeting) -> QuerySet[Person]:
    """Return who can be invited: the provider's people and the other party's."""
    both = Q(organisation__is_provider=True)
    if meeting.organisation_id is not None:
        both |= Q(organisation=meeting.organisation_id)
    people: QuerySet[Person] = Person.objects.active().filter(both)
    return people.select_related("organisation").order_by("organisation__name", "name")


def agenda_language(meeting: Meeting) -> str:
    """Return in which language facts are put on the agenda: the other party's."""
    return language_for(meeting.organisation or Organisation())


def hindrances_to(meeting: Meeting) -> list[str]:
    """Return what must be done before the meeting can be held."""
    return [one for find in hindrance_sources(meeting.kind) for one in find(meeting)]


def coming_meetings(about: Item) -> QuerySet[Meeting]:
    """Return what is planned or called about an item, the next first."""
    found: QuerySet[Meeting] = Meeting.objects.coming().filter(about=about)
    return found.select_related("item").order_by("starts_at", "pk")


def earlier_meeting(meeting: Meeting) -> Meeting | None:
    """Return the last meeting of its kind about the same that took place before it."""
    earlier: QuerySet[Meeting] = Meeting.objects.held_before(meeting)
    return earlier.order_by("-held_at").first()


def punctuality(meeting: Meeting, *, at: datetime) -> list[Check]:
    """Return what of a meeting was in time, what was not, and what still can be."""
    return [
        Check("held", _("Held when it was due"), held_in_time(meeting, at=at)),
        Check(
            "notice",
            _("Notice in time"),
            _notice_in_time(meeting, at),
        ),
        Check("papers", _("Papers in time"), _papers_in_time(meeting, at)),
        Check("minutes", _("Minutes in time"), _minutes_in_time(meeting, at)),
    ]


def notice_given_at(meeting: Meeting) -> datetime | None:
    """Return when those invited were told of its day: by the notice, or as it was moved."""
    called_at = meeting.called_at
    if called_at is None or meeting.starts_at == meeting.first_starts_at:
        return called_at
    moves = Event.objects.of(meeting.pk).named("meeting.changed")
    moved = moves.filter(changes__has_key="starts_at", occurred_at__gt=called_at)
    last = moved.last()
    return last.occurred_at if last else called_at


def _notice_in_time(meeting: Meeting, at: datetime) -> bool | None:
    starts_at = meeting.starts_at
    if meeting.held_at is not None:
        # Of an earlier day than the one that was told, nobody had longer notice.
        starts_at = min(starts_at, meeting.held_at)
    due_at = starts_at - timedelta(days=meeting.notice_days)
    return _by(notice_given_at(meeting), due_at, at, meeting)


def _by(
    done_at: datetime | None, due_at: datetime, at: datetime, meeting: Meeting
) -> bool | None:
    if done_at is not None:
        # Notice sent on the day it is due is in time, at whatever hour.
        return _local_day(done_at) <= _local_day(due_at)
    has_ended = not meeting.is_coming
    return False if has_ended or _local_day(at) > _local_day(due_at) else None


def _local_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def held_in_time(meeting: Meeting, *, at: datetime) -> bool | None:
    """Whether it was held by the day it was due; nothing while it still can be."""
    due = meeting.due_on or _local_day(meeting.first_starts_at)
    if meeting.held_at is not None:
        return _local_day(meeting.held_at) <= due
    return False if _local_day(at) > due else None


def _papers_in_time(meeting: Meeting, at: datetime) -> bool | None:
    papers = list(meeting.papers.all())
    if not papers:
        return None
    found = [_by(one.sent_at, meeting.papers_due_at, at, meeting) for one in papers]
    if False in found:
        return False
    return None if None in found else True


def _minutes_in_time(meeting: Meeting, at: datetime) -> bool | None:
    due = meeting.minutes_due_on
    if due is None:
        return None
    if meeting.minuted_at is not None:
        return _local_day(meeting.minuted_at) <= due
    return False if _local_day(at) > due else None
