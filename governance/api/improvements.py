"""Improvements: proposed, decided on, carried out, verified."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonReference
from accounts.models import Person
from core.api.fields import (
    ActionsField,
    NearDay,
    VisibleItem,
    VisibleKey,
    VisibleNumber,
)
from core.api.views import ByNumber, acting, actor_of, read_input, seen_version
from governance import services
from governance.choices import Source
from governance.filters import ImprovementFilter
from governance.models import Improvement
from governance.permissions import improvement_actions
from records.api.serializers import RecordSerializer
from slm.models import Agreement, Clock


class ImprovementSerializer(RecordSerializer[Improvement]):
    about = serializers.CharField(
        source="about.number", read_only=True, allow_null=True, default=None
    )
    measured_about = serializers.CharField(
        source="measured_about.number", read_only=True, allow_null=True, default=None
    )
    owner = PersonReference(read_only=True, allow_null=True)
    available_actions = ActionsField(improvement_actions)

    class Meta:
        model = Improvement
        fields = [
            *RecordSerializer.Meta.fields,
            "source",
            "about",
            "clock",
            "owner",
            "due_on",
            "measure",
            "measured_about",
            "months",
            "target_value",
            "baseline_value",
            "baseline_from",
            "baseline_until",
            "baseline_at",
            "result_value",
            "result_from",
            "result_until",
            "result_at",
            "is_effective",
            "effect",
            "decision_reason",
            "available_actions",
        ]
        read_only_fields = fields


class ImprovementChange(serializers.Serializer[Any]):
    """What is proposed; `agreement` is what its figure is measured for."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=5000)
    owner = VisibleKey(queryset=Person.objects.all(), required=False, allow_null=True)
    due_on = NearDay(required=False, allow_null=True)
    measure = serializers.CharField(max_length=60, required=False, allow_blank=True)
    agreement = VisibleNumber(
        queryset=Agreement.objects.all(), required=False, allow_null=True
    )
    months = serializers.IntegerField(min_value=1, max_value=12, required=False)
    target_value = serializers.DecimalField(
        max_digits=12, decimal_places=2, required=False, allow_null=True
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if "agreement" in values:
            agreement = values.pop("agreement")
            values["measured_about"] = agreement and agreement.item
        return values


class ImprovementInput(ImprovementChange):
    """
    A proposal; `about` is the number of what it came from, or it is a clock's.

    `hint` is the key of a hint of `compliance/` that it follows.
    """

    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Source.choices, default=Source.ANYONE
    )
    about = VisibleItem(required=False)
    clock = VisibleKey(queryset=Clock.objects.all(), required=False)
    hint = serializers.CharField(max_length=100, required=False, allow_blank=True)

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if "clock" in values:
            values.setdefault("about", values["clock"].record.item)
        return super().validate(values)


class ApprovalInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class RejectionInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class EffectInput(serializers.Serializer[Any]):
    effect = serializers.CharField(max_length=5000)
    is_effective = serializers.BooleanField()


class ImprovementViewSet(ByNumber[Improvement], viewsets.GenericViewSet[Improvement]):
    """Improvements; the newest first."""

    serializer_class = ImprovementSerializer
    filterset_class = ImprovementFilter
    lookup_value_regex = "IMP-[0-9]{1,12}"
    list_order = ("-opened_at", "-pk")
    queryset = Improvement.objects.all()

    def get_queryset(self) -> QuerySet[Improvement]:
        found = Improvement.objects.visible_to(actor_of(self.request)).with_people()
        return found.select_related("category", "about", "measured_about", "owner")

    @extend_schema(request=ImprovementInput, responses={201: ImprovementSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, ImprovementInput)
        hint = values.pop("hint", "")
        made = services.propose_improvement(
            improvement=Improvement(**values), hint=hint, **acting(request)
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=ImprovementChange(partial=True))
    def partial_update(self, request: Request, number: str) -> Response:
        improvement = self.get_object()
        terms = read_input(self, ImprovementChange, partial=True)
        words = {
            name: terms.pop(name, getattr(improvement, name))
            for name in ("title", "description")
        }
        version = seen_version(request)
        services.change_improvement(
            number=number, terms=terms, version=version, **words, **acting(request)
        )
        return self.answer(self.get_object())

    @extend_schema(request=ApprovalInput)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, number: str) -> Response:
        return self._do(services.approve_improvement, ApprovalInput)

    @extend_schema(request=RejectionInput)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, number: str) -> Response:
        return self._do(services.reject_improvement, RejectionInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, number: str) -> Response:
        return self._do(services.start_improvement)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def implement(self, request: Request, number: str) -> Response:
        return self._do(services.implement_improvement)

    @extend_schema(request=EffectInput)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, number: str) -> Response:
        return self._do(services.verify_improvement, EffectInput)
