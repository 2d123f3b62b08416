"""The names and hours that a pack prints beside its records' own words."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model, Q

from accounts.models import Organisation, Person, Team
from calendars.models import Calendar, CalendarVersion
from catalogue.models import Service
from core.canonical import part_hash
from core.erasure import ERASED
from core.evidence_rows import Parts, named_rows
from core.models import Event, User
from records.models import Category

# Of which model the row is that a part names by its id.
NAMED: Mapping[str, type[Model]] = {
    "activated_by": User,
    "assignee": Person,
    "author": User,
    "calendar": Calendar,
    "category": Category,
    "customer": Organisation,
    "decided_by": User,
    "held_by": Team,
    "issued_by": User,
    "owner": Person,
    "person": Person,
    "provider": Organisation,
    "requester": Person,
    "service": Service,
    "service_hours": Calendar,
    "supplier": Organisation,
    "team": Team,
}
# Their names are recorded as those of items.
OF_ITEMS = ("service", "calendar", "hours")
MODELS: Mapping[str, type[Model]] = {
    str(model._meta.model_name): model for model in NAMED.values()
}


def names_in(parts: Parts) -> set[tuple[str, int]]:
    """Return of which rows the names stand behind the ids in these parts."""
    found: set[tuple[str, int]] = set()
    for name, value in parts.items():
        fields = value if isinstance(value, dict) else {name: value}
        found |= {
            (str(NAMED[field]._meta.model_name), pk)
            for field, pk in fields.items()
            if field in NAMED and isinstance(pk, int)
        }
        first, _space, pk = name.partition(" ")
        if first == "customer" and pk:
            found.add(("organisation", int(pk)))
    return found


def actors_of(item_ids: Iterable[int]) -> set[tuple[str, int]]:
    """Return who did what was recorded of these items, and on whose behalf."""
    rows = Event.objects.filter(item__in=set(item_ids)).values_list(
        "actor", "on_behalf_of"
    )
    return {("user", pk) for pair in rows.distinct() for pk in pair if pk}


def name_hashes(named: Collection[tuple[str, int]]) -> dict[str, str]:
    """Return the hash of each name, and of the hours of the calendars among them."""
    found = {
        key: part_hash(value)
        for key, value in {
            **_names(named),
            **_hours(named),
            **named_rows(named),
        }.items()
    }
    return dict(sorted(found.items()))


def names_now(keys: Iterable[str]) -> dict[str, Any]:
    """Return what is stored today of the names and hours of a manifest."""
    split = [key.split() for key in keys]
    hours = [int(pk) for kind, pk in split if kind == "hours"]
    named = [(kind, int(pk)) for kind, pk in split if kind != "hours"]
    versions = CalendarVersion.objects.filter(pk__in=hours)
    return {**_names(named), **_hours_of(versions), **named_rows(named)}


def versions_since(keys: Iterable[str]) -> list[CalendarVersion]:
    """Return the versions of a manifest's calendars that it does not know."""
    ids: dict[str, list[int]] = {"calendar": [], "hours": []}
    for kind, pk in (key.split() for key in keys):
        ids.setdefault(kind, []).append(int(pk))
    versions = CalendarVersion.objects.filter(calendar__in=ids["calendar"])
    return list(versions.exclude(pk__in=ids["hours"]).order_by("pk"))


def _names(named: Iterable[tuple[str, int]]) -> dict[str, Any]:
    ids: dict[str, list[int]] = {}
    for kind, pk in named:
        ids.setdefault(kind, []).append(pk)
    return {
        f"{kind} {row.pk}": str(row)
        for kind, members in ids.items()
        if kind in MODELS
        for row in MODELS[kind]._default_manager.filter(pk__in=members)
    }


def _hours(named: Iterable[tuple[str, int]]) -> dict[str, Any]:
    calendars = [pk for kind, pk in named if kind == "calendar"]
    return _hours_of(CalendarVersion.objects.filter(calendar__in=calendars))


def _hours_of(versions: Iterable[CalendarVersion]) -> dict[str, Any]:
    return {
        f"hours {one.pk}": [one.calendar_id, one.valid_from, one.definition]
        for one in versions
    }


def events_naming(key: str) -> list[Event]:
    """Return what was recorded, in order, of the name of a row or of its erasure."""
    kind, pk = key.split()
    if kind in OF_ITEMS:
        about = Q(item=int(pk))
    elif kind == "user":
        # Who signs in is called as the person is.
        people = Person.objects.filter(user=int(pk)).values_list("pk", flat=True)
        about = Q(item=None, facts__person__in=list(people))
    else:
        about = Q(**{"item": None, f"facts__{kind}": int(pk)})
    names = Q(name__endswith=".edited") | Q(name=ERASED)
    events = Event.objects.filter(about & names).select_related("data", "seal")
    return list(events.order_by("id"))
