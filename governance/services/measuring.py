"""Taking the measures of the process month by month, and watching their limits."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.locks import lock_name
from core.models import User
from core.periods import month as month_period
from core.versions import check_version
from governance.choices import BOUNDS
from governance.measures import Measure, Measured, get_measure, process_measures
from governance.models import MeasureLimit, MeasureValue
from governance.selectors import limits_by_measure


@transaction.atomic
def take_measures(*, month: date, actor: User, at: datetime) -> list[MeasureValue]:
    """
    Keep what every measure of the process was in a month that is over; once.

    What lies outside its limits raises an alarm.

    :raises PermissionDenied: if the actor may not watch over the measures
    :raises ValidationError: if the month is not over
    """
    if not actor.has_perm("governance.set_limits"):
        raise PermissionDenied
    period = month_period(month)
    if period.end > at:
        raise ValidationError({"month": _("This month is not over yet.")})
    lock_name("measures")
    known = set(
        MeasureValue.objects.filter(month=month).values_list("measure", flat=True)
    )
    limits = limits_by_measure()
    taken = []
    for measure in process_measures():
        if measure.key in known:
            continue
        found = measure.select(period, None)
        value = _taken(measure, found, limits.get(measure.key))
        value.month, value.taken_at, value.taken_by = month, at, actor
        value.save(force_insert=True)
        taken.append(value)
    _record(taken, month, actor, at)
    return taken


def _taken(
    measure: Measure, found: Measured, limit: MeasureLimit | None
) -> MeasureValue:
    return MeasureValue(
        measure=measure.key,
        value=found.value,
        counted=found.counted,
        of=len(found.rows),
        lower=limit.lower if limit else None,
        upper=limit.upper if limit else None,
        is_outside=limit is not None and not limit.holds(found.value),
    )


def _record(taken: list[MeasureValue], month: date, actor: User, at: datetime) -> None:
    if not taken:
        return
    facts = {
        "month": month,
        "values": {one.measure: one.value for one in taken},
    }
    record_event("measure.taken", item=None, actor=actor, at=at, facts=facts)
    for one in taken:
        if one.is_outside:
            outside = {"measure": one.measure, "month": month, "value": one.value}
            limits = {"lower": one.lower, "upper": one.upper}
            facts = {**outside, **limits}
            record_event("measure.alarm", item=None, actor=actor, at=at, facts=facts)


@transaction.atomic
def set_limits(
    *,
    measure: str,
    lower: Decimal | None,
    upper: Decimal | None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> MeasureLimit:
    """
    Say between which values a measure is to stay from now on.

    :raises LookupError: if the process has no such measure
    :raises PermissionDenied: if the actor may not set limits
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: if a limit is wrong, or nothing changes
    """
    known = _process_measure(measure)
    if not actor.has_perm("governance.set_limits"):
        raise PermissionDenied
    limit = _lock_limit(known, version)
    _check_limits(known, lower, upper)
    changes = _differing(limit, lower, upper)
    limit.lower, limit.upper, limit.version = lower, upper, limit.version + 1
    limit.full_clean()
    limit.save()
    record_event(
        "process_measure.limits_set",
        item=None,
        actor=actor,
        at=at,
        changes=changes,
        facts={"measure": known.key},
    )
    return limit


def _differing(
    limit: MeasureLimit, lower: Decimal | None, upper: Decimal | None
) -> dict[str, list[Decimal | None]]:
    given = {"lower": lower, "upper": upper}
    changes = {
        name: [getattr(limit, name), value]
        for name, value in given.items()
        if getattr(limit, name) != value
    }
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    return changes


def _check_limits(known: Measure, lower: Decimal | None, upper: Decimal | None) -> None:
    given = {"lower": lower, "upper": upper}
    wrong = {
        name: said
        for name, value in given.items()
        if value is not None and (said := _unlike(known, value))
    }
    if lower is not None and upper is not None and upper < lower:
        wrong.setdefault("upper", _("The upper limit is below the lower one."))
    if wrong:
        raise ValidationError(wrong)


def _unlike(known: Measure, value: Decimal) -> str:
    """Say why a figure of that measure is never such a number; nothing if it may be."""
    if known.unit not in BOUNDS:
        return ""
    least, most = BOUNDS[known.unit]
    if most is None:
        return "" if value >= least else _("It is never below %s.") % least
    if least <= value <= most:
        return ""
    return _("It is a number from %(least)s to %(most)s.") % {
        "least": least,
        "most": most,
    }


def _process_measure(key: str) -> Measure:
    known = get_measure(key)
    if not known.is_process:
        raise LookupError(key)
    return known


def _lock_limit(known: Measure, version: int | None) -> MeasureLimit:
    """Return the limits of a measure, or a first one that is not stored yet."""
    lock_name("measures")
    stored = MeasureLimit.objects.filter(measure=known.key).first()
    limit = stored or MeasureLimit(measure=known.key, version=0)
    check_version(limit, version)
    return limit
