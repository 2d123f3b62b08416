"""What approved repairs say about the past: which version held from which day on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from calendars.hours import Hours
from calendars.selectors import get_compiled
from slm.models import AgreementVersion, Repair
from slm.selectors.instants import to_second

Span = tuple[datetime, datetime | None]
Part = tuple[int, Hours]


def approved_repairs() -> list[Repair]:
    """Return every approved repair, in the order in which they were decided."""
    about = ("calendar_version__calendar", "agreement_version__agreement")
    repairs = Repair.objects.approved().select_related(*about)
    return list(repairs.order_by("decided_at", "pk"))


def repaired_hours(
    versions: Mapping[int, Sequence[Part]], repairs: Iterable[Repair]
) -> dict[int, list[Part]]:
    """Return the versions of each calendar as they held by these repairs."""
    found = {pk: list(listed) for pk, listed in versions.items()}
    for repair in repairs:
        if (right := repair.calendar_version) is not None:
            start, until = to_second(repair.starts_at), to_second(repair.ends_at)
            listed = found[right.calendar_id]
            found[right.calendar_id] = [
                *(part for part in listed if part[0] < start),
                (start, get_compiled(right)),
                *(part for part in listed if part[0] >= until),
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
