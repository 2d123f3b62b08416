"""Every address of the API, version 1. `docs/api.md` tells how to add one."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api.views import MeView, OrganisationViewSet, PersonViewSet, TeamViewSet
from calendars.api.on_call import OnCallViewSet
from calendars.api.views import CalendarViewSet
from catalogue.api.views import ComponentViewSet, ServiceViewSet
from core.api.jobs import JobViewSet
from core.api.routers import Router
from core.api.search import SearchView
from core.api.views import UnknownAddress
from governance.api.improvements import ImprovementViewSet
from governance.api.measures import ProcessMeasureViewSet
from incidents.api.views import IncidentViewSet
from notifications.api.views import NotificationViewSet
from records.api.views import RecordViewSet
from reporting.api.queries import QueryViewSet
from reporting.api.views import DashboardView, PackViewSet, ReportViewSet
from slm.api.availability import (
    AvailabilityView,
    DataCollectionView,
    ServiceAvailabilityView,
)
from slm.api.availability_what_if import AvailabilityWhatIfView
from slm.api.capability import CapabilityViewSet
from slm.api.catalogues import AgreedCatalogueViewSet
from slm.api.causes import CauseViewSet
from slm.api.clocks import ClockViewSet
from slm.api.escalations import EscalationViewSet
from slm.api.exclusions import ExclusionViewSet
from slm.api.mapping import CategoryServicesView
from slm.api.measures import MeasureViewSet
from slm.api.mismatches import MismatchView
from slm.api.missed import MissedTargetsView
from slm.api.outages import OutageViewSet
from slm.api.papers import DataCollectionPdfView
from slm.api.periods import ComplianceView, PeriodResultViewSet
from slm.api.repairs import RepairViewSet, WhatIfViewSet
from slm.api.requirements import RequirementViewSet
from slm.api.reviews import PunctualityView, ReviewsDueView
from slm.api.views import AgreementViewSet
from workflow.api.meetings import MeetingViewSet
from workflow.api.tasks import TaskViewSet
from workflow.api.views import AttachmentViewSet, ItemViewSet

router = Router()
for prefix, viewset, name in (
    ("agreed_catalogues", AgreedCatalogueViewSet, "api_agreed_catalogue"),
    ("agreements", AgreementViewSet, "api_agreement"),
    ("attachments", AttachmentViewSet, "api_attachment"),
    ("breach_causes", CauseViewSet, "api_cause"),
    ("calendars", CalendarViewSet, "api_calendar"),
    ("clocks", ClockViewSet, "api_clock"),
    ("escalations", EscalationViewSet, "api_escalation"),
    ("evidence_packs", PackViewSet, "api_pack"),
    ("components", ComponentViewSet, "api_component"),
    ("exclusions", ExclusionViewSet, "api_exclusion"),
    ("capability_assessments", CapabilityViewSet, "api_capability"),
    ("figure_queries", QueryViewSet, "api_query"),
    ("improvements", ImprovementViewSet, "api_improvement"),
    ("inbox", NotificationViewSet, "api_notification"),
    ("incidents", IncidentViewSet, "api_incident"),
    ("items", ItemViewSet, "api_item"),
    ("jobs", JobViewSet, "api_job"),
    ("measures", MeasureViewSet, "api_measure"),
    ("meetings", MeetingViewSet, "api_meeting"),
    ("on_call", OnCallViewSet, "api_on_call"),
    ("organisations", OrganisationViewSet, "api_organisation"),
    ("outages", OutageViewSet, "api_outage"),
    ("people", PersonViewSet, "api_person"),
    ("period_results", PeriodResultViewSet, "api_period_result"),
    ("process_measures", ProcessMeasureViewSet, "api_process_measure"),
    ("records", RecordViewSet, "api_record"),
    ("repairs", RepairViewSet, "api_repair"),
    ("requirements", RequirementViewSet, "api_requirement"),
    ("service_reports", ReportViewSet, "api_report"),
    ("services", ServiceViewSet, "api_service"),
    ("tasks", TaskViewSet, "api_task"),
    ("teams", TeamViewSet, "api_team"),
    ("what_ifs", WhatIfViewSet, "api_what_if"),
):
    router.register(prefix, viewset, name)

urlpatterns = [
    path("v1/me/", MeView.as_view(), name="api_me"),
    path("v1/search/", SearchView.as_view(), name="api_search"),
    path(
        "v1/category_services/",
        CategoryServicesView.as_view(),
        name="api_category_services",
    ),
    path("v1/mismatches/", MismatchView.as_view(), name="api_mismatches"),
    path("v1/sla_dashboard/", DashboardView.as_view(), name="api_sla_dashboard"),
    path("v1/compliance/", ComplianceView.as_view(), name="api_compliance"),
    path("v1/availability/", AvailabilityView.as_view(), name="api_availability"),
    path(
        "v1/availability/what_if/",
        AvailabilityWhatIfView.as_view(),
        name="api_availability_what_if",
    ),
    path("v1/missed_targets/", MissedTargetsView.as_view(), name="api_missed_targets"),
    path("v1/reviews_due/", ReviewsDueView.as_view(), name="api_reviews_due"),
    path(
        "v1/reviews_punctuality/",
        PunctualityView.as_view(),
        name="api_reviews_punctuality",
    ),
    re_path(
        r"^v1/availability/(?P<number>[A-Z]{2,3}-[0-9]{1,12})/$",
        ServiceAvailabilityView.as_view(),
        name="api_availability_service",
    ),
    re_path(
        r"^v1/agreements/(?P<number>[A-Z]{2,3}-[0-9]{1,12})/data_collection/$",
        DataCollectionView.as_view(),
        name="api_data_collection",
    ),
    re_path(
        r"^v1/agreements/(?P<number>[A-Z]{2,3}-[0-9]{1,12})/data_collection/pdf/$",
        DataCollectionPdfView.as_view(),
        name="api_data_collection_pdf",
    ),
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema"),
        name="api_docs",
    ),
    re_path("", UnknownAddress.as_view(), name="api_unknown"),
]
