"""Queries on figures: asked by customers, answered by service level managers."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import ActionsField, VisibleNumber
from core.api.views import ByNumber, acting, actor_of, read_input
from reporting import services
from reporting.filters import QueryFilter
from reporting.models import FigureQuery, ServiceReport
from reporting.permissions import query_actions
from reporting.selectors import figures_of, talk_on


class FigureSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class QuerySerializer(serializers.ModelSerializer[FigureQuery]):
    """A question about a figure, named by its key, and what it was told."""

    number = serializers.CharField(read_only=True)
    report = serializers.CharField(source="report.number", read_only=True)
    revision = serializers.IntegerField(source="report.revision", read_only=True)
    corrected_in = serializers.CharField(
        source="corrected_in.number", read_only=True, allow_null=True, default=None
    )
    available_actions = ActionsField(query_actions)

    class Meta:
        model = FigureQuery
        fields = [
            "number",
            "report",
            "revision",
            "figure",
            "label",
            "value",
            "text",
            "state",
            "asked_at",
            "answer",
            "answered_at",
            "corrected_in",
            "closed_at",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class SaidSerializer(serializers.Serializer[Any]):
    """What one side said, in its order; with an answer, where the figure is right."""

    author = serializers.CharField()
    at = serializers.DateTimeField()
    text = serializers.CharField()
    is_answer = serializers.BooleanField()
    corrected_in = serializers.CharField(
        source="corrected_in.number", allow_null=True, default=None
    )


class QueryDetail(QuerySerializer):
    """The same with the whole talk: `text` and `answer` are what was said last."""

    talk = serializers.SerializerMethodField()

    class Meta(QuerySerializer.Meta):
        fields = [*QuerySerializer.Meta.fields, "talk"]
        read_only_fields = fields

    @extend_schema_field(SaidSerializer(many=True))
    def get_talk(self, query: FigureQuery) -> Any:
        return SaidSerializer(talk_on(query), many=True).data


class QueryInput(serializers.Serializer[Any]):
    """`figure` is a key of `service_reports/{number}/figures/`."""

    report = VisibleNumber(queryset=ServiceReport.objects.all())
    figure = serializers.CharField(max_length=80)
    text = serializers.CharField(max_length=5000)


class AnswerInput(serializers.Serializer[Any]):
    answer = serializers.CharField(max_length=5000)
    corrected_in = VisibleNumber(queryset=ServiceReport.objects.all(), required=False)


class AgainInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=4000)


class QueryViewSet(ByNumber[FigureQuery], viewsets.GenericViewSet[FigureQuery]):
    """Queries on figures of reports that the asker sees; the newest first."""

    serializer_class = QueryDetail
    list_serializer_class = QuerySerializer
    filterset_class = QueryFilter
    lookup_value_regex = "QRY-[0-9]{1,12}"
    list_order = ("-asked_at", "-pk")
    queryset = FigureQuery.objects.all()

    def get_queryset(self) -> QuerySet[FigureQuery]:
        queries = FigureQuery.objects.visible_to(actor_of(self.request))
        return queries.select_related("item", "report__item", "corrected_in__item")

    @extend_schema(request=QueryInput, responses={201: QueryDetail})
    def create(self, request: Request) -> Response:
        values = read_input(self, QueryInput)
        report: ServiceReport = values.pop("report")
        made = services.query_figure(number=report.number, **values, **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=AnswerInput)
    @action(detail=True, methods=["post"], url_path="answer", url_name="answer")
    def respond(self, request: Request, number: str) -> Response:
        return self._do(services.answer_query, AnswerInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, number: str) -> Response:
        return self._do(services.close_query)

    @extend_schema(request=AgainInput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, number: str) -> Response:
        return self._do(services.reopen_query, AgainInput)


def figures_shown(report: ServiceReport) -> Any:
    """Return the figures of a report as the API shows them."""
    return FigureSerializer(figures_of(report), many=True).data
