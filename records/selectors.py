from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, Q, QuerySet, Subquery, Value

from accounts.models import Organisation, Team
from catalogue.models import Service
from core.models import Event, User
from records.choices import Visibility
from records.models import Category, Entry, PriorityMatrix, Record, SavedView


def priority_matrix(at: datetime) -> PriorityMatrix:
    """Return the matrix in force at that instant; before the first, the first."""
    versions = PriorityMatrix.objects.order_by("-version")
    matrix = versions.filter(valid_from__lte=at).first() or versions.last()
    if matrix is None:
        raise PriorityMatrix.DoesNotExist("There is no priority matrix.")
    return matrix


@dataclass(frozen=True, slots=True)
class ListChoices:
    """What the filters of a list of records offer: pairs of id and name."""

    teams: list[tuple[str, str]]
    services: list[tuple[str, str]]
    customers: list[tuple[str, str]]
    categories: list[tuple[str, str]]
    suppliers: list[tuple[str, str]]
    own_teams: list[str]


def list_choices(user: User) -> ListChoices:
    """Return everything that lists can be narrowed to, in one query."""
    sources: list[QuerySet[Any]] = [
        Team.objects.filter(is_active=True),
        Service.objects.visible_to(user),
        Organisation.objects.customers().filter(is_active=True),
        Category.objects.filter(is_active=True),
        Organisation.objects.suppliers(),
        Team.objects.of(user),
    ]
    first, *others = [
        source.order_by().values_list(Value(place), "pk", "name")
        for place, source in enumerate(sources)
    ]
    found: dict[int, list[tuple[str, str]]] = {
        place: [] for place in range(len(sources))
    }
    for place, pk, name in first.union(*others, all=True):
        found[place].append((str(pk), name))
    teams, services, customers, categories, suppliers, own = (
        sorted(pairs, key=lambda pair: pair[1].casefold()) for pairs in found.values()
    )
    own_teams = [pk for pk, _name in own]
    return ListChoices(teams, services, customers, categories, suppliers, own_teams)


class CappedCount(Subquery):
    """How many rows a queryset has, counted no further than it is sliced."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def capped_counts(
    querysets: Mapping[str, QuerySet[Any]], *, cap: int
) -> dict[str, int]:
    """Return how many rows each queryset has, in one query, none beyond `cap` + 1."""
    if not querysets:
        return {}
    counts = {
        name: CappedCount(queryset.order_by().values("pk")[: cap + 1])
        for name, queryset in querysets.items()
    }
    # Any table with a row in it will do to select from.
    found = PriorityMatrix.objects.filter(version=1).values_list(*counts.values())
    return dict(zip(counts, found.get(), strict=True))


def supplied_since(record: Record) -> datetime | None:
    """Return since when its supplier has the record; none if none has it."""
    if record.supplier_id is None:
        return None
    handed = Event.objects.of(record.pk).named("records.handed_to_supplier")
    latest = handed.filter(changes__supplier__1=record.supplier_id)
    return (
        latest.order_by("-occurred_at", "-pk")
        .values_list("occurred_at", flat=True)
        .first()
    )


def views_for(user: User, list_name: str) -> QuerySet[SavedView]:
    """Return the views of a list that are the user's own or shared with all staff."""
    return (
        SavedView.objects.filter(list_name=list_name)
        .filter(Q(owner__user=user) | Q(is_shared=True))
        .select_related("owner")
    )


def done_by_others(record: Record, reader: User, *, since: int) -> QuerySet[Event]:
    """Return what others did on the record after that event."""
    events = Event.objects.of(record.pk).filter(pk__gt=since)
    return events.exclude(actor=reader).exclude(on_behalf_of=reader)


_WRITTEN = Q(name="records.entry_added", facts__visibility=Visibility.PUBLIC)
_NEWS = Q(name="records.moved") | _WRITTEN


def news_on(record: Record, reader: User, *, since: int) -> QuerySet[Event]:
    """Return what others wrote publicly or moved after that event."""
    return done_by_others(record, reader, since=since).filter(_NEWS).order_by("pk")


def last_news_on(record: Record) -> int:
    """
    Return the latest event that would be news: what a reader of the page has seen.

    To be asked before what is shown is fetched, lest more is seen than is shown.
    """
    # Only what is recorded under the record's lock is committed in this order.
    events = Event.objects.of(record.pk).filter(_NEWS).order_by("-pk")
    return events.values_list("pk", flat=True).first() or 0


def customer_was_asked(record: Record) -> bool:
    """
    Tell whether it is the customer's turn: the desk has written to them since they
    last wrote, and since the record last went on.
    """
    written = _WRITTEN & Q(facts__is_automatic=False)
    gone_on = Q(name="records.moved", facts__step__in=("resume", "reopen"))
    turns = Event.objects.of(record.pk).filter(written | gone_on)
    last = turns.order_by("-occurred_at", "-pk").first()
    return last is not None and bool(
        last.name == "records.entry_added" and last.facts["by_desk"]
    )


def visible_entries(record: Record, user: User) -> QuerySet[Entry]:
    """Return what was written on a record that the user sees, without internal notes
    for those who are not of the desk; oldest first."""
    entries = Entry.objects.filter(record_id=record.pk).select_related("author")
    if user.has_perm("records.view_all_records"):
        return entries
    return entries.filter(visibility=Visibility.PUBLIC)
