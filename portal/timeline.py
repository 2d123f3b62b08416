"""What a customer may read of a record's history: never a word that is internal."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import npgettext_lazy

from accounts.models import Team
from core.models import Event, User
from core.sentences import personal
from records.choices import OPEN_PHASES, Visibility
from records.models import Entry, Record

TOLD = (
    "records.opened",
    "records.held",
    "records.moved",
    "records.handed_to_supplier",
    "records.taken_back",
    "incident.resolved",
)

SUPPLY = ("records.handed_to_supplier", "records.taken_back")

REPORTED = npgettext_lazy("did", "reported it", "reported it", "number")
HANDED = npgettext_lazy(
    "did", "handed it to “%(team)s”", "handed it to “%(team)s”", "number"
)
TAKEN_UP = npgettext_lazy("did", "took it up again", "took it up again", "number")
ASKED_ANOTHER = npgettext_lazy(
    "did",
    "asked %(whom)s for something",
    "asked %(whom)s for something",
    "number",
)
SUPPLIED = npgettext_lazy(
    "did",
    "asked one of our suppliers to work on it",
    "asked one of our suppliers to work on it",
    "number",
)
TAKEN_BACK = npgettext_lazy(
    "did",
    "went on with it without the supplier",
    "went on with it without the supplier",
    "number",
)
NOT_SOLVED = npgettext_lazy(
    "did", "said that it is not solved", "said that it is not solved", "number"
)
# For each step, what is said after who did it, and an icon.
MOVES = {
    "start": (
        npgettext_lazy("did", "began to work on it", "began to work on it", "number"),
        "play",
    ),
    "resume": (
        npgettext_lazy(
            "did", "went on working on it", "went on working on it", "number"
        ),
        "play",
    ),
    "wait_for_customer": (
        npgettext_lazy(
            "did", "asked you for something", "asked you for something", "number"
        ),
        "question-mark-circle",
    ),
    "wait_for_supplier": (
        npgettext_lazy(
            "did", "asked a supplier to help", "asked a supplier to help", "number"
        ),
        "clock",
    ),
    "wait_for_problem": (
        npgettext_lazy(
            "did",
            "began to look for the cause behind it",
            "began to look for the cause behind it",
            "number",
        ),
        "clock",
    ),
    "wait_for_change": (
        npgettext_lazy(
            "did",
            "planned a change that will solve it",
            "planned a change that will solve it",
            "number",
        ),
        "clock",
    ),
    "resolve": (npgettext_lazy("did", "solved it", "solved it", "number"), "check"),
    "close": (npgettext_lazy("did", "closed it", "closed it", "number"), "lock-closed"),
    "cancel": (
        npgettext_lazy("did", "withdrew it", "withdrew it", "number"),
        "no-symbol",
    ),
}


@dataclass(frozen=True, slots=True)
class PublicMoment:
    """One line: `kind` is "public" for what was written, else "event"."""

    kind: str
    author: str
    at: datetime
    text: str
    icon: str
    order: int
    is_solution: bool = False


def public_timeline(record: Record, reader: User) -> list[PublicMoment]:
    """Return what was written publicly and what happened, newest first."""
    events = Event.objects.of(record.pk).named(*TOLD).select_related("actor", "data")
    moments = [*_told(record, list(events), reader), *_written(record)]
    return sorted(moments, key=lambda one: (one.at, one.order), reverse=True)


def _written(record: Record) -> Iterator[PublicMoment]:
    entries = Entry.objects.filter(record_id=record.pk, visibility=Visibility.PUBLIC)
    for entry in entries.select_related("author"):
        yield PublicMoment(
            "public",
            str(entry.author),
            entry.written_at,
            entry.text,
            "",
            entry.event_id,
        )


def _told(
    record: Record, events: Iterable[Event], reader: User
) -> Iterator[PublicMoment]:
    is_own = record.requester.user_id == reader.pk
    whom = "" if is_own else str(record.requester)
    teams = dict(Team.objects.filter(pk__in=_teams(events)).values_list("pk", "name"))
    team, ends = None, _ends(events)
    for event in events:
        kind, text, icon = "event", "", ""
        number = _number(event, reader)
        if event.name == "records.opened":
            text, icon = str(REPORTED % {"number": number}), "plus"
        elif event.name == "incident.resolved":
            kind, text = "public", str(personal(event).get("resolution", ""))
        elif event.name == "records.moved":
            text, icon = _moved(event, number, whom)
        elif event.name in SUPPLY:
            # That it ends is told by itself.
            text, icon = (
                ("", "") if event.occurred_at in ends else _supplied(event, number)
            )
        elif event.facts["team"] != team and event.facts["team"] in teams:
            values = {"number": number, "team": teams[event.facts["team"]]}
            text, icon = str(HANDED % values), "user-group"
        team = event.facts.get("team", team)
        if text:
            author = _author(event, reader, kind)
            at = event.occurred_at
            is_solution = kind == "public"
            yield PublicMoment(kind, author, at, text, icon, event.pk, is_solution)


def _ends(events: Iterable[Event]) -> set[datetime]:
    """Return when the record ended, perhaps several times."""
    return {
        event.occurred_at
        for event in events
        if event.name == "records.moved" and event.facts["phase"] not in OPEN_PHASES
    }


def _supplied(event: Event, number: int) -> tuple[str, str]:
    """Tell that a supplier works on it, or no longer; not who, nor of its numbers."""
    was, now = event.changes.get("supplier", (None, None))
    if was is None and now is not None:
        return str(SUPPLIED % {"number": number}), "truck"
    if was is not None and now is None:
        return str(TAKEN_BACK % {"number": number}), "arrow-uturn-left"
    return "", ""


def _teams(events: Iterable[Event]) -> set[int]:
    return {event.facts["team"] for event in events if event.facts.get("team")}


def _author(event: Event, reader: User, kind: str) -> str:
    if event.actor_id == reader.pk:
        return _("You")
    if event.name == "records.opened":
        return str(personal(event).get("requester") or event.actor)
    is_named = kind == "public" or _is_by_customer(event)
    return str(event.actor) if is_named else _("We")


def _is_by_customer(event: Event) -> bool:
    return event.name == "records.moved" and not (
        event.facts.get("by_desk") or event.actor.is_system
    )


def _number(event: Event, reader: User) -> int:
    """Return the number of the verb: “you” and “we” are plural in some languages."""
    if event.actor_id == reader.pk:
        return 2
    return 1 if event.name == "records.opened" or _is_by_customer(event) else 2


def _moved(event: Event, number: int, whom: str) -> tuple[str, str]:
    step, is_ours = event.facts["step"], event.facts.get("by_desk", False)
    if step == "reopen":
        # Why somebody of ours took it up again may be meant for us alone.
        reason = "" if is_ours else personal(event).get("reason", "")
        told = (TAKEN_UP if is_ours else NOT_SOLVED) % {"number": number}
        return (f"{told}: {reason}" if reason else told), "arrow-uturn-left"
    if step not in MOVES:
        return "", ""
    words, icon = MOVES[step]
    if step == "wait_for_customer" and whom:
        return str(ASKED_ANOTHER % {"number": number, "whom": whom}), icon
    return str(words % {"number": number}), icon
