from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.language import mid_sentence
from core.lifecycle import Transition
from core.models import Event, User
from records.choices import Phase
from records.models import Holding, Record, SearchDocument
from records.permissions import is_of_desk
from records.services.holding import end_holding, start_holding
from records.services.locking import changed, check_instant, note_change
from records.services.supplying import take_back

ENDED = (Phase.DONE, Phase.CLOSED, Phase.VOID)
MOVED_FIELDS = (
    "state",
    "phase",
    "waiting_for",
    "expected_at",
    "resolved_at",
    "closed_at",
    "reopen_count",
)


@transaction.atomic
def move_record(
    record: Record,
    *,
    step: Transition,
    actor: User,
    at: datetime,
    expected_at: datetime | None = None,
    reason: str = "",
) -> Event:
    """
    Move a locked record along a step of its lifecycle: the only writer of state.

    :raises PermissionDenied: if the actor may not make this step
    :raises TransitionNotAllowed: if the record's state does not offer it
    :raises ValidationError: if a field that the step requires is empty
    """
    record.lifecycle.find(step.name, record.state)
    if not actor.has_perm(step.permission):
        raise PermissionDenied
    check_instant(record, actor=actor, at=at)
    _check_required(record, step)
    _let_supplier_go(record, step, actor=actor, at=at)
    before, was_open = {f: getattr(record, f) for f in MOVED_FIELDS}, record.is_open
    _stand(record, step.target, expected_at, at)
    event = note_change(
        record,
        "records.moved",
        fields=MOVED_FIELDS,
        actor=actor,
        at=at,
        changes=_moved(before, record),
        facts={
            "step": step.name,
            "by_desk": is_of_desk(actor),
            "expected_at": expected_at.isoformat() if expected_at else None,
        },
        personal={"reason": reason},
    )
    _note_openness(record, was_open, event)
    return event


def _let_supplier_go(
    record: Record, step: Transition, *, actor: User, at: datetime
) -> None:
    """Take back what is about to end: nobody works on it any more."""
    is_end = record.lifecycle.standing(step.target).phase in ENDED
    if is_end and record.supplier_id is not None:
        take_back(record, actor=actor, at=at)


def _note_openness(record: Record, was_open: bool, event: Event) -> None:
    if record.is_open != was_open:
        documents = SearchDocument.objects.filter(record_id=record.pk)
        documents.update(is_open=record.is_open)
    _hold_or_let_go(record, event, event.occurred_at)


def _check_required(record: Record, step: Transition) -> None:
    missing = {
        name: _("This is needed to “%s”.") % mid_sentence(step.label)
        for name in sorted(step.required)
        if getattr(record, name) in (None, "")
    }
    if missing:
        raise ValidationError(missing)


def _moved(before: dict[str, Any], record: Record) -> dict[str, Any]:
    """Return what the move changed; where it led from is said in any case."""
    after = {name: getattr(record, name) for name in before}
    standing = {name: [before[name], after[name]] for name in ("state", "phase")}
    return {**standing, **changed(before, after)}


def _stand(
    record: Record, state: str, expected_at: datetime | None, at: datetime
) -> None:
    standing = record.lifecycle.standing(state)
    was_ended = record.phase in (Phase.DONE, Phase.CLOSED)
    record.state = state
    record.phase = standing.phase
    record.waiting_for = standing.waiting_for or ""
    if record.is_open:
        record.reopen_count += was_ended
        record.resolved_at = record.closed_at = None
    if record.phase in (Phase.DONE, Phase.CLOSED):
        record.resolved_at = record.resolved_at or at
    record.closed_at = at if record.phase == Phase.CLOSED else None
    record.expected_at = expected_at if record.phase == Phase.WAITING else None


def _hold_or_let_go(record: Record, event: Event, at: datetime) -> None:
    if record.phase in ENDED:
        end_holding(record, at=at)
        return
    is_held = Holding.objects.filter(record_id=record.pk, to_at=None).exists()
    if not is_held and (record.team_id or record.assignee_id):
        start_holding(record, event=event, at=at)
