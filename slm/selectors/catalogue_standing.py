"""How it stands with customers' catalogues: agreed, changed since, asked for anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organisation
from core.models import Event
from slm.choices import CatalogueState
from slm.models import AgreedCatalogue
from slm.selectors.catalogue import hash_of, live_catalogues

ASKED_ANEW = "agreed_catalogue.asked_anew"


@dataclass(frozen=True, slots=True)
class CatalogueStanding:
    """How it stands with one customer's catalogue."""

    customer: Organisation
    services: int
    agreed: AgreedCatalogue | None
    open: AgreedCatalogue | None
    has_changed: bool
    # That the customer asked for another one, and none has been offered since.
    asked: Event | None = None

    @property
    def is_due(self) -> bool:
        """Whether a version is to be made: none is agreed, or it is no longer true."""
        return bool(self.services) and self.open is None and not self.is_current

    @property
    def may_be_asked(self) -> bool:
        """Whether it makes sense that the customer asks for another one."""
        return self.agreed is not None and not self.why_not_asked(self.agreed)

    def why_not_asked(self, catalogue: AgreedCatalogue) -> str:
        """Say why its customer cannot ask for another than this version, if it cannot."""
        if self.agreed != catalogue or not self.has_changed:
            return _("Nothing has changed since the version agreed.")
        is_offered = self.open is not None and self.open.offered_at is not None
        if self.asked is not None or is_offered:
            return _("It was asked for, or offered, already.")
        return ""

    @property
    def is_current(self) -> bool:
        return self.agreed is not None and not self.has_changed


def catalogue_standings(
    customers: Iterable[Organisation], at: datetime
) -> list[CatalogueStanding]:
    """Return how it stands with the catalogue of each of these customers."""
    wanted = list(customers)
    live = live_catalogues(wanted, at)
    versions: dict[tuple[int, bool], AgreedCatalogue] = {}
    shown = [CatalogueState.DRAFT, CatalogueState.OFFERED, CatalogueState.AGREED]
    found = AgreedCatalogue.objects.filter(customer__in=wanted, state__in=shown)
    for one in found.select_related("item", "customer", "decided_by"):
        versions[one.customer_id, one.is_agreed] = one
    asked = _asked([one for one in versions.values() if one.is_agreed])
    standings = []
    for customer in wanted:
        agreed = versions.get((customer.pk, True))
        content = live[customer.pk]
        has_changed = agreed is not None and agreed.content_hash != hash_of(content)
        standings.append(
            CatalogueStanding(
                customer,
                len(content["services"]),
                agreed,
                versions.get((customer.pk, False)),
                has_changed,
                asked.get(customer.pk),
            )
        )
    return standings


def _asked(agreed: list[AgreedCatalogue]) -> dict[int, Event]:
    """Return, by customer, who asked for another one that has not been offered since."""
    events = Event.objects.filter(item__in=[one.pk for one in agreed])
    told = events.named(ASKED_ANEW).select_related("actor").order_by("pk")
    found = {event.facts["customer"]: event for event in told}
    offers = AgreedCatalogue.objects.filter(customer__in=found).order_by("customer")
    last = offers.values_list("customer").annotate(last=Max("offered_at"))
    for customer, offered_at in last:
        if offered_at and offered_at > found[customer].occurred_at:
            del found[customer]
    return found


def standing_of(customer: Organisation, at: datetime) -> CatalogueStanding:
    """Return how it stands with the customer's catalogue."""
    return catalogue_standings([customer], at)[0]
