"""What targets rest on, as programs read and say it."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.fields import VisibleNumber
from slm.choices import CHAIN_METRICS, Leg
from slm.models import Agreement, ChainLink
from slm.selectors.chain_parts import Chain, TargetChain
from slm.selectors.faults import Fault
from slm.terms import Rest


def lower_agreements() -> QuerySet[Agreement]:
    """Return what something may rest on."""
    return Agreement.objects.filter(leg__in=[Leg.OLA, Leg.UC])


class ChainLinkSerializer(serializers.ModelSerializer[ChainLink]):
    """An agreement that a target rests on; beside the one before, or after it."""

    leg = serializers.CharField(source="leg.number", read_only=True)

    class Meta:
        model = ChainLink
        fields = ["leg", "metric", "is_parallel"]
        read_only_fields = fields


class ChainLinkInput(serializers.Serializer[Any]):
    """The same as it is sent; in the order of the list."""

    leg = VisibleNumber(queryset=lower_agreements())
    metric = serializers.ChoiceField(choices=CHAIN_METRICS)
    is_parallel = serializers.BooleanField(required=False, default=False)

    def to_internal_value(self, data: Any) -> Any:
        return Rest(**super().to_internal_value(data))


class FaultSerializer(serializers.Serializer[Fault]):
    """Something about a chain: of which leg, and what would help."""

    kind = serializers.CharField()
    leg = serializers.CharField(source="leg.number", default=None, allow_null=True)
    priority = serializers.IntegerField(allow_null=True)
    is_obstacle = serializers.BooleanField()
    seconds = serializers.IntegerField(help_text="By how much, in service seconds.")
    text = serializers.CharField(source="words")


class NeedSerializer(serializers.Serializer[Any]):
    """For a priority, what is promised and what the legs need from the worst start on."""

    priority = serializers.IntegerField()
    promised_seconds = serializers.IntegerField(source="need.promised")
    needed_seconds = serializers.IntegerField(source="need.needed")
    short_seconds = serializers.IntegerField(source="need.short")
    shares = serializers.ListField(
        source="need.shares", child=serializers.IntegerField()
    )


class TargetChainSerializer(serializers.Serializer[TargetChain]):
    """A target with what it rests on."""

    target = serializers.IntegerField(source="target.pk")
    rests_on = serializers.SerializerMethodField()
    needs = NeedSerializer(source="lines", many=True)
    availability = serializers.DecimalField(
        max_digits=7,
        decimal_places=4,
        allow_null=True,
        source="reached",
        help_text="What the legs of an availability target promise, multiplied.",
    )
    faults = FaultSerializer(many=True)

    @extend_schema_field(ChainLinkSerializer(many=True))
    def get_rests_on(self, chain: TargetChain) -> Any:
        links = [one.link for one in chain.links]
        return ChainLinkSerializer(links, many=True).data


class ChainSerializer(serializers.Serializer[Chain]):
    """What a version of an agreement rests on, and whether that bears it."""

    version = serializers.IntegerField(source="version.number")
    supposed_from = serializers.DateField(
        allow_null=True,
        help_text="Of a draft without a first day: from when on it was checked instead.",
    )
    holds = serializers.SerializerMethodField()
    targets = TargetChainSerializer(many=True)

    def get_holds(self, chain: Chain) -> bool:
        return not chain.obstacles
