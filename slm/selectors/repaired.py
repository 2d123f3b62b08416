"""What approved repairs say about the past: which version held from which day on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from calendars.models import CalendarVersion
from slm.models import AgreementVersion, Repair
from slm.selectors.instants import to_second

Span = tuple[datetime, datetime | None]


class HeldHours(NamedTuple):
    """From which second a version of a calendar held, and by which repair if by one."""

    start: int
    version: CalendarVersion
    repair: Repair | None = None


def approved_repairs() -> list[Repair]:
    """Return every approved repair, in the order in which they were decided."""
    about = ("calendar_version__calendar", "agreement_version__agreement")
    # What each came to is a line for every clock that it changed.
    repairs = Repair.objects.approved().select_related("item", *about).defer("effect")
    return list(repairs.order_by("decided_at", "pk"))


def repaired_hours(
    versions: Iterable[CalendarVersion], repairs: Iterable[Repair]
) -> dict[int, list[HeldHours]]:
    """
    Return the versions of each calendar as they held by these repairs, in their order.

    What lies before the first counts by the first.
    """
    found: dict[int, list[HeldHours]] = {}
    for version in versions:
        held = HeldHours(to_second(version.valid_from), version)
        found.setdefault(version.calendar_id, []).append(held)
    for repair in repairs:
        right = repair.calendar_version
        # Of calendars that nobody asks about nothing is said.
        if right is not None and right.calendar_id in found:
            start, until = to_second(repair.starts_at), to_second(repair.ends_at)
            listed = found[right.calendar_id]
            found[right.calendar_id] = [
                *(one for one in listed if one.start < start),
                HeldHours(start, right, repair),
                *(one for one in listed if one.start >= until),
            ]
    return found


def repaired_spans(
    versions: Iterable[AgreementVersion],
    spans: Mapping[int, Span],
    repairs: Iterable[Repair],
) -> dict[int, Span]:
    """
    Return between which instants each version held by these repairs.

    What was said to hold before the right version ends where that now begins; what lies
    between never held for anything.
    """
    listed, found = list(versions), dict(spans)
    for repair in repairs:
        right = repair.agreement_version
        if right is None or right.pk not in found:
            continue
        begin, own = repair.starts_at, found[right.pk]
        for other in listed:
            if other.agreement_id == right.agreement_id and other.pk != right.pk:
                found[other.pk] = _cut(found[other.pk], begin, own[0])
        found[right.pk] = (begin, own[1])
    return found


def _cut(span: Span, begin: datetime, until: datetime) -> Span:
    start, end = span
    if start >= until:
        return span
    if start >= begin:
        return start, start
    return start, begin if end is None else min(end, begin)
