"""Compliance and closed months: read by staff, closed and revised by whoever may."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import get_default_timezone
from drf_spectacular.utils import (
    extend_schema,
    extend_schema_field,
    extend_schema_serializer,
)
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.fields import ActionsField, MonthField, NearDay
from core.api.views import Reading, acting, actor_of, read_input
from core.models import User
from core.periods import Unit, begin_of
from slm.api.availability import MonthRowSerializer
from slm.choices import GoalStanding, GoalVerdict, HintKind, Leg, Outlook
from slm.filters.periods import PeriodResultFilter
from slm.models import PeriodResult
from slm.selectors import agreements_kept, improvement_hints
from slm.services import close_period, revise_period

FIGURES = {
    "type": "object",
    "description": "The frozen figures by target, as they are covered by the hash;"
    " `months` are targets of the month as a whole.",
    "additionalProperties": True,
}


class ComplianceInput(serializers.Serializer[Any]):
    unit = serializers.ChoiceField(choices=Unit.choices, default=Unit.MONTH.value)
    on = NearDay(required=False, help_text="A day of the period; today.")
    leg = serializers.ChoiceField(choices=Leg.choices, default=Leg.SLA.value)


class ForecastSerializer(serializers.Serializer[Any]):
    expected = serializers.IntegerField()
    allowed = serializers.IntegerField()
    left = serializers.IntegerField(
        help_text="How many more may be missed; negative once it is lost."
    )
    due = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    outlook = serializers.ChoiceField(choices=Outlook.choices)


class TargetKeptSerializer(serializers.Serializer[Any]):
    budget = serializers.IntegerField(source="row.budget_id")
    target = serializers.CharField(source="row.target")
    metric = serializers.CharField(source="row.metric")
    priority = serializers.IntegerField(source="row.priority", allow_null=True)
    version = serializers.IntegerField(source="row.version")
    n = serializers.IntegerField(source="row.n")
    met = serializers.IntegerField(source="row.met")
    breached = serializers.IntegerField(source="row.breached")
    void = serializers.IntegerField(source="row.void")
    paused_seconds = serializers.IntegerField(source="row.paused")
    excluded_seconds = serializers.IntegerField(source="row.excluded")
    share = serializers.DecimalField(5, 4, source="row.share", allow_null=True)
    goal_percent = serializers.DecimalField(5, 2, source="row.goal_percent")
    verdict = serializers.ChoiceField(source="row.verdict", choices=GoalVerdict.choices)
    standing = serializers.ChoiceField(
        GoalStanding.choices,
        source="row.standing",
        help_text="The verdict; while the period runs, what may become of it.",
    )
    forecast = ForecastSerializer(allow_null=True)


class AgreementKeptSerializer(serializers.Serializer[Any]):
    agreement = serializers.CharField(source="number")
    title = serializers.CharField()
    met = serializers.IntegerField(source="total.met")
    breached = serializers.IntegerField(source="total.breached")
    share = serializers.DecimalField(5, 4, source="total.share", allow_null=True)
    verdict = serializers.ChoiceField(choices=GoalVerdict.choices)
    standing = serializers.ChoiceField(
        GoalStanding.choices,
        help_text="The verdict; while the period runs, what may become of it.",
    )
    is_closed = serializers.BooleanField(
        help_text="Whether all of its months are: its figures are as they were frozen."
    )
    closed_months = serializers.ListField(
        child=MonthField(),
        help_text="Those whose part of the figures is as it was frozen.",
    )
    targets = TargetKeptSerializer(many=True)
    months = MonthRowSerializer(
        many=True,
        help_text="Targets of the month as a whole; of a quarter those of its months.",
    )


class HintSerializer(serializers.Serializer[Any]):
    """What deserves an improvement; `key` is the same whenever it is asked for."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=HintKind.choices)
    agreement = serializers.CharField()
    target = serializers.CharField()
    figures = serializers.DictField()


