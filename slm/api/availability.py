from collections.abc import Sequence
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Organisation
from catalogue.models import Service
from core.api.fields import MonthField, QueryKey, VisibleNumber
from core.api.views import actor_of
from core.periods import first_of, month
from slm.api.versions import asked_version
from slm.choices import GoalStanding, GoalVerdict, Leg, Outlook, PeriodMetric
from slm.forms.availability import AvailabilityForm
from slm.models import Agreement
from slm.selectors import (
    MonthRow,
    bases_offered,
    data_collection,
    month_results,
    service_month,
    with_versions,
)
from slm.selectors.availability import Basis
from slm.selectors.month_outlook import month_forecast, month_standing
from slm.selectors.overview import ServiceMonth

MONTH = OpenApiParameter(
    "month", str, description="As 2026-03; the current one if empty."
)


class MonthForecastSerializer(serializers.Serializer[Any]):
    """Whether the goal of a month that runs can still be reached; none of one that is over."""

    outlook = serializers.ChoiceField(Outlook.choices)
    used_percent = serializers.DecimalField(
        14,
        2,
        source="used",
        allow_null=True,
        help_text="Of what the goal allows of the whole month.",
    )
    left = serializers.IntegerField(
        allow_null=True,
        help_text="What may still be lost: service seconds of availability, user minutes.",
    )


class MonthRowSerializer(serializers.Serializer[Any]):
    """
    One target of a month; `value` and `goal` are in the unit of the metric.

    Percent of availability, minutes to restore, of the longest interruption or of users,
    hours between failures, interruptions, a rating, or the unit of the measure. `notes`
    say what is missing for it. Without an interruption there is no mean time between
    failures: its goal is kept, its `value` null. A closed month is as it was frozen.
    """

    month = MonthField()
    agreement = serializers.CharField(source="version.agreement.number")
    target = serializers.IntegerField(source="target.pk")
    metric = serializers.ChoiceField(PeriodMetric.choices, source="target.metric")
    service = serializers.CharField(
        source="service.number", allow_null=True, default=None
    )
    direction = serializers.CharField(source="target.direction")
    goal = serializers.DecimalField(14, 3, source="target.goal_value")
    value = serializers.DecimalField(20, 6, allow_null=True)
    verdict = serializers.ChoiceField(GoalVerdict.choices)
    standing = serializers.SerializerMethodField(
        help_text="The verdict; while the month runs, what may become of it."
    )
    notes = serializers.ListField(child=serializers.CharField())
    forecast = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ChoiceField(GoalStanding.choices))
    def get_standing(self, row: MonthRow) -> str:
        return str(month_standing(row))

    @extend_schema_field(MonthForecastSerializer(allow_null=True))
    def get_forecast(self, row: MonthRow) -> Any:
        ahead = month_forecast(row)
        return MonthForecastSerializer(ahead).data if ahead else None


class NarrowingInput(serializers.Serializer[Any]):
    """Whose services, and which one; a customer by its id, a service by its number."""

    customer = QueryKey(queryset=Organisation.objects.customers(), required=False)
    service = VisibleNumber(queryset=Service.objects.all(), required=False)


def narrowed(request: Request) -> dict[str, Any]:
    """
    Return what a query is narrowed to, as selectors take it.

    :raises ValidationError: if it names what the asker does not see
    """
    asked = NarrowingInput(
        data=request.query_params.dict(), context={"request": request}
    )
    asked.is_valid(raise_exception=True)
    return {f"{name}_id": one.pk for name, one in asked.validated_data.items()}


