"""Agreements, and what belongs to them, as papers."""

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.views import APIView

from core.api.renderers import PdfRenderer
from core.api.views import actor_of
from core.generic import sent_bytes
from slm.api.versions import asked_version
from slm.models import Agreement
from slm.selectors import with_versions
from slm.services.paper import agreement_pdf, data_collection_pdf

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}
VERSION = OpenApiParameter("version", int)


class Printing:
    """An agreement as a paper; part of the agreements' address."""

    @extend_schema(parameters=[VERSION], responses=PDF)
    @action(detail=True, renderer_classes=[PdfRenderer])
    def pdf(self, request: Request, number: str) -> FileResponse:
        agreement = self.get_object()  # type: ignore[attr-defined]
        version = asked_version(agreement, request)
        version.agreement = agreement
        paper = agreement_pdf(version, at=timezone.now())
        return sent_bytes(paper, name=f"{number}-{version.number}.pdf")


class DataCollectionPdfView(APIView):
    """The data collection document of the version of an agreement that counts."""

    renderer_classes = [PdfRenderer]

    @extend_schema(parameters=[VERSION], responses=PDF)
    def get(self, request: Request, number: str) -> FileResponse:
        reader = actor_of(request)
        agreements = with_versions(Agreement.objects.visible_to(reader), reader)
        agreement = get_object_or_404(agreements, item__number=number)
        version = asked_version(agreement, request)
        version.agreement = agreement
        name = f"{number}-{version.number}-data-collection.pdf"
        return sent_bytes(data_collection_pdf(version, at=timezone.now()), name=name)