@extend_schema_serializer(component_name="AgreementsKept")
class ComplianceSerializer(serializers.Serializer[Any]):
    unit = serializers.ChoiceField(choices=Unit.choices)
    first = serializers.DateField()
    last = serializers.DateField()
    is_running = serializers.BooleanField()
    leaves_out_months = serializers.BooleanField(
        help_text="Of a day or a week, nothing is told of targets of the month."
    )
    agreements = AgreementKeptSerializer(many=True)
    hints = HintSerializer(
        many=True, help_text="Of months of agreements with customers alone."
    )


TOLD = ("unit", "first", "last", "is_running", "leaves_out_months", "agreements")


class ComplianceView(APIView):
    """How far agreements were kept in a period, and what may still be missed."""

    @extend_schema(parameters=[ComplianceInput], responses=ComplianceSerializer)
    def get(self, request: Request) -> Response:
        reader, at = actor_of(request), timezone.now()
        if not reader.has_perm("slm.view_agreement"):
            raise PermissionDenied
        asked = ComplianceInput(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        values = asked.validated_data
        unit = Unit(values["unit"])
        on = values.get("on") or at.astimezone(get_default_timezone()).date()
        shown = agreements_kept(
            unit, begin_of(unit, on), leg=values["leg"], reader=reader, at=at
        )
        is_told = unit == Unit.MONTH and values["leg"] == Leg.SLA
        hints = improvement_hints(shown, reader=reader) if is_told else []
        told = {name: getattr(shown, name) for name in TOLD}
        return Response(ComplianceSerializer({**told, "hints": hints}).data)


def result_actions(actor: User, result: PeriodResult) -> list[str]:
    """Return what the actor may do with a closed month."""
    return ["revise"] if actor.has_perm("slm.close_period") else []


class PeriodResultSerializer(serializers.ModelSerializer[PeriodResult]):
    """What an agreement came to in a month, frozen; revisions stand beside it."""

    agreement = serializers.CharField(source="agreement.number", read_only=True)
    closed_by = serializers.CharField(source="closed_by.name", read_only=True)
    available_actions = ActionsField(result_actions)

    class Meta:
        model = PeriodResult
        fields = [
            "id",
            "agreement",
            "month",
            "revision",
            "reason",
            "met",
            "breached",
            "void",
            "verdict",
            "data_hash",
            "closed_at",
            "closed_by",
            "available_actions",
        ]
        read_only_fields = fields


class PeriodResultDetail(PeriodResultSerializer):
    """The same with its figures."""

    figures = serializers.SerializerMethodField()

    class Meta(PeriodResultSerializer.Meta):
        fields = [*PeriodResultSerializer.Meta.fields, "figures"]
        read_only_fields = fields

    @extend_schema_field(FIGURES)
    def get_figures(self, result: PeriodResult) -> Any:
        return result.data


class CloseInput(serializers.Serializer[Any]):
    month = NearDay(help_text="The first day of the month.")


class RevisionInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=250)


class PeriodResultViewSet(Reading[PeriodResult], viewsets.GenericViewSet[PeriodResult]):
    """Closed months of agreements, every revision; the newest first."""

    serializer_class = PeriodResultDetail
    list_serializer_class = PeriodResultSerializer
    filterset_class = PeriodResultFilter
    lookup_value_regex = "[0-9]{1,18}"
    list_order = ("-pk",)
    write_permission = "slm.close_period"
    queryset = PeriodResult.objects.all()

    def get_queryset(self) -> QuerySet[PeriodResult]:
        results = PeriodResult.objects.visible_to(actor_of(self.request))
        return results.select_related("agreement__item", "closed_by").order_by("-pk")

    @extend_schema(request=CloseInput, responses=PeriodResultSerializer(many=True))
    @action(detail=False, methods=["post"], pagination_class=None, filterset_class=None)
    def close(self, request: Request) -> Response:
        values = read_input(self, CloseInput)
        found = close_period(**values, **acting(request))
        rows = self.get_queryset().filter(pk__in=[one.pk for one in found])
        context = self.get_serializer_context()
        return Response(PeriodResultSerializer(rows, many=True, context=context).data)

    @extend_schema(request=RevisionInput, responses={201: PeriodResultDetail})
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: str) -> Response:
        one = self.get_object()
        values = read_input(self, RevisionInput)
        made = revise_period(
            number=one.agreement.number, month=one.month, **values, **acting(request)
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)
