from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, Q, QuerySet

from accounts.selectors import person_of
from catalogue.models import Service
from core.kinds import all_kinds
from core.models import User
from incidents.models import Incident
from incidents.selectors import incident_rules
from portal.words import Whereabouts, whereabouts
from records.choices import OPEN_PHASES, Phase, Priority, WaitingFor
from records.models import Record
from records.querysets import RecordQuerySet
from records.search import PUBLIC, Search
from slm.choices import Leg, Metric, Mode
from slm.models import Clock

MOST_FOUND = 20


def own_records(user: User) -> RecordQuerySet[Record]:
    """
    Return the records that are the reader's business as a customer.

    One's own; for who speaks for an organisation, all of its own that are not
    confidential. Staff work on other people's records at the desk, not here.
    """
    person = person_of(user)
    if person is None:
        return Record.objects.none()
    own = Q(requester=person)
    if user.has_perm("records.view_organisation_records"):
        own |= Q(customer=person.organisation_id, is_confidential=False)
    shown = [kind.key for kind in all_kinds() if kind.customer_url_name]
    records = Record.objects.visible_to(user).filter(own, kind__in=shown)
    return records.with_people()


def own_incidents(user: User) -> RecordQuerySet[Incident]:
    """Return the incidents that are the reader's business as a customer."""
    records = own_records(user).order_by().values("pk")
    return Incident.objects.visible_to(user).filter(pk__in=records).with_people()


def waiting_for_reader(records: QuerySet[Record]) -> QuerySet[Record]:
    """Narrow to what goes no further without the customer."""
    asked = Q(phase=Phase.WAITING, waiting_for=WaitingFor.CUSTOMER)
    return records.filter(asked | Q(phase=Phase.DONE))


@dataclass(frozen=True, slots=True)
class Row:
    """A record as lists of the portal show it."""

    record: Record
    where: Whereabouts
    due_at: datetime | None = None


def rows_of(records: Iterable[Record], reader: User) -> list[Row]:
    """Return the records, each with where it is and by when it is promised."""
    listed = list(records)
    promised = promised_ends(listed)
    return [
        Row(record, whereabouts(record, reader), promised.get(record.pk))
        for record in listed
    ]


def promised_ends(records: Sequence[Record]) -> dict[int, datetime]:
    """Return by when the customer was promised a solution, where that counts now."""
    if not records:
        return {}
    clocks = Clock.objects.filter(
        record__in=[record.pk for record in records if record.is_open],
        leg=Leg.SLA,
        metric=Metric.RESOLUTION,
        mode=Mode.RUNNING,
    )
    return {clock.record_id: clock.due_at for clock in clocks if clock.due_at}


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """A service as a customer finds it: working, or disturbed since an instant."""

    service: Service
    disturbed_since: datetime | None = None


def health_of(services: Iterable[Service], user: User) -> list[ServiceHealth]:
    """
    Return how each of the services is, the disturbed first.

    One is disturbed while an incident of critical or high priority is open on it
    that the reader's own organisation reported, or the provider itself found. What
    other customers reported, and what is confidential, does not count: it is not
    the reader's to know.
    """
    listed = list(services)
    person = person_of(user)
    organisation = person.organisation_id if person else None
    serious = Record.objects.filter(
        Q(customer=organisation) | Q(customer__is_provider=True),
        kind="incident",
        service__in=listed,
        phase__in=OPEN_PHASES,
        priority__lte=Priority.HIGH,
        is_confidential=False,
    )
    since = dict(
        serious.order_by().values_list("service").annotate(since=Min("opened_at"))
    )
    found = [ServiceHealth(service, since.get(service.pk)) for service in listed]
    return sorted(found, key=lambda one: one.disturbed_since is None)


def found_records(text: str, user: User) -> list[Record]:
    """
    Return own records that contain all the words publicly, the best match first.

    A record of the number that was typed comes first.
    """
    search = Search(text, words=PUBLIC)
    if not search.terms:
        return []
    own = own_records(user)
    ranked = search.ranked(search.matching(own), own)
    return list(ranked.order_by("-rank", "-pk")[:MOST_FOUND])


@dataclass(frozen=True, slots=True)
class Ending:
    """What holds for a solved incident: until when it may be reopened, when it closes."""

    reopened_until: datetime
    closing_days: int


def ending_of(incident: Incident) -> Ending | None:
    """Return what holds for the incident if it was solved."""
    if incident.resolved_at is None:
        return None
    rules = incident_rules()
    return Ending(incident.resolved_at + rules.reopening_period, rules.closing_days)
