"""An improvement from its proposal to what it brought."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from accounts.selectors import person_of
from core.events import record_event
from core.kinds import visible_object
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User
from governance.choices import ImprovementState as State
from governance.lifecycle import IMPROVEMENT, PROPOSE
from governance.models import Improvement
from governance.permissions import may_edit, may_step
from governance.selectors import period_before
from records.choices import ContactChannel
from records.services import (
    edit_record,
    instant_of_act,
    lock_record,
    move_record,
    open_record,
)

# What is proposed, beside its words; it can be changed until it is decided on.
TERMS = ("owner", "due_on", "measure", "measured_about", "months", "target_value")
PAST = {
    "approve": "approved",
    "reject": "rejected",
    "start": "started",
    "implement": "implemented",
    "verify": "verified",
}


@transaction.atomic
def propose_improvement(
    *, improvement: Improvement, actor: User, at: datetime
) -> Improvement:
    """
    Propose that something becomes better; `improvement` is not stored yet.

    Clause 10.2 (4.5 of the older edition).

    :raises PermissionDenied: if the actor may not propose
    :raises ValidationError: if a value is wrong, or it came from what they cannot see
    """
    person = person_of(actor)
    if not actor.has_perm(PROPOSE) or person is None:
        raise PermissionDenied
    _check_seen(improvement, actor)
    _check_terms(improvement, at)
    improvement.requester = person
    improvement.contact_channel = ContactChannel.PORTAL
    provider = Organisation.objects.filter(is_provider=True).order_by("pk").first()
    # It is the provider's own work, whoever's service becomes better.
    improvement.customer = provider or person.organisation
    open_record(
        improvement, kind="improvement", state=State.PROPOSED, actor=actor, at=at
    )
    names = ("source", "about_id", "clock_id", "owner_id", "due_on", "measure")
    more = ("measured_about_id", "months", "target_value")
    record_event(
        "improvement.proposed",
        item=improvement.item,
        actor=actor,
        at=at,
        changes={
            name.removesuffix("_id"): [None, getattr(improvement, name)]
            for name in (*names, *more)
            if getattr(improvement, name) not in (None, "")
        },
    )
    return improvement


@transaction.atomic
def change_improvement(
    *,
    number: str,
    title: str,
    description: str,
    terms: Mapping[str, Any],
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Improvement:
    """
    Change what is proposed, before it is decided on.

    :raises Improvement.DoesNotExist: if the actor may not see it
    :raises PermissionDenied: if the actor neither proposed it nor decides
    :raises TransitionNotAllowed: if it is decided on
    :raises StaleRecord: if the version is no longer the current one
    :raises ValidationError: if a value is wrong, or nothing changes
    """
    improvement, at = _lock(number, actor, version, at)
    if improvement.state != State.PROPOSED:
        raise TransitionNotAllowed(_("It was decided on already."))
    if not may_edit(actor, improvement):
        raise PermissionDenied
    changed = _set(improvement, {name: terms[name] for name in TERMS if name in terms})
    _check_terms(improvement, at)
    words = {"title": title.strip(), "description": description.strip()}
    has_words = any(getattr(improvement, name) != words[name] for name in words)
    if not changed and not has_words:
        raise ValidationError(_("Nothing was changed."))
    _store(improvement, changed)
    if has_words and actor.has_perm("records.work_record"):
        title, text = words["title"], words["description"]
        edit_record(improvement, title=title, description=text, actor=actor, at=at)
    elif has_words:
        _reword(improvement, words)
    _record("improvement.changed", improvement, actor, at, changed)
    return improvement


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

    :raises ValidationError: without owner, day, measure and target, or if nothing was
        measured that could be a baseline
    """
    improvement, at = _begin("approve", number, actor, version, at)
    if improvement.target_value is None:
        raise ValidationError({"target_value": _("Say what is to be reached.")})
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


def _lock(
    number: str, actor: User, version: int | None, at: datetime
) -> tuple[Improvement, datetime]:
    seen = Improvement.objects.visible_to(actor)
    improvement = lock_record(seen, number=number, version=version)
    return improvement, instant_of_act(improvement, actor=actor, at=at)


def _begin(
    move: str, number: str, actor: User, version: int | None, at: datetime
) -> tuple[Improvement, datetime]:
    """Lock the improvement for a move that the actor may make."""
    improvement, at = _lock(number, actor, version, at)
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
    changed = _set(improvement, values)
    reason = str(values.get("decision_reason", ""))
    move_record(improvement, step=step, reason=reason, actor=actor, at=at)
    _store(improvement, changed)
    _record(f"improvement.{PAST[name]}", improvement, actor, at, changed)
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


def _set(improvement: Improvement, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    changed = {}
    for name, value in values.items():
        before = getattr(improvement, name)
        if before != value:
            setattr(improvement, name, value)
            changed[name] = [getattr(before, "pk", before), getattr(value, "pk", value)]
    return changed


def _store(improvement: Improvement, changed: Mapping[str, Any]) -> None:
    if changed:
        improvement.clean()
        improvement.save(update_fields=list(changed))


def _reword(improvement: Improvement, words: Mapping[str, str]) -> None:
    """Change the words of what one proposed or decides on, without being of the desk."""
    for name, value in words.items():
        setattr(improvement, name, value)
    improvement.version += 1
    improvement.clean_fields(exclude=["item", "record_ptr"])
    improvement.save(update_fields=[*words, "version"])


def _record(
    name: str,
    improvement: Improvement,
    actor: User,
    at: datetime,
    changed: Mapping[str, Any],
) -> None:
    said = {"effect", "decision_reason"}
    record_event(
        name,
        item=improvement.item,
        actor=actor,
        at=at,
        changes={key: both for key, both in changed.items() if key not in said},
        personal={key: both for key, both in changed.items() if key in said},
    )


def _check_seen(improvement: Improvement, actor: User) -> None:
    """Refuse what came from something that the actor may not know of."""
    for item in (improvement.about, improvement.measured_about):
        if item is None:
            continue
        try:
            visible_object(item.number, actor)
        except Item.DoesNotExist as error:
            message = _("There is nothing with the number “%s”.") % item.number
            raise ValidationError({"about": message}) from error


def _check_terms(improvement: Improvement, at: datetime) -> None:
    due, today = improvement.due_on, timezone.localtime(at).date()
    if due is not None and due < today:
        raise ValidationError({"due_on": _("This day is past.")})
    owner = improvement.owner
    if owner is not None and not (owner.is_active and owner.organisation.is_provider):
        raise ValidationError({"owner": _("Choose somebody of the provider.")})
