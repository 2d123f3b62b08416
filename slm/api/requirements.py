"""Requirements: gathered by customers and staff, answered by service level managers."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import OrganisationReference
from accounts.models import Organisation, Person
from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import ActionsField, NearDay, VisibleKey, VisibleNumber
from core.api.views import ByNumber, acting, actor_of, read_input
from slm.api.filters import RequirementApiFilter
from slm.choices import Coverage, Resolution
from slm.models import ServiceLevelRequirement, Target
from slm.permissions import GATHER, requirement_actions
from slm.selectors.answering import Lapses, covered, lapses_on
from slm.services import (
    assess_requirement,
    document_requirement,
    edit_requirement,
    gather_requirement,
    resolve_requirement,
)

SAID = [
    "title",
    "need",
    "customer",
    "service",
    "new_service",
    "source",
    "stated_by",
    "stated_on",
    "metric",
    "priority",
    "wished",
    "goal_percent",
    "goal_value",
    "hours",
]


class RequirementSerializer(serializers.ModelSerializer[ServiceLevelRequirement]):
    """
    A need of a customer; `targets` are the ids of those that answered it, by what was
    documented last.

    `lapses` says which of them do so no more, and why: `coverage` is what is left.
    """

    number = serializers.CharField(read_only=True)
    customer = OrganisationReference(read_only=True)
    service = ServiceReference(read_only=True, allow_null=True)
    stated_by = serializers.CharField(
        source="stated_by.name", read_only=True, allow_null=True, default=None
    )
    coverage = serializers.ChoiceField(
        source="covered", choices=Coverage.choices, read_only=True
    )
    lapses = serializers.SerializerMethodField()
    targets = serializers.SerializerMethodField()
    available_actions = ActionsField(requirement_actions)

    def to_representation(self, instance: ServiceLevelRequirement) -> dict[str, Any]:
        """Leave out how it was assessed within: the answer to it is for the customer."""
        shown = super().to_representation(instance)
        if not actor_of(self.context["request"]).has_perm("slm.view_agreement"):
            shown["assessment"] = ""
        return shown

    def get_targets(self, requirement: ServiceLevelRequirement) -> list[int]:
        answers = requirement.answers.all()
        return sorted(one.target_id for one in answers if one.replaced_at is None)

    def get_lapses(self, requirement: ServiceLevelRequirement) -> list[str]:
        lapsed = self.context["view"].lapses.get(requirement.pk, [])
        return [lapse.reason for lapse in lapsed]

    class Meta:
        model = ServiceLevelRequirement
        fields = [
            "number",
            *SAID,
            "state",
            "assessment",
            "resolution",
            "reason",
            "coverage",
            "lapses",
            "targets",
            "gathered_at",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class RequirementInput(serializers.ModelSerializer[ServiceLevelRequirement]):
    """What is needed; without a day it was stated today."""

    customer = VisibleKey(queryset=Organisation.objects.customers())
    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    stated_by = VisibleKey(
        queryset=Person.objects.all(), required=False, allow_null=True
    )
    stated_on = NearDay(required=False)

    class Meta:
        model = ServiceLevelRequirement
        fields = SAID
        # The service says it better, and for every door.
        validators: list[Any] = []


class AssessInput(serializers.Serializer[Any]):
    assessment = serializers.CharField(max_length=4000)


class ResolveInput(serializers.Serializer[Any]):
    resolution = serializers.ChoiceField(choices=Resolution.choices)
    reason = serializers.CharField(max_length=2000)


class DocumentInput(serializers.Serializer[Any]):
    """How far it is answered, and by which targets in force."""

    coverage = serializers.ChoiceField(choices=Coverage.choices)
    targets = serializers.PrimaryKeyRelatedField(
        queryset=Target.objects.select_related("version__agreement"),
        many=True,
        required=False,
    )


class RequirementViewSet(
    ByNumber[ServiceLevelRequirement], viewsets.GenericViewSet[ServiceLevelRequirement]
):
    """What customers need, and what became of it; the newest first."""

    serializer_class = RequirementSerializer
    filterset_class = RequirementApiFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("-pk",)
    write_permission = GATHER
    queryset = ServiceLevelRequirement.objects.all()
    lapses: Lapses

    def get_queryset(self) -> QuerySet[ServiceLevelRequirement]:
        visible = ServiceLevelRequirement.objects.visible_to(actor_of(self.request))
        about = visible.select_related("item", "customer", "service__item", "stated_by")
        self.lapses = lapses_on(timezone.localdate())
        told = covered(about, self.lapses)
        return told.prefetch_related("answers").order_by("-pk")

    @extend_schema(request=RequirementInput, responses={201: RequirementSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, RequirementInput)
        values.setdefault("stated_on", timezone.localdate())
        need = ServiceLevelRequirement(**values)
        made = gather_requirement(requirement=need, **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=RequirementInput(partial=True))
    def partial_update(self, request: Request, number: str) -> Response:
        self.get_object()
        values = read_input(self, RequirementInput, partial=True)
        return self._do(edit_requirement, values=values)

    @extend_schema(request=AssessInput)
    @action(detail=True, methods=["post"])
    def assess(self, request: Request, number: str) -> Response:
        return self._do(assess_requirement, AssessInput)

    @extend_schema(request=ResolveInput)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, number: str) -> Response:
        return self._do(resolve_requirement, ResolveInput)

    @extend_schema(request=DocumentInput)
    @action(detail=True, methods=["post"])
    def document(self, request: Request, number: str) -> Response:
        return self._do(document_requirement, DocumentInput)
