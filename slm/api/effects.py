"""What a decision changes about clocks, as programs read it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.jobs import JobSerializer, accepted
from core.api.views import acting, actor_of
from slm.jobs import ask_effect
from slm.models import Decision, PeriodResult
from slm.selectors.foreseen import (
    Effect,
    effect_foreseen,
    effect_shown,
    lines_seen,
)
from slm.selectors.frozen_months import MonthDifference


class EffectLineSerializer(serializers.Serializer[Any]):
    """A clock as it is, and as it would be; without `clock` it would only be started."""

    clock = serializers.IntegerField(source="clock_id", allow_null=True)
    record = serializers.CharField(source="number")
    metric = serializers.CharField()
    leg = serializers.CharField()
    due = serializers.ListField(child=serializers.DateTimeField(allow_null=True))
    verdicts = serializers.ListField(child=serializers.CharField(allow_null=True))
    elapsed_seconds = serializers.ListField(
        child=serializers.IntegerField(allow_null=True), source="elapsed"
    )
    excluded_seconds = serializers.IntegerField(source="excluded")


class MonthEffectSerializer(serializers.Serializer[MonthDifference]):
    """A target of a month as a whole that changes: before and after, in words."""

    month = serializers.DateField(source="row.month")
    agreement = serializers.CharField(source="row.version.agreement.number")
    target = serializers.IntegerField(source="row.target.pk")
    service = serializers.CharField(
        source="row.service.number", default=None, allow_null=True
    )
    before = serializers.CharField(source="before.shown", default=None, allow_null=True)
    after = serializers.CharField(source="after.shown", default=None, allow_null=True)


class ClosedMonthSerializer(serializers.Serializer[PeriodResult]):
    """A closed month in which figures change."""

    month = serializers.DateField()
    agreement = serializers.CharField(source="agreement.number")


class EffectSerializer(serializers.Serializer[Effect]):
    """
    Clocks and verdicts that change: as it was at the decision, else as it would be now.

    Of the first hundred that change, `clocks` tells those that the reader may see; all
    are at `lines/`. Null if it is too much to count at once and nobody had it counted.
    """

    at = serializers.DateTimeField()
    clocks_changed = serializers.IntegerField(source="changed")
    verdicts_changed = serializers.IntegerField(source="turned")
    clocks = EffectLineSerializer(source="lines", many=True)
    hidden = serializers.IntegerField()
    month_targets = MonthEffectSerializer(source="targets", many=True)
    closed_months = ClosedMonthSerializer(source="closed", many=True)


def effect_told(decision: Decision, request: Request) -> dict[str, Any] | None:
    """Return an effect as it is told, or nothing if there is none."""
    effect = effect_shown(decision, reader=actor_of(request), at=timezone.now())
    return None if effect is None else EffectSerializer(effect).data


class WithEffect(viewsets.GenericViewSet[Any]):
    """What decisions change: every clock, and to have it counted by a worker."""

    @extend_schema(responses=EffectLineSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def lines(self, request: Request, number: str) -> Response:
        kept = effect_foreseen(self.get_object(), at=timezone.now())
        lines = lines_seen(kept["lines"] if kept else [], actor_of(request))
        return Response(EffectLineSerializer(list(lines), many=True).data)

    @extend_schema(request=None, responses={202: JobSerializer})
    @action(detail=True, methods=["post"])
    def count(self, request: Request, number: str) -> Response:
        kind = self.get_object().item.kind
        return accepted(ask_effect(kind=kind, number=number, **acting(request)))
