"""The history of records, as an auditor reads it: who did what when, before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from core.models import Event
from records.choices import Phase, Priority, WaitingFor
from records.models import Category

# Which rows the ids in a change are of.
NAMED: dict[str, type[Model]] = {
    "team": Team,
    "assignee": Person,
    "owner": Person,
    "service": Service,
    "customer": Organisation,
    "category": Category,
}
LABELS: dict[str, dict[Any, Any]] = {
    "priority": dict(Priority.choices),
    "phase": dict(Phase.choices),
    "waiting_for": dict(WaitingFor.choices),
}
# Said by another event at the same instant.
REPEATED = ("incident.",)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event of a record in words."""

    at: datetime
    recorded_at: datetime | None
    what: str
    who: str
    on_behalf_of: str
    changes: Sequence[tuple[str, str, str]]


def histories(item_ids: Iterable[int]) -> dict[int, list[Happening]]:
    """Return, for each item, everything recorded about it, the oldest first."""
    events = list(
        Event.objects.filter(item__in=set(item_ids))
        .select_related("actor", "on_behalf_of")
        .order_by("occurred_at", "id")
    )
    names = _names(events)
    found: dict[int, list[Happening]] = {}
    for event in events:
        if event.item_id is not None and not event.name.startswith(REPEATED):
            found.setdefault(event.item_id, []).append(_happening(event, names))
    return found


Names = dict[tuple[str, int], str]


def _names(events: Sequence[Event]) -> Names:
    wanted: dict[str, set[int]] = {}
    for event in events:
        for field, pair in event.changes.items():
            if field in NAMED:
                wanted.setdefault(field, set()).update(one for one in pair if one)
    return {
        (field, row.pk): str(row)
        for field, ids in wanted.items()
        for row in NAMED[field]._default_manager.filter(pk__in=ids)
    }


def _happening(event: Event, names: Names) -> Happening:
    changes = [
        (_field(field), _value(field, pair[0], names), _value(field, pair[1], names))
        for field, pair in sorted(event.changes.items())
        if pair[0] != pair[1] and not (field == "phase" and "state" in event.changes)
    ]
    return Happening(
        event.occurred_at,
        event.recorded_at if event.is_late else None,
        _sentence(event),
        str(event.actor),
        str(event.on_behalf_of or ""),
        changes,
    )


def _sentence(event: Event) -> str:
    facts = event.facts
    words = {
        "records.opened": _("Opened"),
        "records.moved": _("Moved on"),
        "records.held": _("Handed over"),
        "records.reclassified": _("Classified anew"),
        "records.rated": _("Rated %s of 5") % facts.get("score", "–"),
        "agreement.created": _("Drafted"),
        "agreement.edited": _("Draft edited"),
        "agreement.activated": _("Version %s put into force") % facts.get("version"),
        "agreement.superseded": _("Version %s superseded") % facts.get("version"),
        "agreement.terminated": _("Version %s terminated") % facts.get("version"),
        "report.issued": _("Issued"),
        "report.decided": _("Decided on"),
        "report.decision_done": _("Decision carried out"),
    }
    if event.name == "records.entry_added":
        public = facts.get("visibility") == "public"
        return _("Public reply") if public else _("Internal note")
    if event.name.startswith("slm.threshold"):
        return _threshold(event)
    return words.get(event.name) or _plain(event.name)


def _plain(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ").capitalize()


def _threshold(event: Event) -> str:
    leg = str(event.facts["leg"]).upper()
    metric = f"{event.facts['metric']} ({leg})".replace("_", " ")
    percent = event.facts["percent"]
    if event.name.endswith("withdrawn"):
        return _("%(metric)s: %(percent)s %% withdrawn by a correction") % {
            "metric": metric,
            "percent": percent,
        }
    if percent == 100:
        return _("%s: breached") % metric
    return _("%(metric)s: %(percent)s %% of the time used") % {
        "metric": metric,
        "percent": percent,
    }


def _field(name: str) -> str:
    return name.replace("_", " ")


def _value(field: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return "–"
    if field in NAMED:
        return names.get((field, value), str(value))
    if field in LABELS:
        return str(LABELS[field].get(value, value))
    return str(value).replace("_", " ")
