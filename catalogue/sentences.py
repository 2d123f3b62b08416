"""How the events of services are told in their history."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.choices import Criticality, ServiceState
from catalogue.models import Service
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


def _customer(event: Event, names: Names) -> str:
    return names["customer"].get(event.facts["customer"], "–")


def _label(name: str) -> str:
    field: Any = Service._meta.get_field(name)
    return str(field.verbose_name)


def _shown(name: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return _("none")
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

for name, title in (("service.entitled", gettext_lazy("Customer entitled")),):
    register_event(name, title)

register_fields("service", Service, customers=gettext_lazy("customers"))
