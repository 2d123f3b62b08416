"""How the events of services are told in their history."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.choices import Criticality, ServiceState
from catalogue.models import Component, Service, ServiceDependency
from core.models import Event
from core.sentences import Names, personal, register_event, register_fields


def created(event: Event, names: Names) -> str:
    state = ServiceState(event.facts["state"]).label
    return _("put it into the portfolio as “%(state)s”") % {"state": state}


def edited(event: Event, names: Names) -> str:
    parts = [
        _("%(field)s from “%(before)s” to “%(after)s”")
        % {
            "field": _label(name),
            "before": _shown(name, before, names),
            "after": _shown(name, after, names),
        }
        for name, (before, after) in event.changes.items()
    ]
    parts += [_label(name) for name in personal(event)]
    return _("changed %s") % ", ".join(parts)


def moved(event: Event, names: Names) -> str:
    before, after = event.changes["state"]
    told = _("moved it from “%(before)s” to “%(after)s”") % {
        "before": ServiceState(before).label,
        "after": ServiceState(after).label,
    }
    reason = personal(event).get("reason")
    return f"{told}: {reason}" if reason else told


def entitled(event: Event, names: Names) -> str:
    return _("entitled %s to it") % _customer(event, names)


def withdrawn(event: Event, names: Names) -> str:
    return _("ended the entitlement of %s") % _customer(event, names)


def dependency_added(event: Event, names: Names) -> str:
    part, role = _part(event, names), personal(event).get("role")
    told = _("said that it depends on %s") % part
    return f"{told} ({role})" if role else told


def dependency_removed(event: Event, names: Names) -> str:
    return _("said that it no longer depends on %s") % _part(event, names)


def _part(event: Event, names: Names) -> str:
    for kind in ("on_service", "on_component"):
        if found := names.get(kind, {}).get(event.facts[kind]):
            return found
    return "–"


def _customer(event: Event, names: Names) -> str:
    return names["customer"].get(event.facts["customer"], "–")


def _label(name: str) -> str:
    field: Any = Service._meta.get_field(name)
    return str(field.verbose_name)


def _shown(name: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return _("none")
    if name == "is_supporting":
        return _("yes") if value else _("no")
    if name == "criticality":
        return str(Criticality(value).label)
    if name in names:
        return names[name].get(value, str(value))
    return str(value)


register_event(
    "service.created", gettext_lazy("Put into the portfolio"), created, icon="plus"
)
register_event("service.edited", gettext_lazy("Service changed"), edited, icon="pencil")
register_event(
    "service.moved", gettext_lazy("Service moved on"), moved, icon="arrow-right"
)
register_event(
    "service.customer_entitled",
    gettext_lazy("Customer entitled"),
    entitled,
    icon="user-plus",
)
register_event(
    "service.customer_withdrawn",
    gettext_lazy("Entitlement ended"),
    withdrawn,
    icon="user-minus",
)

register_event(
    "service.dependency_added",
    gettext_lazy("Dependency added"),
    dependency_added,
    icon="link",
)
register_event(
    "service.dependency_removed",
    gettext_lazy("Dependency removed"),
    dependency_removed,
    icon="link-slash",
)
register_event("component.created", gettext_lazy("Component named"))
register_event("component.edited", gettext_lazy("Component changed"))

for name, title in (("service.entitled", gettext_lazy("Customer entitled")),):
    register_event(name, title)

register_fields(
    "service", Service, ServiceDependency, customers=gettext_lazy("customers")
)
register_fields("component", Component)
