from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonReference
from accounts.models import Person
from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import VisibleKey, VisibleNumber
from core.api.paging import Paging
from core.api.views import ByNumber, acting, actor_of, read_input, seen_version
from slm.filters.measures import MeasureFilter
from slm.models import Measure, MeasuredValue
from slm.services import create_measure, edit_measure, record_values

SAID = ("name", "unit", "service", "point", "source", "responsible")


class MeasureSerializer(serializers.ModelSerializer[Measure]):
    """Something that is measured again and again, such as a response time."""

    number = serializers.CharField(read_only=True)
    service = ServiceReference(read_only=True)
    responsible = PersonReference(read_only=True)

    class Meta:
        model = Measure
        fields = ["number", *SAID, "version"]
        read_only_fields = fields


class MeasureInput(serializers.ModelSerializer[Measure]):
    service = VisibleNumber(queryset=Service.objects.all())
    responsible = VisibleKey(queryset=Person.objects.active())

    class Meta:
        model = Measure
        fields = SAID
        # The service says it better, and for every door.
        extra_kwargs: ClassVar[Any] = {"name": {"validators": []}}


class ValueInput(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    value = serializers.DecimalField(max_digits=18, decimal_places=6)


class ValueSerializer(serializers.ModelSerializer[MeasuredValue]):
    """What was measured at an instant; `how` tells what brought it in."""

    class Meta:
        model = MeasuredValue
        fields = ["at", "value", "how"]
        read_only_fields = fields


class SpanInput(serializers.Serializer[Any]):
    """From which instant on, and until before which."""

    since = serializers.DateTimeField(required=False)
    until = serializers.DateTimeField(required=False)

    def span(self) -> dict[str, Any]:
        """Return what was asked for, as a query takes it."""
        names = {"since": "at__gte", "until": "at__lt"}
        return {names[name]: at for name, at in self.validated_data.items()}


class ByTime(Paging):
    """The newest values first."""

    ordering = ("-at", "-pk")


class ValuesInput(serializers.Serializer[Any]):
    """Up to 10,000 values; sending them again changes nothing."""

    values = ValueInput(many=True, allow_empty=False)


class ValuesDone(serializers.Serializer[Any]):
    """How many values are new, were known as they are, and were corrected."""

    new = serializers.IntegerField()
    known = serializers.IntegerField()
    corrected = serializers.IntegerField()


class MeasureViewSet(ByNumber[Measure], viewsets.GenericViewSet[Measure]):
    """Measures, and their values as they come in; for staff."""

    serializer_class = MeasureSerializer
    filterset_class = MeasureFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("pk",)
    queryset = Measure.objects.all()

    def get_queryset(self) -> QuerySet[Measure]:
        measures = Measure.objects.visible_to(actor_of(self.request))
        return measures.select_related("item", "service__item", "responsible").order_by(
            "pk"
        )

    @extend_schema(request=MeasureInput, responses={201: MeasureSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, MeasureInput)
        made = create_measure(measure=Measure(**values), **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=MeasureInput(partial=True))
    def partial_update(self, request: Request, number: str) -> Response:
        # What the asker may not see is not there, whatever they sent about it.
        self.get_object()
        values = read_input(self, MeasureInput, partial=True)
        version = seen_version(request)
        edit_measure(number=number, version=version, **values, **acting(request))
        return self.answer(self.get_object())

    @extend_schema(responses=ValueSerializer(many=True), parameters=[SpanInput])
    @action(detail=True, filterset_class=None)
    def values(self, request: Request, number: str) -> Response:
        found = MeasuredValue.objects.filter(measure=self.get_object())
        asked = SpanInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        paging = ByTime()
        page = paging.paginate_queryset(found.filter(**asked.span()), request)
        return paging.get_paginated_response(ValueSerializer(page, many=True).data)

    @extend_schema(request=ValuesInput, responses={200: ValuesDone})
    @values.mapping.post
    def bring(self, request: Request, number: str) -> Response:
        self.get_object()
        given = read_input(self, ValuesInput)["values"]
        pairs = [(one["at"], one["value"]) for one in given]
        done = record_values(number=number, values=pairs, how="API", **acting(request))
        return Response(done)
