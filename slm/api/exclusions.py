"""Exclusions: read by staff, asked for at the desk, decided by somebody else."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import OrganisationReference
from accounts.models import Organisation
from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import ActionsField, VisibleKey, VisibleNumber
from core.api.views import ByNumber, acting, actor_of, read_input
from records.models import Record
from slm.api.effects import EffectSerializer, WithEffect, effect_told
from slm.api.filters import ExclusionApiFilter
from slm.lifecycle import DECIDE
from slm.models import Agreement, Exclusion
from slm.models.exclusion import SCOPE
from slm.permissions import decision_actions
from slm.selectors.deciding import names_of_deciders
from slm.services import (
    approve_exclusion,
    reject_exclusion,
    request_exclusion,
    retract_exclusion,
    withdraw_exclusion,
)


class ExclusionSerializer(serializers.ModelSerializer[Exclusion]):
    """A span that does not count once it is approved; all that is named must match."""

    number = serializers.CharField(read_only=True)
    agreement = serializers.CharField(
        source="agreement.number", read_only=True, allow_null=True, default=None
    )
    record = serializers.CharField(
        source="record.number", read_only=True, allow_null=True, default=None
    )
    service = ServiceReference(read_only=True, allow_null=True)
    customer = OrganisationReference(read_only=True, allow_null=True)
    requested_by = serializers.CharField(source="requested_by.name", read_only=True)
    decided_by = serializers.CharField(
        source="decided_by.name", read_only=True, allow_null=True, default=None
    )
    available_actions = ActionsField(decision_actions)

    class Meta:
        model = Exclusion
        fields = [
            "number",
            "reason",
            "text",
            "start",
            "end",
            *SCOPE,
            "state",
            "requested_by",
            "requested_at",
            "decided_by",
            "decided_at",
            "decision_reason",
            "withdrawn_at",
            "withdrawal_reason",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class ExclusionDetail(ExclusionSerializer):
    """The same with what it changes, and who may decide while nobody has."""

    effect = serializers.SerializerMethodField()
    deciders = serializers.SerializerMethodField()

    class Meta(ExclusionSerializer.Meta):
        fields = [*ExclusionSerializer.Meta.fields, "effect", "deciders"]
        read_only_fields = fields

    @extend_schema_field(EffectSerializer(allow_null=True))
    def get_effect(self, exclusion: Exclusion) -> dict[str, Any] | None:
        return effect_told(exclusion, self.context["request"])

    def get_deciders(self, exclusion: Exclusion) -> list[str]:
        return names_of_deciders(DECIDE, exclusion)


class ExclusionInput(serializers.ModelSerializer[Exclusion]):
    """A request; at least one of agreement, service, customer and record is named."""

    agreement = VisibleNumber(
        queryset=Agreement.objects.all(), required=False, allow_null=True
    )
    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    customer = VisibleKey(
        queryset=Organisation.objects.customers(), required=False, allow_null=True
    )
    record = VisibleNumber(
        queryset=Record.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Exclusion
        fields = ["reason", "text", "start", "end", *SCOPE]
        # The service says it better, and for every door.
        validators: list[Any] = []


class ReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class OptionalReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class ExclusionViewSet(ByNumber[Exclusion], WithEffect):
    """Exclusions of time that would count otherwise; the newest first."""

    serializer_class = ExclusionDetail
    list_serializer_class = ExclusionSerializer
    filterset_class = ExclusionApiFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("-pk",)
    queryset = Exclusion.objects.all()

    def get_queryset(self) -> QuerySet[Exclusion]:
        exclusions = Exclusion.objects.visible_to(actor_of(self.request))
        about = ("agreement__item", "service__item", "customer", "record__item")
        people = ("item", "requested_by", "decided_by")
        if self.action == "list":
            exclusions = exclusions.defer("effect")
        return exclusions.select_related(*people, *about).order_by("-pk")

    @extend_schema(request=ExclusionInput, responses={201: ExclusionDetail})
    def create(self, request: Request) -> Response:
        values = read_input(self, ExclusionInput)
        made = request_exclusion(exclusion=Exclusion(**values), **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=OptionalReasonInput)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, number: str) -> Response:
        return self._do(approve_exclusion, OptionalReasonInput)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, number: str) -> Response:
        return self._do(reject_exclusion, ReasonInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retract(self, request: Request, number: str) -> Response:
        return self._do(retract_exclusion)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, number: str) -> Response:
        return self._do(withdraw_exclusion, ReasonInput)
