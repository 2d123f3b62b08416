"""Saying why promises were broken, and keeping the list of causes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from core.rows_told import RowsBefore
from core.versions import check_version
from slm.choices import Verdict
from slm.models import BreachCause, Clock, ClockCause, Outage, OutageCause

MOST = 200


@transaction.atomic
def explain_breach(
    *,
    clock_id: int,
    cause: BreachCause,
    words: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> ClockCause:
    """
    Say why a promise was broken; again, if it turns out otherwise.

    Clause 6.1: causes of nonconformity.

    :raises Clock.DoesNotExist: if the actor may not see such a clock
    :raises PermissionDenied: if the actor may not explain breaches
    :raises TransitionNotAllowed: if it was not broken
    :raises StaleVersion: if another explained it meanwhile
    :raises ValidationError: if the cause is no longer offered, or nothing changes
    """
    clock: Clock = _locked(Clock, "record__item", actor, pk=clock_id)
    if clock.verdict != Verdict.BREACHED:
        raise TransitionNotAllowed(_("This promise was not broken."))
    given = ClockCause.objects.filter(clock=clock).first()
    explained = given or ClockCause(clock=clock)
    said = _explain(explained, cause, words.strip(), version, actor, at)
    item, facts = clock.record.item, {"clock": clock.pk}
    record_event("breach.explained", item=item, facts=facts, **said)
    return explained


@transaction.atomic
def explain_outage(
    *,
    number: str,
    cause: BreachCause,
    words: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> OutageCause:
    """
    Say why a service was lost; raises as `explain_breach`.

    :raises Outage.DoesNotExist: if the actor may not see such an outage
    :raises TransitionNotAllowed: if it was planned, or withdrawn
    """
    outage: Outage = _locked(Outage, "item", actor, item__number=number)
    if not outage.is_loss:
        raise TransitionNotAllowed(_("Nothing was lost unplanned."))
    causes = RowsBefore("cause", OutageCause.objects.filter(outage=outage))
    given = OutageCause.objects.filter(outage=outage).first()
    explained = given or OutageCause(outage=outage)
    said = _explain(explained, cause, words.strip(), version, actor, at)
    item, facts = outage.item, causes.facts()
    record_event("outage.explained", item=item, facts=facts, **said)
    return explained


def _locked(model: Any, related: str, actor: User, **which: Any) -> Any:
    seen = model.objects.visible_to(actor).get(**which)
    if not actor.has_perm("slm.explain_breach"):
        raise PermissionDenied
    locked = model.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related(related).get(pk=seen.pk)


def _explain(
    explained: ClockCause | OutageCause,
    cause: BreachCause,
    words: str,
    version: int | None,
    actor: User,
    at: datetime,
) -> dict[str, Any]:
    """Store what is said now, and return what is recorded of it."""
    is_new = explained._state.adding
    was, said = (None, "") if is_new else (explained.cause_id, explained.words)
    if not cause.is_active and cause.pk != was:
        raise ValidationError({"cause": _("This cause is no longer offered.")})
    if (cause.pk, words) == (was, said):
        raise ValidationError(_("Nothing was changed."))
    if not is_new:
        check_version(explained, version)
        explained.version += 1
    explained.cause, explained.words = cause, words
    explained.set_by, explained.set_at = actor, at
    explained.full_clean()
    explained.save()
    return {
        "actor": actor,
        "at": at,
        "changes": {"cause": [was, cause.pk]},
        "personal": {"words": [said, words]},
    }


@transaction.atomic
def explain_breaches(
    *,
    clock_ids: Sequence[int],
    cause: BreachCause,
    words: str = "",
    actor: User,
    at: datetime,
) -> list[ClockCause]:
    """
    Say of several promises at once why they were broken; of all or of none.

    Raises as `explain_breach`.

    :raises ValidationError: if none is named, or more than 200 are
    """
    if not 0 < len(set(clock_ids)) <= MOST:
        raise ValidationError(_("Choose at least one, and at most %s.") % MOST)
    return [
        explain_breach(clock_id=pk, cause=cause, words=words, actor=actor, at=at)
        for pk in sorted(set(clock_ids))
    ]


@transaction.atomic
def add_cause(*, name: str, actor: User, at: datetime) -> BreachCause:
    """
    Add a cause to the list.

    :raises PermissionDenied: if the actor may not manage agreements
    :raises ValidationError: if it has no name, or there is such a cause
    """
    _check(actor)
    cause = BreachCause(name=" ".join(name.split()))
    cause.full_clean()
    cause.save(force_insert=True)
    changes = {"name": [None, cause.name]}
    facts = {"cause": cause.pk}
    record_event(
        "breach.cause_added",
        item=None,
        actor=actor,
        at=at,
        changes=changes,
        facts=facts,
    )
    return cause


@transaction.atomic
def change_cause(
    *,
    cause_id: int,
    name: str,
    is_active: bool,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> BreachCause:
    """
    Rename a cause, or no longer offer it. Raises as `add_cause`.

    :raises BreachCause.DoesNotExist: if there is none
    :raises StaleVersion: if the version is no longer the current one
    """
    _check(actor)
    cause = BreachCause.objects.select_for_update().get(pk=cause_id)
    check_version(cause, version)
    wanted = {"name": " ".join(name.split()), "is_active": is_active}
    before = {field: getattr(cause, field) for field in wanted}
    changes = {f: [before[f], wanted[f]] for f in wanted if before[f] != wanted[f]}
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    for field, value in wanted.items():
        setattr(cause, field, value)
    cause.version += 1
    cause.full_clean()
    cause.save()
    facts = {"cause": cause.pk}
    record_event(
        "breach.cause_changed",
        item=None,
        actor=actor,
        at=at,
        changes=changes,
        facts=facts,
    )
    return cause


def _check(actor: User) -> None:
    if not actor.has_perm("slm.manage_agreement"):
        raise PermissionDenied
