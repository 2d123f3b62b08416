from dataclasses import replace
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import OrganisationReference
from accounts.models import Organisation
from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import ActionsField, VisibleKey, VisibleNumber
from core.api.views import ByNumber, acting, actor_of, read_input, seen_version
from core.models import User
from records.models import Record
from slm.api.causes import ExplanationSerializer, GivenCauseInput
from slm.api.filters import OutageApiFilter
from slm.choices import OutageSource
from slm.models import Outage
from slm.permissions import outage_actions
from slm.selectors.outages import outage_standing
from slm.services import (
    OutageTerms,
    change_outage,
    confirm_outage,
    dispute_outage,
    end_outage,
    explain_outage,
    report_outage,
    withdraw_outage,
)

INSTANTS = ("start", "end", "detected_at", "responded_at", "repaired_at")
SAID = ("component", "loss", "share", "users", "is_planned", *INSTANTS, "text")


def _actions(actor: User, outage: Outage) -> list[str]:
    return outage_actions(actor, outage, timezone.now())


class OutageSerializer(serializers.ModelSerializer[Outage]):
    """When a service, or a component of it, could not be used as agreed."""

    number = serializers.CharField(read_only=True)
    service = ServiceReference(read_only=True)
    customer = OrganisationReference(read_only=True, allow_null=True)
    # What the asker may not see is not loaded either.
    record = serializers.CharField(
        source="record.number", read_only=True, allow_null=True, default=None
    )
    reported_by = serializers.CharField(source="reported_by.name", read_only=True)
    cause = serializers.SerializerMethodField()
    state_label = serializers.SerializerMethodField()
    available_actions = ActionsField(_actions)

    class Meta:
        model = Outage
        fields = [
            "number",
            "service",
            "customer",
            *SAID,
            "source",
            "record",
            "reference",
            "state",
            "state_label",
            "dispute",
            "reported_by",
            "reported_at",
            "announced_at",
            "cause",
            "available_actions",
            "version",
        ]
        read_only_fields = fields

    def get_state_label(self, outage: Outage) -> str:
        return outage_standing(outage, timezone.now())

    @extend_schema_field(ExplanationSerializer(allow_null=True))
    def get_cause(self, outage: Outage) -> Any:
        # In words it is said among staff; a report names no more than the cause.
        is_staff = actor_of(self.context["request"]).has_perm("slm.view_agreement")
        said = getattr(outage, "cause", None) if is_staff else None
        return ExplanationSerializer(said).data if said else None

    def to_representation(self, instance: Outage) -> dict[str, Any]:
        """Leave out what was written for staff, and by which system it is known."""
        shown = super().to_representation(instance)
        if not actor_of(self.context["request"]).has_perm("slm.view_agreement"):
            shown.update(text="", reference="", reported_by="")
        return shown


class OutageInput(serializers.ModelSerializer[Outage]):
    """
    What is said of an outage.

    A monitoring system gives each alarm a `reference` of its own: what it reports
    again under the same one is the same outage, and is answered with it.
    """

    service = VisibleNumber(queryset=Service.objects.all())
    customer = VisibleKey(
        queryset=Organisation.objects.customers(), required=False, allow_null=True
    )
    record = VisibleNumber(
        queryset=Record.objects.all(), required=False, allow_null=True
    )

    class Meta:
        model = Outage
        fields = ["service", "customer", *SAID, "record", "reference"]
        # The service says it better, and for every door.
        validators: list[Any] = []


class OutageChange(OutageInput):
    """The same of a stored one; a correction, once it has ended, needs a reason."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)

    class Meta(OutageInput.Meta):
        fields = ["service", "customer", *SAID, "reason"]

    record = None  # type: ignore[assignment]


class OutageEnd(serializers.Serializer[Any]):
    end = serializers.DateTimeField()
    repaired_at = serializers.DateTimeField(required=False, allow_null=True)


class OutageReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class OutageOptionalReason(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class OutageViewSet(ByNumber[Outage], viewsets.GenericViewSet[Outage]):
    """Outages that the reader may know of; the newest first."""

    serializer_class = OutageSerializer
    filterset_class = OutageApiFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("-pk",)
    queryset = Outage.objects.all()

    def get_queryset(self) -> QuerySet[Outage]:
        reader = actor_of(self.request)
        records = Record.objects.visible_to(reader).select_related("item")
        about = ("item", "service__item", "customer", "reported_by", "cause__cause")
        outages = Outage.objects.visible_to(reader).select_related(*about)
        return outages.prefetch_related(Prefetch("record", records)).order_by("-pk")

    @extend_schema(request=OutageInput, responses={201: OutageSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, OutageInput)
        record, reference = values.pop("record", None), values.pop("reference", "")
        source = OutageSource.RECORD if record else OutageSource.MONITORING
        made = report_outage(
            terms=OutageTerms(**values),
            record=record,
            reference=reference,
            source=source if record or reference else OutageSource.HAND,
            **acting(request),
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=OutageChange(partial=True))
    def partial_update(self, request: Request, number: str) -> Response:
        outage = self.get_object()
        values = read_input(self, OutageChange, partial=True)
        reason = values.pop("reason", "")
        terms = replace(OutageTerms.of(outage), **values)
        return self._do(change_outage, terms=terms, reason=reason)

    @extend_schema(request=OutageEnd)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, number: str) -> Response:
        return self._do(end_outage, OutageEnd)

    @extend_schema(request=OutageOptionalReason)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, number: str) -> Response:
        return self._do(confirm_outage, OutageOptionalReason)

    @extend_schema(request=OutageReason)
    @action(detail=True, methods=["post"])
    def dispute(self, request: Request, number: str) -> Response:
        return self._do(dispute_outage, OutageReason)

    @extend_schema(request=OutageReason)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, number: str) -> Response:
        return self._do(withdraw_outage, OutageReason)

    @extend_schema(request=GivenCauseInput)
    @action(detail=True, methods=["post"])
    def explain(self, request: Request, number: str) -> Response:
        self.get_object()
        values = read_input(self, GivenCauseInput)
        values["version"] = seen_version(request)
        explain_outage(number=number, **values, **acting(request))
        return self.answer(self.get_object())
