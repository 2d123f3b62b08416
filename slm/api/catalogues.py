"""Customers' catalogues: drafted and offered by staff, signed by the customer."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import OrganisationReference
from accounts.models import Organisation
from core.api.fields import ActionsField, VisibleKey
from core.api.renderers import PdfRenderer
from core.api.views import ByNumber, acting, actor_of, read_input
from core.generic import sent_bytes
from core.models import User
from slm.api.exclusions import ReasonInput
from slm.api.papers import PDF
from slm.catalogue_paper import paper_of
from slm.models import AgreedCatalogue
from slm.permissions import catalogue_actions
from slm.services import (
    agree_catalogue,
    ask_for_catalogue_anew,
    decline_catalogue,
    draft_catalogue,
    offer_catalogue,
    withdraw_catalogue,
)


def available(actor: User, catalogue: AgreedCatalogue) -> list[str]:
    return catalogue_actions(actor, catalogue, timezone.now())


class AgreedCatalogueSerializer(serializers.ModelSerializer[AgreedCatalogue]):
    """A version of what a customer agreed to get, with its signature."""

    number = serializers.CharField(read_only=True)
    customer = OrganisationReference(read_only=True)
    decided_by = serializers.CharField(
        source="decided_by.name", read_only=True, allow_null=True, default=None
    )
    available_actions = ActionsField(available)

    class Meta:
        model = AgreedCatalogue
        fields = [
            "number",
            "customer",
            "edition",
            "state",
            "content_hash",
            "offered_at",
            "decided_by",
            "decided_at",
            "authority",
            "reason",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class AgreedCatalogueDetail(AgreedCatalogueSerializer):
    """The same with all that it says; its hash is over the canonical spelling."""

    class Meta(AgreedCatalogueSerializer.Meta):
        fields = [*AgreedCatalogueSerializer.Meta.fields, "content"]
        read_only_fields = fields


class CatalogueInput(serializers.Serializer[Any]):
    customer = VisibleKey(queryset=Organisation.objects.customers())


class SignatureInput(serializers.Serializer[Any]):
    """`content_hash` is that of what was read: another version is not signed."""

    authority = serializers.CharField(max_length=150)
    content_hash = serializers.CharField(max_length=64)


class AgreedCatalogueViewSet(
    ByNumber[AgreedCatalogue], viewsets.GenericViewSet[AgreedCatalogue]
):
    """Versions of customers' catalogues; the newest first."""

    serializer_class = AgreedCatalogueDetail
    list_serializer_class = AgreedCatalogueSerializer
    filterset_fields = ["state", "customer"]
    lookup_value_regex = "CAT-[0-9]{1,12}"
    list_order = ("-pk",)
    queryset = AgreedCatalogue.objects.all()

    def get_queryset(self) -> QuerySet[AgreedCatalogue]:
        rows = AgreedCatalogue.objects.visible_to(actor_of(self.request))
        return rows.select_related("item", "customer", "decided_by").order_by("-pk")

    @extend_schema(request=CatalogueInput, responses={201: AgreedCatalogueDetail})
    def create(self, request: Request) -> Response:
        customer = read_input(self, CatalogueInput)["customer"]
        made = draft_catalogue(customer=customer, **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(responses=PDF)
    @action(detail=True, renderer_classes=[PdfRenderer])
    def pdf(self, request: Request, number: str) -> FileResponse:
        catalogue = self.get_object()
        name = f"{catalogue.number}-{catalogue.edition}.pdf"
        return sent_bytes(paper_of(catalogue), name=name)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, number: str) -> Response:
        return self._do(offer_catalogue)

    @extend_schema(request=SignatureInput)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, number: str) -> Response:
        return self._do(agree_catalogue, SignatureInput)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, number: str) -> Response:
        return self._do(decline_catalogue, ReasonInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="ask_anew")
    def ask_anew(self, request: Request, number: str) -> Response:
        return self._do(ask_for_catalogue_anew)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, number: str) -> Response:
        return self._do(withdraw_catalogue)
