"""The ratings that experience scores are the mean of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from catalogue.models import Service
from core.evidence import Period
from records.models import Rating
from slm.models import AgreementVersion, Target
from slm.selectors.judging import MonthRow

# By customer: about which service, when, and how good.
Given = Mapping[int, Sequence[tuple[int | None, datetime, int]]]


@dataclass(frozen=True, slots=True)
class Rated:
    """Whose ratings, of which services and when, make a score; None stands for all."""

    customer_id: int | None
    services: frozenset[int] | None
    period: Period

    def narrow(self, ratings: QuerySet[Rating]) -> QuerySet[Rating]:
        """Return those of these ratings that make the score."""
        start, end = self.period.start, self.period.end
        ratings = ratings.filter(rated_at__gte=start, rated_at__lt=end)
        if self.customer_id is not None:
            ratings = ratings.filter(record__customer=self.customer_id)
        if self.services is not None:
            ratings = ratings.filter(record__service__in=self.services)
        return ratings

    def scores(self, given: Given) -> list[int]:
        """Return the same of ratings that are known already."""
        whose = given if self.customer_id is None else [self.customer_id]
        return [
            score
            for customer in whose
            for service, at, score in given.get(customer, ())
            if self.period.start <= at < self.period.end
            and (self.services is None or service in self.services)
        ]


def rated_for(
    target: Target, version: AgreementVersion, named: Collection[int], period: Period
) -> Rated:
    """Return what makes the score of a target; `named` are the services of its version."""
    services = [target.service_id] if target.service_id else named
    return Rated(version.agreement.customer_id, frozenset(services) or None, period)


def rated_in(row: MonthRow, named: Mapping[int, Sequence[Service]]) -> Rated:
    """Return how users rated what a row is about: its service, or all of its version."""
    services = [row.service] if row.service else named[row.version.pk]
    whose = row.inherited_by or row.version.agreement.customer_id
    return Rated(whose, frozenset(one.pk for one in services) or None, row.period)


def ratings_given(period: Period, customers: Iterable[int | None]) -> Given:
    """Return the ratings of a period by these customers, or by all if one is None."""
    whose = set(customers)
    found: dict[int, list[tuple[int | None, datetime, int]]] = {}
    if not whose:
        return found
    narrowed = Rated(None, None, period).narrow(Rating.objects.all())
    if None not in whose:
        narrowed = narrowed.filter(record__customer__in=whose)
    about = ("record__customer", "record__service", "rated_at", "score")
    for customer, service, at, score in narrowed.values_list(*about):
        found.setdefault(customer, []).append((service, at, score))
    return found
