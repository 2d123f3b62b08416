"""What a customer inherits of targets of the month, and when others hold instead."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from accounts.selectors import person_of
from catalogue.models import Entitlement, Service
from core.evidence import Period
from core.models import User
from slm.choices import Leg
from slm.models import AgreementVersion, Target
from slm.selectors.held import Held
from slm.selectors.judging import MonthRow
from slm.selectors.month_promises import MonthPromise, promises_in
from slm.selectors.repaired import Span


class Inherited:
    """
    What holds for one customer of what is promised to all of them.

    Of services that it may use today, and as long as no target holds that goes before
    it: by the order in which clocks choose theirs.
    """

    def __init__(
        self,
        services: frozenset[int],
        promises: Iterable[MonthPromise],
        spans: Mapping[int, Span],
    ) -> None:
        self.services, self.spans = services, spans
        self.promises = {one.target.pk: one for one in promises}

    def has(self, row: MonthRow) -> bool:
        """Whether what a row tells of all is inherited, for a part of its time at least."""
        return any(self.parts(row.target, row.service, row.period))

    def parts(
        self, target: Target, service: Service | None, part: Period
    ) -> Iterator[Period]:
        """Yield when, of a part of a month, a target for all holds for the customer."""
        own = self.promises[target.pk]
        about = {service.pk} if service else own.service_ids
        if about is None or about & self.services:
            service_id = service.pk if service else None
            taken = [
                self.spans[other.target.version_id]
                for other in self.promises.values()
                if other.target.version_id in self.spans
                and other.overrides(own, service_id)
            ]
            yield from _without(part, taken)


def inherited_by(customers: Collection[int], held: Held) -> dict[int, Inherited]:
    """Return what each of these customers inherits, in a fixed number of statements."""
    services: dict[int, set[int]] = {one: set() for one in customers}
    used = Entitlement.objects.filter(customer__in=customers)
    for customer, service in used.values_list("customer", "service"):
        services[customer].add(service)
    versions = AgreementVersion.objects.published().promised_to(*customers)
    listed = list(versions.select_related("agreement"))
    spans, promises = held.spans_of(listed), promises_in(listed)
    return {
        one: Inherited(
            frozenset(services[one]),
            (each for each in promises if each.customer_id in (None, one)),
            spans,
        )
        for one in customers
    }


def _without(part: Period, spans: Iterable[Span]) -> Iterator[Period]:
    start = part.start
    for begins, ends in sorted(spans, key=lambda span: span[0]):
        if start < begins and start < part.end:
            yield Period(start, min(begins, part.end))
        start = max(start, ends or part.end)
    if start < part.end:
        yield Period(start, part.end)


def customer_asked(
    customer_id: int | None, reader: User | None, legs: Collection[str]
) -> int | None:
    """
    Return for which customer promises are judged: the one asked for, if there is one.

    Who speaks for a customer reads nothing of what others inherit.
    """
    if customer_id is not None or reader is None or set(legs) != {Leg.SLA}:
        return customer_id
    person = person_of(reader)
    if person is None or reader.has_perm("slm.view_agreement"):
        return None
    return person.organisation_id if person.organisation.is_customer else None
