from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.jobs import JobSerializer, accepted
from core.api.renderers import PdfRenderer
from core.api.views import ByNumber, acting, actor_of, read_input
from core.generic import sent_file
from core.periods import first_of
from reporting.api.queries import FigureSerializer, figures_shown
from reporting.api.serializers import (
    DashboardInput,
    DashboardSerializer,
    DecisionInput,
    DecisionSerializer,
    PackDetail,
    PackInput,
    PackSerializer,
    ReportDetail,
    ReportInput,
    ReportSerializer,
)
from reporting.filters import PackFilter, ReportFilter
from reporting.jobs import ask_for_pack, ask_for_report
from reporting.models import EvidencePack, ServiceReport
from reporting.selectors import DashboardScope, dashboard
from reporting.services import complete_decision, decide_on_report

ID = "[0-9]{1,18}"
PDF_TYPE = "application/pdf"
PDF = {(200, PDF_TYPE): OpenApiTypes.BINARY}


class DashboardView(APIView):
    """The figures of the service level dashboard, of what the reader may see."""

    @extend_schema(parameters=[DashboardInput], responses=DashboardSerializer)
    def get(self, request: Request) -> Response:
        reader = actor_of(request)
        if not reader.has_perm("slm.view_agreement"):
            raise PermissionDenied
        asked = DashboardInput(
            data=request.query_params.dict(), context={"request": request}
        )
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        month = asked.validated_data.pop("month", first_of(at))
        scope = DashboardScope(
            **{f"{name}_id": row.pk for name, row in asked.validated_data.items()}
        )
        shown = dashboard(scope, month=month, reader=reader, at=at)
        return Response(DashboardSerializer(shown).data)


class ReportViewSet(ByNumber[ServiceReport], viewsets.GenericViewSet[ServiceReport]):
    """The monthly reports of one's own customer, for staff of all; newest first."""

    serializer_class = ReportDetail
    list_serializer_class = ReportSerializer
    filterset_class = ReportFilter
    lookup_value_regex = "RPT-[0-9]{1,12}"
    list_order = ("-month", "-pk")
    queryset = ServiceReport.objects.all()

    def get_queryset(self) -> QuerySet[ServiceReport]:
        reports = ServiceReport.objects.visible_to(actor_of(self.request))
        return reports.select_related("item", "customer", "service__item", "issued_by")

    @extend_schema(request=ReportInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        if not actor_of(request).has_perm("reporting.issue_report"):
            raise PermissionDenied
        return accepted(
            ask_for_report(**read_input(self, ReportInput), **acting(request))
        )

    @extend_schema(responses=FigureSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def figures(self, request: Request, number: str) -> Response:
        return Response(figures_shown(self.get_object()))

    @extend_schema(responses=PDF)
    @action(detail=True, renderer_classes=[PdfRenderer])
    def pdf(self, request: Request, number: str) -> FileResponse:
        report = self.get_object()
        return sent_file(report.pdf, name=f"{number}.pdf", content_type=PDF_TYPE)

    @extend_schema(responses=DecisionSerializer(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def decisions(self, request: Request, number: str) -> Response:
        report = self.get_object()
        if not actor_of(request).has_perm("reporting.view_servicereport"):
            raise PermissionDenied
        found = report.decisions.select_related("owner", "decided_by")
        return Response(DecisionSerializer(found, many=True).data)

    @extend_schema(request=DecisionInput, responses={201: DecisionSerializer})
    @decisions.mapping.post
    def decide(self, request: Request, number: str) -> Response:
        self.get_object()
        if not actor_of(request).has_perm("reporting.decide_on_report"):
            raise PermissionDenied
        values = read_input(self, DecisionInput)
        made = decide_on_report(number=number, **values, **acting(request))
        return Response(DecisionSerializer(made).data, status=201)

    @extend_schema(request=None, responses=DecisionSerializer)
    @action(
        detail=True,
        methods=["post"],
        url_path=f"decisions/(?P<decision_id>{ID})/complete",
        url_name="decision_complete",
    )
    def complete(self, request: Request, number: str, decision_id: str) -> Response:
        decision = self.get_object().decisions.get(pk=decision_id)
        done = complete_decision(decision_id=decision.pk, **acting(request))
        return Response(DecisionSerializer(done).data)


class PackViewSet(ByNumber[EvidencePack], viewsets.GenericViewSet[EvidencePack]):
    """Evidence packs, for those who may read them; newest first."""

    serializer_class = PackDetail
    list_serializer_class = PackSerializer
    filterset_class = PackFilter
    lookup_value_regex = "EVP-[0-9]{1,12}"
    list_order = ("-made_at", "-pk")
    write_permission = "reporting.make_evidence_pack"
    queryset = EvidencePack.objects.all()

    def get_queryset(self) -> QuerySet[EvidencePack]:
        packs = EvidencePack.objects.visible_to(actor_of(self.request))
        packs = packs.select_related("item", "made_by")
        return packs.defer("manifest") if self.action == "list" else packs

    @extend_schema(request=PackInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        return accepted(ask_for_pack(**read_input(self, PackInput), **acting(request)))

    @extend_schema(responses=PDF)
    @action(detail=True, renderer_classes=[PdfRenderer])
    def pdf(self, request: Request, number: str) -> FileResponse:
        pack = self.get_object()
        return sent_file(pack.pdf, name=f"{number}.pdf", content_type=PDF_TYPE)
