"""The measures of the process: their values month by month, and their limits."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import MonthField
from core.api.views import acting, actor_of, read_input, seen_version
from core.models import User
from core.periods import first_of, month, shift
from governance import services
from governance.choices import Unit
from governance.filters import MeasureValueFilter
from governance.measures import Measure, process_measures
from governance.models import MeasureLimit, MeasureValue
from governance.selectors import limits_by_measure
from governance.selectors.measuring import rows_for

SEE = "governance.view_measurelimit"


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


class ProcessMeasureSerializer(serializers.Serializer[Measure]):
    """A measure: what it says, how it is reckoned, and between what it is to stay."""

    measure = serializers.CharField(source="key")
    label = serializers.CharField()  # type: ignore[assignment]
    definition = serializers.CharField()
    formula = serializers.CharField()
    frequency = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    unit = serializers.ChoiceField(Unit.choices)
    more_is_better = serializers.BooleanField()
    limits = serializers.SerializerMethodField()
    available_actions = serializers.SerializerMethodField()

    def get_limits(self, measure: Measure) -> dict[str, Any] | None:
        limit = limits_by_measure().get(measure.key)
        return LimitSerializer(limit).data if limit else None

    def get_available_actions(self, measure: Measure) -> list[str]:
        return limit_actions(actor_of(self.context["request"]))


def limit_actions(actor: User) -> list[str]:
    """Return what the actor may do with a measure."""
    return ["limits"] * actor.has_perm("governance.set_limits")


class RowSerializer(serializers.Serializer[Any]):
    """A row behind a figure; whether it counts."""

    label = serializers.CharField()  # type: ignore[assignment]
    counts = serializers.BooleanField()


class RowsInput(serializers.Serializer[Any]):
    month = MonthField(required=False)


class ProcessMeasureViewSet(
    mixins.ListModelMixin, viewsets.GenericViewSet[MeasureValue]
):
    """What the measures of the process were, month by month; the newest first."""

    serializer_class = MeasureValueSerializer
    filterset_class = MeasureValueFilter
    lookup_url_kwarg = "measure"
    lookup_value_regex = "[a-z_.]{1,60}"
    list_order = ("-month", "-pk")
    queryset = MeasureValue.objects.all()

    def get_queryset(self) -> QuerySet[MeasureValue]:
        if not actor_of(self.request).has_perm(SEE):
            return MeasureValue.objects.none()
        return MeasureValue.objects.order_by("-month", "-pk")

    def get_measure(self) -> Measure:
        """
        Return the measure of the address.

        :raises NotFound: if the process is not measured by it, or not for the asker
        """
        if actor_of(self.request).has_perm(SEE):
            for one in process_measures():
                if one.key == self.kwargs["measure"]:
                    return one
        raise NotFound

    @extend_schema(responses=ProcessMeasureSerializer)
    def retrieve(self, request: Request, measure: str) -> Response:
        context = self.get_serializer_context()
        shown = ProcessMeasureSerializer(self.get_measure(), context=context)
        return Response(shown.data)

    @extend_schema(
        parameters=[RowsInput], responses=RowSerializer(many=True), filters=False
    )
    @action(detail=True, pagination_class=None)
    def rows(self, request: Request, measure: str) -> Response:
        found = self.get_measure()
        asked = RowsInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        last = shift(first_of(timezone.now()), -1)
        period = month(asked.validated_data.get("month", last))
        rows, _hidden = rows_for(actor_of(request), found.select(period, None))
        return Response(RowSerializer(rows, many=True).data)

    @extend_schema(request=LimitInput, responses=LimitSerializer)
    @action(detail=True, methods=["post"])
    def limits(self, request: Request, measure: str) -> Response:
        key = self.get_measure().key
        values = read_input(self, LimitInput)
        version = seen_version(request)
        limit = services.set_limits(
            measure=key, version=version, **values, **acting(request)
        )
        return Response(LimitSerializer(limit).data)
