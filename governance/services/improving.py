"""An improvement from the decision on it to what it brought."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import User
from core.versions import set_values
from governance.lifecycle import IMPROVEMENT
from governance.models import Improvement
from governance.permissions import may_step
from governance.selectors import missing_for, period_before
from governance.services.storing import (
    check_target,
    lock_improvement,
    record,
    store,
)
from records.services import move_record

PAST = {
    "approve": "approved",
    "reject": "rejected",
    "start": "started",
    "implement": "implemented",
    "verify": "verified",
}


@transaction.atomic
def approve_improvement(
    *,
    number: str,
    reason: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Improvement:
    """
    Approve an improvement: its baseline is taken now, and stays as it is.

    Raises as `change_improvement`.

    :raises ValidationError: without owner, day, measure and a target that the figure can
        reach, or if nothing was measured that could be a baseline
    """
    improvement, at = _begin("approve", number, actor, version, at)
    missing = missing_for(improvement, IMPROVEMENT.find("approve", improvement.state))
    if missing:
        raise ValidationError(missing)
    check_target(improvement)
    taken = _taken("baseline", improvement, at)
    return _move(
        improvement, "approve", {**taken, "decision_reason": reason.strip()}, actor, at
    )


@transaction.atomic
def reject_improvement(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Improvement:
    """Decide against an improvement, and say why; raises as `change_improvement`."""
    improvement, at = _begin("reject", number, actor, version, at)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    values = {"decision_reason": reason.strip()}
    return _move(improvement, "reject", values, actor, at)


@transaction.atomic
def start_improvement(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Improvement:
    """Begin to carry an improvement out; raises as `change_improvement`."""
    improvement, at = _begin("start", number, actor, version, at)
    return _move(improvement, "start", {}, actor, at)


@transaction.atomic
def implement_improvement(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> Improvement:
    """Say that an improvement is carried out; raises as `change_improvement`."""
    improvement, at = _begin("implement", number, actor, version, at)
    return _move(improvement, "implement", {}, actor, at)


@transaction.atomic
def verify_improvement(
    *,
    number: str,
    is_effective: bool,
    effect: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Improvement:
    """
    Measure again, by the same figure, and say whether the improvement was one.

    Raises as `change_improvement`.

    :raises ValidationError: without words, or before a whole month went by since it was
        implemented
    """
    improvement, at = _begin("verify", number, actor, version, at)
    if not effect.strip():
        raise ValidationError({"effect": _("Say what it brought.")})
    taken = _taken("result", improvement, at)
    done = improvement.resolved_at
    if done is not None and taken["result_from"] <= timezone.localtime(done).date():
        message = _("Wait until the months measured lie after it was implemented.")
        raise ValidationError(message)
    values = {**taken, "is_effective": is_effective, "effect": effect.strip()}
    return _move(improvement, "verify", values, actor, at)


def _begin(
    move: str, number: str, actor: User, version: int | None, at: datetime
) -> tuple[Improvement, datetime]:
    """Lock the improvement for a move that the actor may make."""
    improvement, at = lock_improvement(number, actor, version, at)
    step = IMPROVEMENT.find(move, improvement.state)
    if not may_step(actor, improvement, step):
        raise PermissionDenied
    return improvement, at


def _move(
    improvement: Improvement,
    name: str,
    values: Mapping[str, Any],
    actor: User,
    at: datetime,
) -> Improvement:
    step = IMPROVEMENT.find(name, improvement.state)
    changed = set_values(improvement, values)
    reason = str(values.get("decision_reason", ""))
    move_record(improvement, step=step, reason=reason, actor=actor, at=at)
    store(improvement, changed)
    record(f"improvement.{PAST[name]}", improvement, actor, at, changed)
    return improvement


def _taken(name: str, improvement: Improvement, at: datetime) -> dict[str, Any]:
    """Return what the measure is now, with the months it was taken over."""
    measure = improvement.measured
    if measure is None:
        raise ValidationError({"measure": _("Say what it is measured by.")})
    first, last, period = period_before(at, improvement.months)
    value = measure.select(period, improvement.measured_about).value
    if value is None:
        raise ValidationError(
            {"measure": _("Nothing was measured in the months before.")}
        )
    spans = {f"{name}_from": first, f"{name}_until": last}
    return {f"{name}_value": value, **spans, f"{name}_at": at}
