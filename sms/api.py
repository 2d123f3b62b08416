"""Every address of the API, version 1. `docs/api.md` tells how to add one."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.api.views import MeView, OrganisationViewSet, PersonViewSet, TeamViewSet
from calendars.api.views import CalendarViewSet
from catalogue.api.views import ServiceViewSet
from core.api.routers import Router
from core.api.views import UnknownAddress
from incidents.api.views import IncidentViewSet
from records.api.views import RecordViewSet
from slm.api.views import AgreementViewSet, ClockViewSet

router = Router()
router.register("agreements", AgreementViewSet, "api_agreement")
router.register("calendars", CalendarViewSet, "api_calendar")
router.register("clocks", ClockViewSet, "api_clock")
router.register("incidents", IncidentViewSet, "api_incident")
router.register("organisations", OrganisationViewSet, "api_organisation")
router.register("people", PersonViewSet, "api_person")
router.register("records", RecordViewSet, "api_record")
router.register("services", ServiceViewSet, "api_service")
router.register("teams", TeamViewSet, "api_team")

urlpatterns = [
    path("v1/me/", MeView.as_view(), name="api_me"),
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api_schema"),
        name="api_docs",
    ),
    re_path("", UnknownAddress.as_view(), name="api_unknown"),
]
