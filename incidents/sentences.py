"""How the events of incidents are told on their timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.sentences import Names, personal, register_event, register_fields
from incidents.choices import CloseCode
from incidents.models import Incident, IncidentRules


def resolved(event: Event, names: Names) -> str:
    values = personal(event)
    code = values.get("close_code")
    if code not in CloseCode.values:
        return _("resolved it")
    return _("resolved it (%(code)s): %(resolution)s") % {
        "code": CloseCode(code).label,
        "resolution": values.get("resolution", ""),
    }


register_event("incident.resolved", gettext_lazy("Resolved"), resolved, icon="check")

for name, title in (
    ("incident.opened", gettext_lazy("Logged by the desk")),
    ("incident.started", gettext_lazy("Work began")),
    ("incident.resumed", gettext_lazy("Work went on")),
    ("incident.pended", gettext_lazy("Set to wait")),
    ("incident.cancelled", gettext_lazy("Cancelled")),
    ("incident.closed", gettext_lazy("Closed")),
    ("incident.reopened", gettext_lazy("Reopened")),
    ("incident.assigned", gettext_lazy("Assigned")),
    ("incident.handed_to_supplier", gettext_lazy("Given to a supplier")),
    ("incident.supplier_answered", gettext_lazy("Supplier's answer noted")),
    ("incident.taken_back", gettext_lazy("Back from the supplier")),
    ("incident.marked_duplicate", gettext_lazy("Marked as a duplicate")),
    ("incident.rules_changed", gettext_lazy("Rules for incidents changed")),
):
    register_event(name, title)

register_fields("incident", Incident, IncidentRules)
