"""Where catalogue, agreements and what services rest on do not fit each other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from catalogue.models import Component, Service
from core.wording import full_day
from slm.choices import Leg
from slm.models import AgreementVersion
from slm.selectors.catalogue_standing import catalogue_standings
from slm.selectors.landscape import (
    Check,
    Landscape,
    Mismatch,
    all_checks,
    mismatches,
    register_check,
)

__all__ = ["Check", "Mismatch", "all_checks", "mismatches", "register_check"]

SOON = timedelta(days=90)


def _of_service(
    service: Service, text: str, customer: Organisation | None = None
) -> Mismatch:
    name = frozenset({service.pk})
    return Mismatch(service.item, service.name, text, name, customer)


def _of_agreement(version: AgreementVersion, text: str) -> Mismatch:
    agreement = version.agreement
    services = frozenset(row.service_id for row in version.service_rows.all())
    return Mismatch(agreement.item, agreement.title, text, services, agreement.customer)


def entitled_without_sla(land: Landscape) -> Iterator[Mismatch]:
    for one in land.entitlements:
        if not land.promises(one.service_id, one.customer_id):
            text = _("%s is entitled to it, but no SLA in force promises anything.")
            yield _of_service(one.service, text % one.customer, one.customer)


def promised_without_entitlement(land: Landscape) -> Iterator[Mismatch]:
    entitled = {(one.service_id, one.customer_id) for one in land.entitlements}
    for version in land.versions:
        customer = version.agreement.customer
        if customer is None:
            continue
        for row in version.service_rows.all():
            service = land.services[row.service_id]
            if not service.is_offered:
                text = _("It promises “%(service)s”, which is “%(state)s”.")
            elif (service.pk, customer.pk) not in entitled:
                text = _(
                    "It promises “%(service)s”, to which %(customer)s has no right."
                )
            else:
                continue
            values = {
                "service": service.name,
                "state": service.get_state_display(),
                "customer": customer,
            }
            yield _of_agreement(version, text % values)


def hours_that_differ(land: Landscape) -> Iterator[Mismatch]:
    for one in land.entitlements:
        service = land.services[one.service_id]
        rules = land.promises(service.pk, one.customer_id)
        calendars = {rule.calendar_id for rule in rules}
        # The urgent may count by other hours than the rest; none by the service's own
        # is what does not fit.
        hours = service.service_hours_id
        if hours and calendars and hours not in calendars:
            text = _(
                "Delivered in “%(hours)s”, but all targets for %(customer)s count in"
                " other hours."
            ) % {"hours": service.service_hours, "customer": one.customer}
            yield _of_service(service, text, one.customer)


def parts_without_agreement(land: Landscape) -> Iterator[Mismatch]:
    """Supporting services and components of what is promised, under no OLA or UC."""
    for service_id in sorted(land.promised):
        service = land.services[service_id]
        for row in land.web.below([service_id]):
            about = (service_id, row.service_id, row.on_service_id or service_id)
            if row.on_service:
                is_under = land.is_underpinned(about, Leg.OLA) or land.is_underpinned(
                    about, Leg.UC
                )
            elif row.on_component and row.on_component.team_id:
                team = row.on_component.team_id
                is_under = land.is_underpinned(about, Leg.OLA, team)
            else:
                continue
            if not is_under:
                text = _("It rests on “%s”, which is under no OLA or contract.")
                yield _of_service(service, text % row.part)


def suppliers_without_contract(land: Landscape) -> Iterator[Mismatch]:
    rows = Component.objects.exclude(supplier=None).order_by("name")
    for component in rows.select_related("item", "supplier"):
        above = land.web.above([component.pk])
        about = [row.service_id for row in above]
        if not land.is_underpinned(about, Leg.UC, component.supplier_id):
            text = _("%s supplies it, but no contract in force covers it.")
            services = frozenset(about)
            yield Mismatch(
                component.item, component.name, text % component.supplier, services
            )


def agreements_nobody_needs(land: Landscape) -> Iterator[Mismatch]:
    needed = set(land.promised)
    for row in land.web.below(land.promised):
        needed |= {row.on_service_id} if row.on_service_id else set()
    for version in land.versions:
        services = {row.service_id for row in version.service_rows.all()}
        if version.agreement.leg != Leg.SLA and services and not services & needed:
            text = _("No service that it is about is promised by an SLA in force.")
            yield _of_agreement(version, text)


def agreements_that_end(land: Landscape) -> Iterator[Mismatch]:
    until = (land.at + SOON).date()
    begun = {(one.agreement_id, one.valid_from) for one in land.lasting}
    for version in land.versions:
        last = version.last_day
        if version.agreement.leg != Leg.SLA or not last or last >= until:
            continue
        if (version.agreement_id, version.valid_to) not in begun:
            text = _("Its last day is %s, and its services are still offered.")
            yield _of_agreement(version, text % full_day(last))


def catalogues_out_of_date(land: Landscape) -> Iterator[Mismatch]:
    customers = {one.customer_id: one.customer for one in land.entitlements}
    for standing in catalogue_standings(customers.values(), land.at):
        if standing.agreed and standing.has_changed:
            text = _("The live catalogue has changed since %s agreed to it.")
            item, title = standing.agreed.item, standing.agreed.title
            words, whose = text % standing.customer, standing.customer
            yield Mismatch(item, title, words, customer=whose, is_of_catalogue=True)


def catalogues_not_agreed(land: Landscape) -> Iterator[Mismatch]:
    customers = {one.customer_id: one for one in reversed(land.entitlements)}
    standings = catalogue_standings(
        [one.customer for one in customers.values()], land.at
    )
    for standing in standings:
        if standing.services and standing.agreed is None:
            service = customers[standing.customer.pk].service
            text = _("%s has agreed to no catalogue yet.") % standing.customer
            found = _of_service(service, text, standing.customer)
            yield replace(found, is_of_catalogue=True)


def owners_missing(land: Landscape) -> Iterator[Mismatch]:
    for service in land.services.values():
        if not service.is_offered:
            continue
        if service.owner is None:
            yield _of_service(service, _("It has no owner."))
        elif not service.owner.is_active:
            text = _("Its owner, %s, is no longer active.") % service.owner
            yield _of_service(service, text)


def groups_too_small(land: Landscape) -> Iterator[Mismatch]:
    for service_id, rows in land.web.needs.items():
        sizes: dict[str, int] = {}
        for row in rows:
            sizes[row.group] = sizes.get(row.group, 0) + 1
        short = {row.group for row in rows if (row.needed or 0) > sizes[row.group]}
        for group in sorted(short):
            text = _("Of “%s”, more are needed than there are.") % group
            yield _of_service(land.services[service_id], text)


def live_without_customer(land: Landscape) -> Iterator[Mismatch]:
    entitled = {one.service_id for one in land.entitlements}
    for service in land.services.values():
        is_for_customers = service.is_offered and not service.is_supporting
        if is_for_customers and service.pk not in entitled:
            yield _of_service(service, _("It is live, but no customer is entitled."))


CHECKS: Sequence[Check] = (
    Check(
        "entitled_without_sla",
        gettext_lazy("Entitled, but in no SLA in force"),
        entitled_without_sla,
    ),
    Check(
        "promised_without_entitlement",
        gettext_lazy("Promised, but not entitled or not live"),
        promised_without_entitlement,
    ),
    Check(
        "hours_differ",
        gettext_lazy("Hours of the SLA and of the catalogue differ"),
        hours_that_differ,
    ),
    Check(
        "parts_without_agreement",
        gettext_lazy("Rests on a part under no OLA or contract"),
        parts_without_agreement,
    ),
    Check(
        "supplier_without_contract",
        gettext_lazy("Supplied without a contract"),
        suppliers_without_contract,
    ),
    Check(
        "agreement_not_needed",
        gettext_lazy("OLA or contract that no SLA needs"),
        agreements_nobody_needs,
    ),
    Check(
        "agreement_ends",
        gettext_lazy("SLA ends while its services are offered"),
        agreements_that_end,
    ),
    Check(
        "catalogue_not_agreed",
        gettext_lazy("Catalogue not agreed with the customer"),
        catalogues_not_agreed,
    ),
    Check(
        "catalogue_changed",
        gettext_lazy("Catalogue changed since it was agreed"),
        catalogues_out_of_date,
    ),
    Check(
        "owner_missing",
        gettext_lazy("Owner missing or no longer active"),
        owners_missing,
    ),
    Check(
        "group_too_small", gettext_lazy("Redundant group too small"), groups_too_small
    ),
    Check(
        "live_without_customer",
        gettext_lazy("Live without a customer"),
        live_without_customer,
    ),
)
for one in CHECKS:
    register_check(one)
