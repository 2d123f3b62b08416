"""The yearly capability assessment, as programs read and write it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from catalogue.api.serializers import ServiceReference
from core.api.fields import ActionsField
from core.api.views import ByNumber, acting, actor_of, read_input
from slm.choices import CapabilityDecision
from slm.filters.capability import CapabilityFilter
from slm.forms.capability import UpdateForm
from slm.models import CapabilityAssessment, CapabilityLine
from slm.permissions import MANAGE_CAPABILITY, capability_actions
from slm.services import (
    add_new_services,
    assess_service,
    carry_out_assessment,
    decide_assessment,
    name_plan,
    note_catalogue_update,
    plan_assessment,
    start_assessment,
)

SAID = ["demand", "capability", "gap", "decision", "change"]


class CapabilityLineSerializer(serializers.ModelSerializer[CapabilityLine]):
    """What is decided of one service; `is_updated` once the catalogue says it."""

    service = ServiceReference(read_only=True)
    is_updated = serializers.BooleanField(read_only=True)

    class Meta:
        model = CapabilityLine
        fields = ["id", "service", *SAID, "is_updated"]
        read_only_fields = fields


class CapabilitySerializer(serializers.ModelSerializer[CapabilityAssessment]):
    """The assessment of a year, with a line for each service."""

    number = serializers.CharField(read_only=True)
    lines = CapabilityLineSerializer(many=True, read_only=True)
    available_actions = ActionsField(capability_actions)

    class Meta:
        model = CapabilityAssessment
        fields = [
            "number",
            "year",
            "due_on",
            "plan",
            "state",
            "planned_at",
            "decided_at",
            "carried_out_at",
            "lines",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class YearInput(serializers.Serializer[Any]):
    year = serializers.IntegerField(min_value=2000, max_value=2199)
    plan = serializers.CharField(max_length=250, required=False, allow_blank=True)


class PlanInput(serializers.Serializer[Any]):
    """Which plan of the provider it is made against."""

    plan = serializers.CharField(max_length=250)


class AssessServiceInput(serializers.Serializer[Any]):
    """What is said of the service of a line; what is left out stays."""

    line = serializers.IntegerField(min_value=1, max_value=2**62)
    demand = serializers.CharField(max_length=2000, required=False)
    capability = serializers.CharField(max_length=2000, required=False)
    gap = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    decision = serializers.ChoiceField(
        choices=CapabilityDecision.choices, required=False
    )
    change = serializers.CharField(max_length=200, required=False, allow_blank=True)


class LineInput(serializers.Serializer[Any]):
    """The row of a service, named by its id."""

    line = serializers.IntegerField(min_value=1, max_value=2**62)


class UpdateInput(LineInput):
    """By what the catalogue followed: an `update` as `updates/` names them."""

    update = serializers.CharField(max_length=40)  # type: ignore[assignment]


class UpdateSerializer(serializers.Serializer[Any]):
    """What was done to a service, or agreed of it, since it was assessed."""

    update = serializers.CharField()  # type: ignore[assignment]
    words = serializers.CharField()


class CapabilityViewSet(
    ByNumber[CapabilityAssessment], viewsets.GenericViewSet[CapabilityAssessment]
):
    """What can be delivered against what is asked for, year by year."""

    serializer_class = CapabilitySerializer
    filterset_class = CapabilityFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("-year",)
    write_permission = MANAGE_CAPABILITY
    queryset = CapabilityAssessment.objects.all()

    def get_queryset(self) -> QuerySet[CapabilityAssessment]:
        visible = CapabilityAssessment.objects.visible_to(actor_of(self.request))
        related = visible.select_related("item")
        return related.prefetch_related("lines__service__item").order_by("-year")

    @extend_schema(request=YearInput, responses={201: CapabilitySerializer})
    def create(self, request: Request) -> Response:
        made = plan_assessment(**read_input(self, YearInput), **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, number: str) -> Response:
        return self._do(start_assessment)

    @extend_schema(request=AssessServiceInput)
    @action(detail=True, methods=["post"])
    def assess(self, request: Request, number: str) -> Response:
        assessment = self.get_object()
        values = read_input(self, AssessServiceInput)
        line_id = values.pop("line")
        if not assessment.lines.filter(pk=line_id).exists():
            raise Http404
        return self._do(assess_service, line_id=line_id, values=values)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="add_services")
    def add_services(self, request: Request, number: str) -> Response:
        return self._do(add_new_services)

    @extend_schema(parameters=[LineInput], responses=UpdateSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def updates(self, request: Request, number: str) -> Response:
        assessment = self.get_object()
        if not actor_of(request).has_perm(MANAGE_CAPABILITY):
            raise PermissionDenied
        asked = LineInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        line = assessment.lines.get(pk=asked.validated_data["line"])
        choices = UpdateForm(line=line).choices
        found = [{"update": key, "words": words} for key, words in choices]
        return Response(UpdateSerializer(found, many=True).data)

    @extend_schema(request=UpdateInput)
    @action(detail=True, methods=["post"], url_name="note_catalogue_update")
    def note_catalogue_update(self, request: Request, number: str) -> Response:
        assessment = self.get_object()
        values = read_input(self, UpdateInput)
        line = assessment.lines.get(pk=values["line"])
        form = UpdateForm(values, line=line)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return self._do(note_catalogue_update, line_id=line.pk, **form.values())

    @extend_schema(request=PlanInput)
    @action(detail=True, methods=["post"], url_name="name_plan")
    def name_plan(self, request: Request, number: str) -> Response:
        self.get_object()
        return self._do(name_plan, **read_input(self, PlanInput))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, number: str) -> Response:
        return self._do(decide_assessment)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="carry_out")
    def carry_out(self, request: Request, number: str) -> Response:
        return self._do(carry_out_assessment)
