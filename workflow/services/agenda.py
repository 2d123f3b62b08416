"""The agenda: made from the facts by its sources, with points added by hand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from core.events import record_event
from core.models import User
from core.pdf import set_in
from core.rows_told import RowsBefore
from workflow.meetings import AgendaLine, agenda_sources
from workflow.models import AgendaItem, Meeting, MeetingDecision
from workflow.selectors import agenda_language, people_to_meet
from workflow.services.loading import meeting_for

# Room for so many lines of one source, and for points added by hand after all.
ROOM = 1_000
BY_HAND = 1_000_000


@transaction.atomic
def make_agenda(*, number: str, actor: User, at: datetime) -> Meeting:
    """
    Make the agenda anew from the facts as they are now.

    What was added by hand, who presents what, and what is settled stay.

    :raises Meeting.DoesNotExist: if the actor may not see such a meeting
    :raises PermissionDenied: if the actor may not run it
    :raises TransitionNotAllowed: if it was held already
    """
    meeting = meeting_for("make_agenda", number, actor)
    sync_agenda(meeting, actor=actor, at=at)
    return meeting


@transaction.atomic
def add_point(
    *,
    number: str,
    title: str,
    text: str = "",
    presenter: Person | None = None,
    actor: User,
    at: datetime,
) -> AgendaItem:
    """
    Put a point of one's own on the agenda, after the others.

    :raises Meeting.DoesNotExist: if the actor may not see such a meeting
    :raises PermissionDenied: if the actor may not run it
    :raises TransitionNotAllowed: if it is over
    :raises ValidationError: if it has no title, or is presented by a stranger
    """
    meeting = meeting_for("add_point", number, actor)
    _check_presenter(meeting, presenter)
    last = meeting.agenda.order_by("-position").first()
    position = max(BY_HAND, last.position if last else 0) + 1
    point = AgendaItem(meeting=meeting, position=position, presenter=presenter)
    point.title, point.text = title.strip(), text.strip()
    point.full_clean()
    agenda = RowsBefore("agenda", meeting.agenda.filter(position=position))
    point.save(force_insert=True)
    facts = {"point": point.pk, "presenter": point.presenter_id, **agenda.facts()}
    words = {"title": point.title, "text": point.text}
    _record("meeting.point_added", meeting, actor, at, facts=facts, personal=words)
    return point


@transaction.atomic
def settle_point(
    *,
    number: str,
    point_id: int,
    outcome: str,
    is_settled: bool = True,
    actor: User,
    at: datetime,
) -> AgendaItem:
    """
    Write what came of a point, and whether it is settled; raises as `add_point`.

    :raises AgendaItem.DoesNotExist: if the meeting has no such point
    """
    meeting = meeting_for("add_point", number, actor)
    point = meeting.agenda.select_for_update(of=("self",)).get(pk=point_id)
    agenda = RowsBefore("agenda", meeting.agenda.filter(pk=point_id))
    before = [point.settled_at, point.outcome]
    point.outcome = outcome.strip()
    point.settled_at = (point.settled_at or at) if is_settled else None
    if before == [point.settled_at, point.outcome]:
        raise ValidationError(_("Nothing was changed."))
    point.full_clean()
    point.save(update_fields=["outcome", "settled_at"])
    _record(
        "meeting.point_settled",
        meeting,
        actor,
        at,
        changes={"settled_at": [before[0], point.settled_at]},
        facts={"point": point.pk, **agenda.facts()},
        personal={"outcome": [before[1], point.outcome]},
    )
    return point


@transaction.atomic
def decide_at_meeting(
    *,
    number: str,
    text: str,
    point_id: int | None = None,
    decided_by: Person | None = None,
    actor: User,
    at: datetime,
) -> MeetingDecision:
    """
    Keep what was decided; raises as `settle_point`.

    :raises TransitionNotAllowed: before it is held, and once minutes are approved
    :raises ValidationError: if it says nothing, or who decided did not come
    """
    meeting = meeting_for("decide", number, actor)
    if decided_by is not None and not _came(meeting, decided_by):
        raise ValidationError({"decided_by": _("Choose somebody who came.")})
    point = meeting.agenda.get(pk=point_id) if point_id is not None else None
    decision = MeetingDecision(meeting=meeting, agenda_item=point, recorded_at=at)
    decision.text, decision.decided_by = text.strip(), decided_by
    decision.full_clean()
    decisions = RowsBefore("decision", meeting.decisions.all())
    decision.save(force_insert=True)
    facts = {
        "decision": decision.pk,
        "point": point_id,
        "person": decision.decided_by_id,
        **decisions.facts(),
    }
    personal = {"text": decision.text}
    _record("meeting.decided", meeting, actor, at, facts=facts, personal=personal)
    return decision


def sync_agenda(meeting: Meeting, *, actor: User, at: datetime) -> None:
    """Let the points made from facts be those that the facts give now."""
    agenda = RowsBefore("agenda", meeting.agenda.exclude(key=""))
    kept = {point.key: point for point in meeting.agenda.exclude(key="")}
    with set_in(agenda_language(meeting)):
        made = list(_lines(meeting, at))
    changed = 0
    for position, source, key, line in made:
        point = kept.pop(key, None) or AgendaItem(meeting=meeting, key=key)
        changed += not point.is_settled and _store(point, position, source, line)
    gone = [point for point in kept.values() if not point.is_settled]
    for point in gone:
        # Those that decisions stand on, stay.
        if not point.decisions.exists():
            point.delete()
    if changed or gone:
        counts = {"points": len(made), "changed": changed, "gone": len(gone)}
        facts = {**counts, **agenda.facts()}
        _record("meeting.agenda_made", meeting, actor, at, facts=facts)


def _lines(
    meeting: Meeting, at: datetime
) -> Iterator[tuple[int, str, str, AgendaLine]]:
    for order, source, build in agenda_sources(meeting.kind):
        for place, line in enumerate(build(meeting, at)):
            about = line.about.pk if line.about else line.key or f"n{place}"
            yield order * ROOM + place, source, f"{source} {about}", line


def _store(point: AgendaItem, position: int, source: str, line: AgendaLine) -> bool:
    values = {
        "position": position,
        "source": source,
        "title": line.title[:200],
        "text": line.text,
        "facts": [list(fact) for fact in line.facts],
        "about": line.about,
    }
    if point.pk and all(getattr(point, name) == now for name, now in values.items()):
        return False
    for name, value in values.items():
        setattr(point, name, value)
    point.save()
    return True


def _came(meeting: Meeting, person: Person) -> bool:
    return meeting.attendance.filter(person=person, has_attended=True).exists()


def _check_presenter(meeting: Meeting, presenter: Person | None) -> None:
    if presenter is None or people_to_meet(meeting).filter(pk=presenter.pk).exists():
        return
    raise ValidationError({"presenter": _("Choose somebody who can come.")})


def _record(
    name: str, meeting: Meeting, actor: User, at: datetime, **values: Any
) -> None:
    record_event(name, item=meeting.item, actor=actor, at=at, **values)