class AvailabilityView(APIView):
    """What became of the targets of a month as a whole, for those whom they concern."""

    @extend_schema(
        parameters=[MONTH, NarrowingInput], responses=MonthRowSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        at = timezone.now()
        first = asked_month(request, at)
        rows = month_results(
            month(first), at=at, reader=actor_of(request), **narrowed(request)
        )
        return Response(MonthRowSerializer(rows, many=True).data)


class LineSerializer(serializers.Serializer[Any]):
    """What became of the time of one outage, in service seconds; it is a sum."""

    outage = serializers.CharField()
    wall = serializers.IntegerField()
    outside = serializers.IntegerField()
    planned = serializers.IntegerField()
    excluded = serializers.IntegerField()
    overlapped = serializers.IntegerField()
    counted = serializers.IntegerField()
    weight = serializers.IntegerField()


class BasisSerializer(serializers.Serializer[Any]):
    """By what a service is judged: a target, or without one the service's own hours."""

    target = serializers.IntegerField(source="target.pk", allow_null=True, default=None)
    metric = serializers.ChoiceField(
        PeriodMetric.choices, source="target.metric", allow_null=True, default=None
    )
    name = serializers.CharField(source="target", allow_null=True, default=None)
    agreement = serializers.CharField(
        source="version.agreement.number", allow_null=True, default=None
    )
    leg = serializers.ChoiceField(
        Leg.choices, source="version.agreement.leg", allow_null=True, default=None
    )


class ServiceMonthInput(serializers.Serializer[Any]):
    """For whom it is judged, and by which of the targets that it can be judged by."""

    customer = QueryKey(queryset=Organisation.objects.customers(), required=False)
    target = serializers.IntegerField(required=False)


class ServiceAvailabilitySerializer(serializers.Serializer[Any]):
    """The availability of a service over a month; durations are service seconds."""

    service = serializers.CharField()
    bases = BasisSerializer(many=True, help_text="By what it can be judged.")
    basis = BasisSerializer(
        allow_null=True, help_text="By what it is; null without any service hours."
    )
    availability = serializers.DecimalField(8, 6, allow_null=True)
    agreed = serializers.IntegerField()
    downtime = serializers.IntegerField()
    interruptions = serializers.IntegerField()
    longest = serializers.IntegerField()
    mtrs = serializers.IntegerField(allow_null=True)
    mtbf = serializers.IntegerField(allow_null=True)
    user_minutes = serializers.IntegerField(
        allow_null=True,
        help_text="Null if of an outage nobody has said how many users it hit.",
    )
    phases = serializers.DictField(child=serializers.IntegerField())
    lines = LineSerializer(many=True)


class ServiceAvailabilityView(APIView):
    """The availability of one service over a month, with the outages behind it."""

    @extend_schema(
        parameters=[MONTH, ServiceMonthInput], responses=ServiceAvailabilitySerializer
    )
    def get(self, request: Request, number: str) -> Response:
        reader, at = actor_of(request), timezone.now()
        services = Service.objects.visible_to(reader).select_related("item")
        service = get_object_or_404(services, item__number=number)
        if not reader.has_perm("slm.view_agreement"):
            raise PermissionDenied
        first = asked_month(request, at)
        about = _judged_for(request)
        customer = about.get("customer")
        bases = bases_offered(service, month(first), reader, customer)
        _refuse_unknown(about.get("target_id"), bases)
        shown = service_month(service, first, at=at, bases=bases, **about)
        return Response(ServiceAvailabilitySerializer(_figures(shown)).data)


def _judged_for(request: Request) -> dict[str, Any]:
    asked = ServiceMonthInput(
        data=request.query_params.dict(), context={"request": request}
    )
    asked.is_valid(raise_exception=True)
    names = {"customer": "customer", "target": "target_id"}
    return {names[name]: value for name, value in asked.validated_data.items()}


def _refuse_unknown(target_id: int | None, bases: Sequence[Basis]) -> None:
    known = {one.target.pk for one in bases if one.target}
    if target_id is not None and target_id not in known:
        raise ValidationError({"target": _("This service is not judged by that.")})


def _figures(shown: ServiceMonth) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "service": shown.service.number,
        "bases": shown.bases,
        "basis": shown.basis,
        "phases": {},
        "lines": [],
    }
    if shown.reckoned is None:
        numbers = ("agreed", "downtime", "interruptions", "longest", "user_minutes")
        none = dict.fromkeys(("availability", "mtrs", "mtbf"))
        return {**empty, **dict.fromkeys(numbers, 0), **none}
    account, untold = shown.reckoned.account, shown.reckoned.without_users
    parts = (
        "wall",
        "outside",
        "planned",
        "excluded",
        "overlapped",
        "counted",
        "weight",
    )
    return {
        **empty,
        "availability": account.availability,
        "agreed": account.agreed,
        "downtime": account.downtime,
        "interruptions": account.count,
        "longest": account.longest,
        "mtrs": account.restore,
        "mtbf": account.between,
        "user_minutes": None if untold else account.user_seconds // 60,
        "phases": account.phases,
        "lines": [
            {"outage": outage.number, **{name: getattr(line, name) for name in parts}}
            for outage, line in shown.reckoned.lines
        ],
    }


class CollectedSerializer(serializers.Serializer[Any]):
    """
    How one target is measured; `gaps` are what is not said yet.

    `counting` says what of outages counts, and how much: the weight of a partial loss.
    """

    target = serializers.IntegerField(source="target.pk")
    measures = serializers.CharField()
    goal = serializers.CharField()
    about = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    measuring_point = serializers.CharField()
    formula = serializers.CharField()
    counting = serializers.ListField(child=serializers.CharField())
    frequency = serializers.CharField()
    responsible = serializers.CharField()
    shown_at = serializers.CharField()
    gaps = serializers.ListField(child=serializers.CharField())


class DataCollectionView(APIView):
    """The data collection document of the version of an agreement that counts."""

    @extend_schema(
        parameters=[OpenApiParameter("version", int)],
        responses=CollectedSerializer(many=True),
    )
    def get(self, request: Request, number: str) -> Response:
        reader = actor_of(request)
        agreements = with_versions(Agreement.objects.visible_to(reader), reader)
        agreement = get_object_or_404(agreements, item__number=number)
        shown = asked_version(agreement, request)
        return Response(CollectedSerializer(data_collection(shown), many=True).data)


def asked_month(request: Request, at: Any) -> Any:
    """
    Return the first day of the month asked for.

    :raises ValidationError: if it is none
    """
    form = AvailabilityForm({"month": request.query_params.get("month", "")})
    if not form.is_valid():
        raise ValidationError({"month": [str(one) for one in form.errors["month"]]})
    return form.cleaned_data["month"] or first_of(at)
