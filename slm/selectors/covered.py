"""Which services versions of agreements are about: read for all of them at once."""

from collections.abc import Collection, Iterable, Mapping

from catalogue.models import Entitlement, Service
from slm.choices import Leg
from slm.models import AgreementService, AgreementVersion


def services_named(versions: Iterable[AgreementVersion]) -> dict[int, list[Service]]:
    """Return the services that each version names, by its id. One statement."""
    found: dict[int, list[Service]] = {one.pk: [] for one in versions}
    rows = AgreementService.objects.filter(version__in=list(found))
    for row in rows.select_related("service__item").order_by("service__name"):
        found[row.version_id].append(row.service)
    return found


def services_covered(
    versions: Collection[AgreementVersion],
    named: Mapping[int, list[Service]],
    customer_id: int | None = None,
) -> dict[int, list[Service]]:
    """
    Return the services of each: those it names, or all of theirs. One statement.

    Of what is for all customers those of this one, if it is given.
    """
    found = dict(named)
    others = [
        one for one in versions if not found[one.pk] and one.agreement.leg == Leg.SLA
    ]
    whose = {one.pk: one.agreement.customer_id or customer_id for one in others}
    used = _services_used(set(whose.values()))
    return found | {pk: used[customer] for pk, customer in whose.items()}


def _services_used(
    customers: Collection[int | None],
) -> dict[int | None, list[Service]]:
    """Return what each of these customers may use; of None, what anybody may."""
    used: dict[int | None, dict[int, Service]] = {one: {} for one in customers}
    if not used:
        return {}
    rows = Entitlement.objects.filter(service__in=Service.objects.live())
    if None not in used:
        rows = rows.filter(customer__in=customers)
    for row in rows.select_related("service__item").order_by("service__name"):
        for whose in (row.customer_id, None):
            if whose in used:
                used[whose][row.service_id] = row.service
    return {whose: list(services.values()) for whose, services in used.items()}
