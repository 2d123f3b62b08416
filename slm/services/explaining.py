"""Saying why promises were broken, services lost and months missed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Service
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from core.periods import month as month_period
from core.rows_told import RowsBefore
from core.versions import check_version
from slm.choices import GoalVerdict, Verdict
from slm.models import (
    Agreement,
    BreachCause,
    Clock,
    ClockCause,
    MonthCause,
    Outage,
    OutageCause,
    Target,
)
from slm.models.cause import UNSAID
from slm.selectors.frozen_months import month_results
from slm.services.locking import lock_agreement

EXPLAIN = "slm.explain_breach"
MOST = 200
LONGEST_WORDS = 2000


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

    Clause 6.1: causes of nonconformity. `version` is that of the cause which was seen,
    0 if none was said.

    :raises Clock.DoesNotExist: if the actor may not see such a clock
    :raises PermissionDenied: if the actor may not explain breaches
    :raises TransitionNotAllowed: if it was not broken
    :raises StaleVersion: if another explained it meanwhile
    :raises ValidationError: if the cause is no longer offered, the words are too long,
        or nothing changes
    """
    clock: Clock = _locked(Clock, "record__item", actor, pk=clock_id)
    if clock.verdict != Verdict.BREACHED:
        raise TransitionNotAllowed(_("This promise was not broken."))
    given = ClockCause.objects.filter(clock=clock).first()
    explained = given or ClockCause(clock=clock, version=UNSAID)
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
    explained = given or OutageCause(outage=outage, version=UNSAID)
    said = _explain(explained, cause, words.strip(), version, actor, at)
    item, facts = outage.item, causes.facts()
    record_event("outage.explained", item=item, facts=facts, **said)
    return explained


def _locked(model: Any, related: str, actor: User, **which: Any) -> Any:
    seen = model.objects.visible_to(actor).get(**which)
    if not actor.has_perm(EXPLAIN):
        raise PermissionDenied
    locked = model.objects.select_for_update(no_key=True, of=("self",))
    return locked.select_related(related).get(pk=seen.pk)


@transaction.atomic
def explain_month(
    *,
    target_id: int,
    month: date,
    service: Service | None = None,
    cause: BreachCause,
    words: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> MonthCause:
    """
    Say why a target of a month was missed; raises as `explain_breach`.

    :raises Target.DoesNotExist: if the actor may not see such a target
    :raises TransitionNotAllowed: if it was not missed in that month
    """
    target = _lock_missed(target_id, service, month, actor, at)
    about: dict[str, Any] = {"target": target, "service": service, "month": month}
    given = MonthCause.objects.filter(**about).first()
    explained = given or MonthCause(**about, version=UNSAID)
    said = _explain(explained, cause, words.strip(), version, actor, at)
    facts = {
        "target": target.pk,
        "service": service.pk if service else None,
        "month": month.isoformat(),
    }
    item = target.version.agreement.item
    record_event("month.explained", item=item, facts=facts, **said)
    return explained


def _lock_missed(
    target_id: int, service: Service | None, month: date, actor: User, at: datetime
) -> Target:
    visible = Agreement.objects.visible_to(actor)
    target = Target.objects.select_related("version__agreement__item").get(
        pk=target_id, version__agreement__in=visible
    )
    agreement = target.version.agreement
    lock_agreement(number=agreement.number, actor=actor, permission=EXPLAIN)
    rows = month_results(
        month_period(month), at=at, agreements=[agreement.pk], legs=[agreement.leg]
    )
    about = (target, service, month, GoalVerdict.MISSED)
    if about not in [(row.target, row.service, row.month, row.verdict) for row in rows]:
        raise TransitionNotAllowed(_("This target was not missed in that month."))
    return target


def _explain(
    explained: ClockCause | OutageCause | MonthCause,
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
    check_version(explained, version)
    if len(words) > LONGEST_WORDS:
        most = _("Say it in at most %s characters.") % LONGEST_WORDS
        raise ValidationError({"words": most})
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
    version: int | None = None,
    actor: User,
    at: datetime,
) -> list[ClockCause]:
    """
    Say of several promises at once why they were broken; of all or of none.

    Raises as `explain_breach`; `version` is that of each.

    :raises ValidationError: if none is named, or more than 200 are
    """
    if not 0 < len(set(clock_ids)) <= MOST:
        raise ValidationError(_("Choose at least one, and at most %s.") % MOST)
    said: dict[str, Any] = {"cause": cause, "words": words, "version": version}
    return [
        explain_breach(clock_id=pk, **said, actor=actor, at=at)
        for pk in sorted(set(clock_ids))
    ]
