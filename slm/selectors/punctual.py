"""Reviews over the months, and whether what belongs to them was in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils.functional import Promise

from core.language import local_time
from core.models import User
from core.periods import shift
from slm.choices import ReviewSide
from slm.selectors.reviewing import SERVICE_REVIEW, side_of
from workflow.models import Meeting
from workflow.selectors import Check, punctuality

Checked = tuple[Meeting, list[Check]]

# The months shown: so many before this one, and this one with those after it.
BEFORE, SHOWN = 3, 9
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that should be in time: how often it was, of how many reviews."""

    label: str | Promise
    in_time: int
    of: int


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How punctual the reviews with one side were, and which of them were late in what."""

    side: ReviewSide
    counted: list[Counted]
    late: list[Checked]


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


def punctuality_of(reviews: Iterable[Meeting], now: datetime) -> list[Punctuality]:
    """
    Return, for each side with which reviews were held, how punctual they were.

    Of the reviews of the last twelve months; those with customers first.
    """
    known: dict[ReviewSide, list[Checked]] = {}
    for review, checks in _held(reviews, now):
        if side := side_of(review):
            known.setdefault(side, []).append((review, checks))
    return [
        Punctuality(side, _counted(known[side]), _late(known[side]))
        for side in ReviewSide
        if side in known
    ]


def _held(reviews: Iterable[Meeting], now: datetime) -> Iterator[Checked]:
    for review in reviews:
        if review.held_at and review.held_at >= now - YEAR:
            yield review, [_of(review, check) for check in punctuality(review, at=now)]


def _of(review: Meeting, check: Check) -> Check:
    # An extraordinary one was due on no day, so that it cannot be punctual.
    is_decided = review.due_on is not None or check.key != "held"
    return check if is_decided else replace(check, is_in_time=None)


def _counted(held: list[Checked]) -> list[Counted]:
    alike = zip(*(checks for _review, checks in held), strict=True)
    decided = [
        [one for one in checks if one.is_in_time is not None] for checks in alike
    ]
    return [
        Counted(
            checks[0].label, sum(one.is_in_time is True for one in checks), len(checks)
        )
        for checks in decided
        if checks
    ]


def _late(held: list[Checked]) -> list[Checked]:
    late = [
        (review, [check for check in checks if check.is_in_time is False])
        for review, checks in held
    ]
    return [(review, checks) for review, checks in late if checks]
