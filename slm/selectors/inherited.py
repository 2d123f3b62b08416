"""What a customer inherits of targets of the month, and when others hold instead."""

from collections.abc import Collection, Iterable, Iterator

from accounts.selectors import person_of
from catalogue.models import Entitlement, Service
from core.evidence import Period
from core.models import User
from slm.choices import Leg
from slm.models import AgreementVersion, Target
from slm.selectors.held import Held
from slm.selectors.month_promises import promises_in
from slm.selectors.repaired import Span


class Inherited:
    """
    What holds for one customer of what is promised to all of them.

    Of services that it may use today, and as long as no target holds that goes before
    it: by the order in which clocks choose theirs.
    """

    def __init__(self, customer_id: int, held: Held) -> None:
        used = Entitlement.objects.filter(customer=customer_id)
        self.services = frozenset(used.values_list("service", flat=True))
        versions = AgreementVersion.objects.published().promised_to(customer_id)
        listed = list(versions.select_related("agreement"))
        self.spans = held.spans_of(listed)
        self.promises = {one.target.pk: one for one in promises_in(listed)}

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
