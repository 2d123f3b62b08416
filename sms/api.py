"""Every address of the API, version 1. `docs/api.md` tells how to add one."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api.views import MeView, OrganisationViewSet, PersonViewSet, TeamViewSet
from calendars.api.views import CalendarViewSet
from catalogue.api.views import ComponentViewSet, ServiceViewSet
from core.api.jobs import JobViewSet
from core.api.routers import Router
from core.api.search import SearchView
from core.api.views import UnknownAddress
from incidents.api.views import IncidentViewSet
from notifications.api.views import NotificationViewSet
from records.api.views import RecordViewSet
from reporting.api.views import DashboardView, PackViewSet, ReportViewSet
from slm.api.catalogues import AgreedCatalogueViewSet
from slm.api.exclusions import ExclusionViewSet
from slm.api.mismatches import MismatchView
from slm.api.views import AgreementViewSet, ClockViewSet
from workflow.api.views import AttachmentViewSet, ItemViewSet

router = Router()
for prefix, viewset, name in (
    ("agreed_catalogues", AgreedCatalogueViewSet, "api_agreed_catalogue"),
    ("agreements", AgreementViewSet, "api_agreement"),
    ("attachments", AttachmentViewSet, "api_attachment"),
    ("calendars", CalendarViewSet, "api_calendar"),
    ("clocks", ClockViewSet, "api_clock"),
    ("evidence_packs", PackViewSet, "api_pack"),
    ("components", ComponentViewSet, "api_component"),
    ("exclusions", ExclusionViewSet, "api_exclusion"),
    ("inbox", NotificationViewSet, "api_notification"),
    ("incidents", IncidentViewSet, "api_incident"),
    ("items", ItemViewSet, "api_item"),
    ("jobs", JobViewSet, "api_job"),
    ("organisations", OrganisationViewSet, "api_organisation"),
    ("people", PersonViewSet, "api_person"),
    ("records", RecordViewSet, "api_record"),
    ("service_reports", ReportViewSet, "api_report"),
    ("services", ServiceViewSet, "api_service"),
    ("teams", TeamViewSet, "api_team"),
):
    router.register(prefix, viewset, name)

urlpatterns = [
    path("v1/me/", MeView.as_view(), name="api_me"),
    path("v1/search/", SearchView.as_view(), name="api_search"),
    path("v1/mismatches/", MismatchView.as_view(), name="api_mismatches"),
    path("v1/sla_dashboard/", DashboardView.as_view(), name="api_sla_dashboard"),
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema"),
        name="api_docs",
    ),
    re_path("", UnknownAddress.as_view(), name="api_unknown"),
]
