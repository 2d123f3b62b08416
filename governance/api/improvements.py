"""Improvements, and the measures of the process."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonReference
from accounts.models import Person
from core.api.fields import ActionsField, MonthField, NearDay, VisibleKey, VisibleNumber
from core.api.views import Reading, acting, actor_of, read_input, seen_version
from governance import services
from governance.choices import Source
from governance.filters import ImprovementFilter
from governance.models import Improvement, MeasureLimit, MeasureValue
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


class ImprovementInput(serializers.Serializer[Any]):
    """A proposal; `agreement` is what its figure is measured for."""

    title = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=5000)
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Source.choices, default=Source.ANYONE
    )
    clock = VisibleKey(queryset=Clock.objects.all(), required=False)
    owner = VisibleKey(queryset=Person.objects.all(), required=False)
    due_on = NearDay(required=False)
    measure = serializers.CharField(max_length=60, required=False)
    agreement = VisibleNumber(queryset=Agreement.objects.all(), required=False)
    months = serializers.IntegerField(min_value=1, max_value=12, default=1)
    target_value = serializers.DecimalField(
        max_digits=12, decimal_places=2, required=False
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        agreement = values.pop("agreement", None)
        if agreement is not None:
            values["measured_about"] = agreement.item
        if "clock" in values:
            values["about"] = values["clock"].record.item
        return values


class RejectionInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class EffectInput(serializers.Serializer[Any]):
    effect = serializers.CharField(max_length=5000)
    is_effective = serializers.BooleanField()


class ImprovementViewSet(Reading[Improvement], viewsets.GenericViewSet[Improvement]):
    """Improvements; the newest first."""

    serializer_class = ImprovementSerializer
    filterset_class = ImprovementFilter
    lookup_field = "item__number"
    lookup_url_kwarg = "number"
    lookup_value_regex = "IMP-[0-9]{1,12}"
    list_order = ("-opened_at", "-pk")
    queryset = Improvement.objects.all()

    def get_queryset(self) -> QuerySet[Improvement]:
        found = Improvement.objects.visible_to(actor_of(self.request)).with_people()
        return found.select_related("category", "about", "measured_about", "owner")

    @extend_schema(request=ImprovementInput, responses={201: ImprovementSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, ImprovementInput)
        improvement = Improvement(**values)
        made = services.propose_improvement(improvement=improvement, **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, number: str) -> Response:
        return self._do(services.approve_improvement)

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

    def _do(
        self, service: Any, reads: type[serializers.BaseSerializer[Any]] | None = None
    ) -> Response:
        # What the asker may not see is not there, whatever they sent about it.
        number = self.get_object().number
        values = read_input(self, reads) if reads else {}
        version = seen_version(self.request)
        service(number=number, version=version, **values, **acting(self.request))
        return self.answer(self.get_object())


class MeasureValueSerializer(serializers.ModelSerializer[MeasureValue]):
    month = MonthField()

    class Meta:
        model = MeasureValue
        fields = [
            "measure",
            "month",
            "value",
            "counted",
            "of",
            "lower",
            "upper",
            "is_outside",
            "taken_at",
        ]
        read_only_fields = fields


class LimitInput(serializers.Serializer[Any]):
    lower = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)
    upper = serializers.DecimalField(max_digits=12, decimal_places=2, allow_null=True)


class LimitSerializer(serializers.ModelSerializer[MeasureLimit]):
    class Meta:
        model = MeasureLimit
        fields = ["measure", "lower", "upper", "version"]
        read_only_fields = fields


class ProcessMeasureViewSet(
    mixins.ListModelMixin, viewsets.GenericViewSet[MeasureValue]
):
    """What the measures of the process were, month by month; the newest first."""

    serializer_class = MeasureValueSerializer
    list_order = ("-month", "-pk")
    queryset = MeasureValue.objects.all()

    def get_queryset(self) -> QuerySet[MeasureValue]:
        if not actor_of(self.request).has_perm("governance.view_measurelimit"):
            return MeasureValue.objects.none()
        return MeasureValue.objects.order_by("-month", "-pk")

    @extend_schema(request=LimitInput, responses=LimitSerializer)
    @action(
        detail=False, methods=["post"], url_path=r"(?P<measure>[a-z_.]{1,60})/limits"
    )
    def limits(self, request: Request, measure: str) -> Response:
        if not actor_of(request).has_perm("governance.view_measurelimit"):
            raise NotFound
        values = read_input(self, LimitInput)
        version = seen_version(request)
        try:
            limit = services.set_limits(
                measure=measure, version=version, **values, **acting(request)
            )
        except LookupError as error:
            raise NotFound from error
        return Response(LimitSerializer(limit).data)
