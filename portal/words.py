"""Where a record is, in plain words: read from its phase, never from its state."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.models import User
from incidents.permissions import may_answer
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


def whereabouts(record: Record, reader: User) -> Whereabouts:
    """Return where the record is; if it waits for a person, for whom."""
    if record.phase == Phase.NEW:
        return _new(record)
    if record.phase == Phase.ACTIVE:
        return _active(record)
    if record.phase == Phase.WAITING:
        return _waiting(record, reader)
    if record.phase == Phase.DONE:
        return _solved(record, reader)
    if record.phase == Phase.CLOSED:
        sentence = _("It was solved and is closed.")
        return Whereabouts(_("Closed"), sentence, icon="lock-closed")
    sentence = _("It is no longer being worked on.")
    return Whereabouts(_("Withdrawn"), sentence, icon="no-symbol")


def _new(record: Record) -> Whereabouts:
    if record.supplier_id is not None:
        return Whereabouts(_("Being worked on"), _with_supplier(record))
    if record.team is None:
        sentence = _("We have received it. Somebody will look at it soon.")
    else:
        sentence = _("%s has it and will begin soon.") % record.team
    return Whereabouts(_("Received"), sentence, icon="inbox-arrow-down")


def _active(record: Record) -> Whereabouts:
    if record.supplier_id is not None:
        return Whereabouts(_("Being worked on"), _with_supplier(record))
    if record.team is None:
        return Whereabouts(_("Being worked on"), _("We are working on it."))
    sentence = _("%s is working on it.") % record.team
    return Whereabouts(_("Being worked on"), sentence)


def _with_supplier(record: Record) -> str:
    if record.supplier_in_control:
        return _("One of our suppliers is working on it for us.")
    if record.team is None:
        return _("We are working on it together with one of our suppliers.")
    words = _("%s is working on it together with one of our suppliers.")
    return words % record.team


def _solved(record: Record, reader: User) -> Whereabouts:
    if _is_own(record, reader):
        sentence = _("Please tell us whether it works again.")
    elif may_answer(reader, record):
        sentence = _("%s or you can tell us whether it works again.") % record.requester
    else:
        sentence = _("%s can tell us whether it works again.") % record.requester
    return Whereabouts(_("Solved, we think"), sentence, True, "hand-raised")


def _waiting(record: Record, reader: User) -> Whereabouts:
    if record.waiting_for == WaitingFor.CUSTOMER:
        label, sentence = _awaited(record, reader), _what_is_awaited(record, reader)
        return Whereabouts(label, sentence, True, "hand-raised")
    sentences = {
        WaitingFor.SUPPLIER: _("We are waiting for one of our suppliers."),
        WaitingFor.PROBLEM: _("We are looking for the cause behind it."),
        WaitingFor.CHANGE: _("Something has to be changed first; that is planned."),
    }
    sentence = sentences[WaitingFor(record.waiting_for)]
    return Whereabouts(_("Being worked on"), sentence)


def _awaited(record: Record, reader: User) -> str:
    if _is_own(record, reader):
        return _("Waiting for you")
    return _("Waiting for %s") % record.requester


def _what_is_awaited(record: Record, reader: User) -> str:
    if _is_own(record, reader):
        return _("We need an answer from you before we can go on.")
    if may_answer(reader, record):
        words = _("We need an answer from %s or from you before we can go on.")
    else:
        words = _("We need an answer from %s before we can go on.")
    return words % record.requester


def _is_own(record: Record, reader: User) -> bool:
    return record.requester.user_id == reader.pk


def track(record: Record, reader: User) -> list[Step]:
    """Return the steps that a record takes, and which of them it is at."""
    names = [_("Received"), _("Being worked on"), _("Solved"), _("Closed")]
    if record.phase == Phase.VOID:
        return [Step(names[0], is_done=True), Step(_("Withdrawn"), is_current=True)]
    here = {Phase.NEW: 0, Phase.ACTIVE: 1, Phase.WAITING: 1, Phase.DONE: 2}.get(
        Phase(record.phase), 3
    )
    if record.waiting_for == WaitingFor.CUSTOMER:
        names.insert(2, _awaited(record, reader))
        here = 2
    return [
        Step(name, is_done=place < here, is_current=place == here)
        for place, name in enumerate(names)
    ]
