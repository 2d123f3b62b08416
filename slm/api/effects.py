"""What a decision changes about clocks, as programs read it."""

from typing import Any

from rest_framework import serializers

from slm.selectors.effect import Effect, EffectLine
from slm.selectors.frozen_months import MonthDifference


class EffectLineSerializer(serializers.Serializer[EffectLine]):
    """A clock as it is, and as it would be: when it is due, its verdict."""

    clock = serializers.IntegerField(source="clock_id")
    record = serializers.CharField(source="number")
    metric = serializers.CharField()
    leg = serializers.CharField()
    due = serializers.ListField(child=serializers.DateTimeField(allow_null=True))
    verdicts = serializers.ListField(child=serializers.CharField())
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


class EffectSerializer(serializers.Serializer[Effect]):
    """
    Clocks and verdicts that change: as it was at the decision, else as it would be now.

    Of the first hundred that change, `clocks` tells those that the reader may see.
    """

    at = serializers.DateTimeField()
    clocks_changed = serializers.IntegerField(source="changed")
    verdicts_changed = serializers.IntegerField(source="turned")
    clocks = EffectLineSerializer(source="lines", many=True)
    hidden = serializers.IntegerField()
    month_targets = MonthEffectSerializer(source="targets", many=True)


def effect_told(effect: Effect | None) -> dict[str, Any] | None:
    """Return an effect as it is told, or nothing if there is none."""
    return None if effect is None else EffectSerializer(effect).data
