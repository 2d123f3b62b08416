"""Where a record is, in plain words: read from its phase, never from its state."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from records.choices import Phase, WaitingFor
from records.models import Record


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way a record goes: behind, here or ahead."""

    label: str
    is_done: bool = False
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a record is, in a few words and in a sentence; what is asked of one."""

    label: str
    sentence: str
    asks: bool = False
    icon: str = "play-circle"


def needs_customer(record: Record) -> bool:
    """Whether it goes no further without the customer."""
    return record.phase == Phase.DONE or record.waiting_for == WaitingFor.CUSTOMER


def whereabouts(record: Record) -> Whereabouts:
    """Return where the record is."""
    if record.phase == Phase.NEW:
        return _new(record)
    if record.phase == Phase.ACTIVE:
        return _active(record)
    if record.phase == Phase.WAITING:
        return _waiting(record)
    if record.phase == Phase.DONE:
        sentence = _("Please tell us whether it works again.")
        return Whereabouts(_("Solved, we think"), sentence, True, "hand-raised")
    if record.phase == Phase.CLOSED:
        sentence = _("It was solved and is closed.")
        return Whereabouts(_("Closed"), sentence, icon="lock-closed")
    sentence = _("It is no longer being worked on.")
    return Whereabouts(_("Withdrawn"), sentence, icon="no-symbol")


def _new(record: Record) -> Whereabouts:
    if record.team is None:
        sentence = _("We have received it. Somebody will look at it soon.")
    else:
        sentence = _("%s has it and will begin soon.") % record.team
    return Whereabouts(_("Received"), sentence, icon="inbox-arrow-down")


def _active(record: Record) -> Whereabouts:
    if record.team is None:
        return Whereabouts(_("Being worked on"), _("We are working on it."))
    sentence = _("%s is working on it.") % record.team
    return Whereabouts(_("Being worked on"), sentence)


def _waiting(record: Record) -> Whereabouts:
    if record.waiting_for == WaitingFor.CUSTOMER:
        sentence = _("We need an answer from you before we can go on.")
        return Whereabouts(_("Waiting for you"), sentence, True, "hand-raised")
    sentences = {
        WaitingFor.SUPPLIER: _("We are waiting for one of our suppliers."),
        WaitingFor.PROBLEM: _("We are looking for the cause behind it."),
        WaitingFor.CHANGE: _("Something has to be changed first; that is planned."),
    }
    sentence = sentences[WaitingFor(record.waiting_for)]
    return Whereabouts(_("Being worked on"), sentence)


def track(record: Record) -> list[Step]:
    """Return the steps that a record takes, and which of them it is at."""
    names = [_("Received"), _("Being worked on"), _("Solved"), _("Closed")]
    if record.phase == Phase.VOID:
        return [Step(names[0], is_done=True), Step(_("Withdrawn"), is_current=True)]
    here = {Phase.NEW: 0, Phase.ACTIVE: 1, Phase.WAITING: 1, Phase.DONE: 2}.get(
        Phase(record.phase), 3
    )
    if record.waiting_for == WaitingFor.CUSTOMER:
        names.insert(2, _("Waiting for you"))
        here = 2
    return [
        Step(name, is_done=place < here, is_current=place == here)
        for place, name in enumerate(names)
    ]
