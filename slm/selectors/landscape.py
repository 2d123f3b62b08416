"""What may not fit each other: who checks it, and all that the checks look at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import Organisation
from catalogue.choices import OFFERED_STATES
from catalogue.models import Entitlement, Service
from catalogue.selectors import Web, web_of_services
from core.kinds import item_url
from core.models import Item
from slm.choices import Leg
from slm.models import AgreementVersion, Target
from slm.selectors.book import target_book
from slm.selectors.month_promises import MonthPromise, month_promises
from slm.targets import TargetRule


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One thing that does not fit: about what, for whom, in words, where to mend it."""

    item: Item
    title: str
    text: str
    service_ids: frozenset[int] = frozenset()
    customer: Organisation | None = None
    check: "Check | None" = None
    # Mended on the page of the customer's catalogue, or of the data collection.
    is_of_catalogue: bool = False
    is_of_collecting: bool = False

    @property
    def url(self) -> str:
        """The page on which it is mended."""
        if self.is_of_catalogue and self.customer:
            return reverse("agreed_catalogue_customer", args=[self.customer.pk])
        if self.is_of_collecting:
            return reverse("data_collection", args=[self.item.number])
        return item_url(self.item)


def services_of(target: Target, version: AgreementVersion) -> frozenset[int]:
    """Return which services a target is about: its own, else those of its version."""
    if target.service_id:
        return frozenset({target.service_id})
    return frozenset(row.service_id for row in version.service_rows.all())


@dataclass(frozen=True, slots=True)
class Check:
    """One way in which things may not fit: a key, a sentence, and what finds it."""

    key: str
    sentence: str | Promise
    find: "Callable[[Landscape], Iterable[Mismatch]]"


class Landscape:
    """Everything that the checks look at, each loaded once and when it is asked for."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    @cached_property
    def services(self) -> dict[int, Service]:
        rows = Service.objects.select_related("item", "owner", "service_hours")
        return {service.pk: service for service in rows}

    @cached_property
    def entitlements(self) -> list[Entitlement]:
        """Who is entitled to what is offered."""
        rows = Entitlement.objects.filter(service__state__in=OFFERED_STATES)
        related = rows.select_related("customer", "service__item")
        return list(related.order_by("customer__name", "service__name"))

    @cached_property
    def rules(self) -> list[TargetRule | MonthPromise]:
        """What is promised now: for records, and for each month."""
        of_records = [rule for rule in target_book() if rule.is_in_force(self.at)]
        return [*of_records, *month_promises(self.at)]

    @cached_property
    def lasting(self) -> list[AgreementVersion]:
        """The versions that hold or will, with their services."""
        # Days begin earlier in some zones, and end later in others.
        since = self.at.astimezone(UTC).date() - timedelta(days=1)
        related = AgreementVersion.objects.lasting(since).select_related(
            "agreement__item",
            "agreement__customer",
            "agreement__team",
            "agreement__supplier",
        )
        rows = related.prefetch_related("service_rows")
        return list(rows.order_by("agreement__title", "agreement", "number"))

    @cached_property
    def versions(self) -> list[AgreementVersion]:
        """Those that hold now: the one to be superseded, until the next begins."""
        return [
            one for one in self.lasting if one.holds_on(one.agreement.day_of(self.at))
        ]

    @cached_property
    def web(self) -> Web:
        return web_of_services()

    @cached_property
    def promised(self) -> set[int]:
        """The services that an SLA in force promises to somebody entitled to them."""
        return {
            one.service_id
            for one in self.entitlements
            if self.promises(one.service_id, one.customer_id)
        }

    def promises(
        self, service_id: int, customer_id: int
    ) -> list[TargetRule | MonthPromise]:
        """Return what SLAs in force promise the customer on the service."""
        return [
            rule
            for rule in self.rules
            if rule.leg == Leg.SLA
            and rule.customer_id in (None, customer_id)
            and (rule.service_ids is None or service_id in rule.service_ids)
        ]

    def is_underpinned(
        self, services: Iterable[int], leg: str, holder: int | None = None
    ) -> bool:
        """Whether an OLA or a contract in force is about one of these services."""
        wanted = set(services)
        return any(
            rule.leg == leg
            and holder in (None, rule.holder_id)
            and (rule.service_ids is None or rule.service_ids & wanted)
            for rule in self.rules
        )


_checks: list[Check] = []


def register_check(check: Check) -> None:
    """Offer a check; once for each, by whoever keeps what it compares."""
    _checks.append(check)


def all_checks() -> list[Check]:
    return list(_checks)


def mismatches(
    at: datetime,
    *,
    check: str = "",
    customer_id: int | None = None,
    service_id: int | None = None,
) -> list[Mismatch]:
    """Return all that does not fit now, by check, in a fixed number of statements."""
    landscape = Landscape(at)
    found = []
    for one in _checks:
        if check not in ("", one.key):
            continue
        for row in one.find(landscape):
            if customer_id and (not row.customer or row.customer.pk != customer_id):
                continue
            if service_id and service_id not in row.service_ids:
                continue
            found.append(replace(row, check=one))
    return found
