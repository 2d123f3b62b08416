"""The targets of a month that were missed, and saying why."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.models import Service
from core.api.fields import VisibleNumber
from core.api.views import acting, actor_of, read_input, seen_version
from core.monthly import MonthField
from core.periods import month
from slm.api.availability import MONTH, asked_month
from slm.api.causes import ExplanationSerializer, GivenCauseInput
from slm.selectors.unexplained import missed_targets
from slm.services import explain_month


class MonthCauseInput(GivenCauseInput):
    """Why a target of a month was missed, for the service if it is about services."""

    target = serializers.IntegerField(min_value=1)
    month = serializers.CharField()
    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )

    def validate_month(self, value: str) -> date:
        try:
            named: date = MonthField().clean(value)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        return named


class MissedMonthSerializer(serializers.Serializer[Any]):
    """A target of a month that was missed, and why, if somebody said so."""

    agreement = serializers.CharField(source="row.version.agreement.number")
    target = serializers.IntegerField(source="row.target.pk")
    service = serializers.CharField(
        source="row.service.number", allow_null=True, default=None
    )
    cause = ExplanationSerializer(allow_null=True)


class MissedTargetsView(APIView):
    """The targets of a month that customers were promised and that were missed."""

    @extend_schema(parameters=[MONTH], responses=MissedMonthSerializer(many=True))
    def get(self, request: Request) -> Response:
        reader = actor_of(request)
        if not reader.has_perm("slm.view_agreement"):
            raise NotFound
        first = asked_month(request, timezone.now())
        found = missed_targets(month(first), reader=reader)
        return Response(MissedMonthSerializer(found, many=True).data)

    @extend_schema(request=MonthCauseInput, responses=ExplanationSerializer)
    def post(self, request: Request) -> Response:
        reader = actor_of(request)
        if not reader.has_perm("slm.view_agreement"):
            raise NotFound
        values = read_input(self, MonthCauseInput)
        said = explain_month(
            target_id=values.pop("target"),
            version=seen_version(request),
            **values,
            **acting(request),
        )
        return Response(ExplanationSerializer(said).data)
