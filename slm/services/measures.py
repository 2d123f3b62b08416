"""Measures and their values; a value that is there already is corrected, not replaced."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from core.numbers import new_item
from core.rows_told import told_rows
from core.versions import check_version
from slm.models import AgreementVersion, Measure, MeasuredValue, Target
from slm.selectors.values import beside_stored, hashes_of_days, utc_day
from slm.services.doubting import MOMENT, doubt_months_of
from slm.services.rewording import void_where_reworded

MANAGE = "slm.manage_measure"
FIELDS = ("name", "unit", "service", "point", "source", "responsible")
MOST_VALUES = 10_000
# Clocks of systems that measure differ a little from ours.
AHEAD = timedelta(minutes=5)
FIRST_YEAR = 2000
LARGEST = Decimal(10) ** 11
SMALLEST_STEP = Decimal("0.000001")

Pair = tuple[datetime, Decimal]
# The name, changes and facts of an event.
ToTell = tuple[str, dict[str, Any], dict[str, Any]]


@transaction.atomic
def create_measure(*, measure: Measure, actor: User, at: datetime) -> Measure:
    """
    Make a measure known, not stored yet.

    :raises PermissionDenied: if the actor may not manage measures
    :raises ValidationError: if something of it is missing
    """
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    measure.full_clean(exclude=["item"])
    measure.item = new_item("measure")
    measure.save(force_insert=True)
    record_event(
        "measure.created",
        item=measure.item,
        actor=actor,
        at=at,
        changes={name: [None, _plain(measure, name)] for name in FIELDS},
    )
    return measure


@transaction.atomic
def edit_measure(
    *, number: str, version: int | None = None, actor: User, at: datetime, **values: Any
) -> Measure:
    """
    Change what a measure is called, where and by what it is measured, who answers.

    Its unit stays once it has values: they would mean something else. Where a draft
    promises it, what was signed of that is void.

    :raises Measure.DoesNotExist: if the actor may not see such a measure
    :raises PermissionDenied: if the actor may not manage measures
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: if something of it is missing, or the unit changes
    """
    measure = _lock(number, actor, version)
    before = {name: _plain(measure, name) for name in FIELDS}
    for name in FIELDS:
        setattr(measure, name, values.get(name, getattr(measure, name)))
    if measure.unit != before["unit"] and measure.values.exists():
        message = _("It has values in %s: make another measure for the new unit.")
        raise ValidationError({"unit": message % before["unit"]})
    measure.version += 1
    measure.full_clean(exclude=["item"])
    measure.save()
    after = {name: _plain(measure, name) for name in FIELDS}
    record_event(
        "measure.edited",
        item=measure.item,
        actor=actor,
        at=at,
        changes={
            name: [before[name], value]
            for name, value in after.items()
            if before[name] != value
        },
    )
    promised = AgreementVersion.objects.filter(targets__measure=measure)
    void_where_reworded(promised, actor=actor, at=at)
    return measure


@transaction.atomic
def record_values(
    *, number: str, values: Sequence[Pair], how: str = "", actor: User, at: datetime
) -> dict[str, int]:
    """
    Store what was measured; return how many values are new, known and corrected.

    What is there already as it is is left alone. Another value for the same instant
    corrects it: the event keeps both.

    :raises Measure.DoesNotExist: if the actor may not see such a measure
    :raises PermissionDenied: if the actor may not manage measures
    :raises ValidationError: naming each value that is wrong; nothing is stored then
    """
    measure = _lock(number, actor)
    if faults := faults_of(values, at):
        raise ValidationError(
            [f"{place + 1} {name}: {text}" for place, name, text in faults]
        )
    found = beside_stored(measure, values)
    new = [
        MeasuredValue(measure=measure, at=when, value=value, how=how)
        for when, value in found.new
    ]
    changed = [one.at for one in (*new, *(one for one, _value in found.corrected))]
    days = {utc_day(one) for one in changed}
    before = hashes_of_days(measure, days)
    MeasuredValue.objects.bulk_create(new, batch_size=1000)
    told = [_told_of_new(new, how)] if new else []
    told += [_correct(one, value, how) for one, value in found.corrected]
    _tell(measure, told, told_rows(before, hashes_of_days(measure, days)), actor, at)
    if changed:
        targets = Target.objects.filter(measure=measure)
        doubt_months_of(targets, since=min(changed), until=max(changed) + MOMENT)
    return found.counts


def _tell(
    measure: Measure,
    told: Sequence[ToTell],
    rows: dict[str, Any],
    actor: User,
    at: datetime,
) -> None:
    """Record an event for each; what became of the days is said once, by the first."""
    for name, changes, facts in told:
        record_event(
            name,
            item=measure.item,
            actor=actor,
            at=at,
            changes=changes,
            facts={**facts, **rows},
        )
        rows = {}


Fault = tuple[int, str, str]


def faults_of(
    values: Sequence[tuple[datetime | None, Decimal | None]], at: datetime
) -> list[Fault]:
    """
    Return what is wrong: the place of the value, “at” or “value”, and words.

    Nothing is said of what is not there.
    """
    if not values:
        return [(0, "", _("There are no values."))]
    if len(values) > MOST_VALUES:
        return [(MOST_VALUES, "", _("At most %d values at once.") % MOST_VALUES)]
    found: list[Fault] = []
    seen = set()
    for place, (when, value) in enumerate(values):
        if when is not None and when in seen:
            found.append((place, "at", _("There are two values for this instant.")))
        elif when is not None and (fault := _fault_of_instant(when, at)):
            found.append((place, "at", fault))
        if value is not None and (fault := _fault_of_number(value)):
            found.append((place, "value", fault))
        seen.add(when)
    return found


def _fault_of_instant(when: datetime, at: datetime) -> str:
    if when > at + AHEAD:
        return _("This instant has not come yet.")
    if when.year < FIRST_YEAR:
        return _("This instant lies too far back.")
    return ""


def _fault_of_number(value: Decimal) -> str:
    if not value.is_finite() or abs(value) >= LARGEST:
        return _("This is not a number that can be stored.")
    if value != value.quantize(SMALLEST_STEP):
        return _("At most six decimal places can be stored.")
    return ""


def _told_of_new(new: Sequence[MeasuredValue], how: str) -> ToTell:
    instants = sorted(one.at for one in new)
    facts = {
        "count": len(new),
        "first": instants[0],
        "last": instants[-1],
        "how": how,
    }
    return "measure.values_recorded", {}, facts


def _correct(stored: MeasuredValue, value: Decimal, how: str) -> ToTell:
    was, stored.value, stored.how = stored.value, value, how
    stored.full_clean()
    stored.save(update_fields=["value", "how"])
    changes = {"value": [f"{was.normalize():f}", f"{value.normalize():f}"]}
    return "measure.value_corrected", changes, {"measured": stored.at, "how": how}


def _lock(number: str, actor: User, version: int | None = None) -> Measure:
    pk = Measure.objects.visible_to(actor).get(item__number=number).pk
    locked = Measure.objects.select_for_update(no_key=True, of=("self",))
    measure = locked.select_related("item").get(pk=pk)
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    check_version(measure, version)
    return measure


def _plain(measure: Measure, name: str) -> Any:
    field = Measure._meta.get_field(name)
    return getattr(measure, str(getattr(field, "attname", name)))
