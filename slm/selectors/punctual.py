"""Reviews over the months, and whether what belongs to them was in time."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core.language import local_time
from core.models import User
from core.periods import shift
from slm.selectors.reviewing import SERVICE_REVIEW
from workflow.models import Meeting
from workflow.selectors import Check, punctuality

# The months shown: so many before this one, and this one with those after it.
BEFORE, SHOWN = 3, 9
YEAR = timedelta(days=365)


def service_reviews(reader: User) -> list[Meeting]:
    """Return the reviews of agreements, in their order."""
    reviews = Meeting.objects.visible_to(reader).filter(kind=SERVICE_REVIEW)
    related = reviews.select_related("item", "about__agreement", "chair")
    return list(related.prefetch_related("papers").order_by("starts_at", "pk"))


def by_month(
    reviews: Iterable[Meeting], today: date
) -> list[tuple[date, list[Meeting]]]:
    """Return the months around this one, each with its reviews."""
    first = shift(today.replace(day=1), -BEFORE)
    months = {shift(first, place): list[Meeting]() for place in range(SHOWN)}
    for review in reviews:
        month = local_time(review.starts_at).date().replace(day=1)
        if month in months:
            months[month].append(review)
    return list(months.items())


def punctuality_of(
    reviews: Iterable[Meeting], now: datetime
) -> Sequence[tuple[Any, int, int]]:
    """
    Return for each thing that should be in time how often it was, of how many.

    Of the reviews that were held in the last twelve months.
    """
    known: dict[str, list[Check]] = {}
    for _review, checks in _held(reviews, now):
        for check in checks:
            known.setdefault(check.key, []).append(check)
    return [
        (
            checks[0].label,
            sum(check.is_in_time is True for check in checks),
            sum(check.is_in_time is not None for check in checks),
        )
        for checks in known.values()
    ]


def not_in_time(
    reviews: Iterable[Meeting], now: datetime
) -> list[tuple[Meeting, list[Check]]]:
    """Return of the same reviews those with something that was late, and what."""
    late = [
        (review, [check for check in checks if check.is_in_time is False])
        for review, checks in _held(reviews, now)
    ]
    return [(review, checks) for review, checks in late if checks]


def _held(
    reviews: Iterable[Meeting], now: datetime
) -> Iterator[tuple[Meeting, list[Check]]]:
    for review in reviews:
        if review.held_at and review.held_at >= now - YEAR:
            checks = punctuality(review, at=now)
            # An extraordinary one was due on no day, so that it cannot be punctual.
            yield review, [one for one in checks if review.due_on or one.key != "held"]
