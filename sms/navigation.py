"""The navigation of every door, in the order in which it is shown."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.navigation import Door, Entry, navigation_for

# One line for each page worth a place of its own, next to its like:
#   Entry(Door.DESK, _("Queue"), "queue", "inbox-stack", "records.view_record")
# Icons are names of heroicons. Entries of one group stand together.
ENTRIES: tuple[Entry, ...] = (
    Entry(Door.PORTAL, _("Home"), "portal_home", "home"),
    Entry(Door.PORTAL, _("Services"), "portal_catalogue", "squares-2x2"),
    Entry(Door.PORTAL, _("My records"), "portal_records", "inbox-stack"),
    Entry(
        Door.PORTAL,
        _("Our catalogue"),
        "portal_our_catalogue",
        "document-text",
        "slm.sign_catalogue",
    ),
    Entry(
        Door.PORTAL,
        _("Service reports"),
        "portal_service_reports",
        "chart-bar",
        "reporting.view_own_reports",
    ),
    Entry(
        Door.DESK, _("Queue"), "incident_list", "queue-list", "records.view_all_records"
    ),
    Entry(
        Door.DESK,
        _("New incident"),
        "incident_new",
        "plus-circle",
        "incidents.work_incident",
        shortcut="n",
    ),
    Entry(
        Door.MANAGE,
        _("Dashboard"),
        "sla_dashboard",
        "presentation-chart-line",
        "slm.view_agreement",
        _("Service levels"),
    ),
    Entry(
        Door.MANAGE,
        _("Clocks"),
        "clock_list",
        "clock",
        "slm.view_agreement",
        _("Service levels"),
        "?status=open",
    ),
    Entry(
        Door.MANAGE,
        _("Agreements"),
        "agreement_list",
        "document-check",
        "slm.view_agreement",
        _("Service levels"),
    ),
    Entry(
        Door.MANAGE,
        _("Agreed catalogues"),
        "agreed_catalogue_list",
        "document-text",
        "slm.view_agreement",
        _("Service levels"),
    ),
    Entry(
        Door.MANAGE,
        _("Mismatches"),
        "mismatch_list",
        "puzzle-piece",
        "slm.view_agreement",
        _("Service levels"),
    ),
    Entry(
        Door.MANAGE,
        _("Exclusions"),
        "exclusion_list",
        "minus-circle",
        "slm.view_agreement",
        _("Service levels"),
    ),
    Entry(
        Door.MANAGE,
        _("Calendars"),
        "calendar_list",
        "calendar-days",
        "calendars.view_calendar",
        _("Service levels"),
    ),
    Entry(
        Door.MANAGE,
        _("Priorities"),
        "priority_matrix",
        "adjustments-horizontal",
        "records.view_all_records",
        _("Service levels"),
    ),
    Entry(
        Door.MANAGE,
        _("Service reports"),
        "report_list",
        "chart-bar",
        "reporting.view_servicereport",
        _("Reports and evidence"),
    ),
    Entry(
        Door.MANAGE,
        _("Evidence packs"),
        "pack_list",
        "archive-box",
        "reporting.view_evidencepack",
        _("Reports and evidence"),
    ),
    Entry(
        Door.MANAGE,
        _("Services"),
        "service_list",
        "squares-2x2",
        "catalogue.view_service",
        _("Portfolio"),
    ),
    Entry(
        Door.MANAGE,
        _("Components"),
        "component_list",
        "cube",
        "catalogue.view_service",
        _("Portfolio"),
    ),
    Entry(
        Door.MANAGE,
        _("People"),
        "person_list",
        "users",
        "accounts.view_person",
        _("Administration"),
    ),
    Entry(
        Door.MANAGE,
        _("Organisations"),
        "organisation_list",
        "building-office",
        "accounts.view_organisation",
        _("Administration"),
    ),
    Entry(
        Door.MANAGE,
        _("Teams"),
        "team_list",
        "user-group",
        "accounts.view_team",
        _("Administration"),
    ),
    Entry(
        Door.MANAGE,
        _("Audit trail"),
        "trail",
        "finger-print",
        "core.view_event",
        _("System"),
    ),
    Entry(
        Door.MANAGE,
        _("Operations"),
        "operations",
        "wrench-screwdriver",
        "core.view_outbox",
        _("System"),
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Offer the templates the doors and entries that the reader may use."""
    shown = navigation_for(request.user, path=request.path, entries=ENTRIES)
    return {"navigation": shown}
