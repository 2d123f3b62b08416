"""Service clocks, and what their figures come from."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import actor_of
from slm.api.filters import ClockApiFilter
from slm.api.serializers import ClockSerializer
from slm.choices import Mode
from slm.models import Clock
from slm.selectors import explain_clock
from slm.selectors.explaining import Line
from slm.selectors.moves import Move, Why, moves_of

AMOUNTS = ("wall", "counted", "paused", "excluded", "gap", "outside")


class LedgerLineSerializer(serializers.Serializer[Any]):
    """
    One stretch of a clock's time, in seconds: `wall` is the sum of the other amounts.

    `total` is what has counted of the promise up to its end.
    """

    start = serializers.DateTimeField()
    end = serializers.DateTimeField()
    mode = serializers.ChoiceField(Mode.choices)
    holder = serializers.CharField()
    agreement = serializers.CharField(help_text="Number of the agreement.")
    agreement_version = serializers.IntegerField()
    calendar = serializers.CharField(help_text="Number of the calendar.")
    calendar_version = serializers.IntegerField(
        help_text="By which it was in fact counted."
    )
    repairs = serializers.ListField(
        child=serializers.CharField(),
        help_text="Numbers of the approved repairs by which these versions held.",
    )
    wall = serializers.IntegerField()
    counted = serializers.IntegerField()
    paused = serializers.IntegerField()
    excluded = serializers.IntegerField()
    gap = serializers.IntegerField(
        help_text="Service time between a stop and what followed, or in which nothing was promised."
    )
    outside = serializers.IntegerField(help_text="Out of service hours.")
    total = serializers.IntegerField()


class MoveSerializer(serializers.Serializer[Any]):
    """That a promise was due at another instant from `at` on, and why; the oldest first."""

    at = serializers.DateTimeField()
    why = serializers.ChoiceField([str(one) for one in Why])
    before = serializers.DateTimeField()
    after = serializers.DateTimeField()
    item = serializers.SerializerMethodField(
        help_text="Number of the repair, exclusion or calendar; null to customers."
    )

    def get_item(self, move: Move) -> str | None:
        return move.item.number if self.context["is_staff"] else None


def told(line: Line) -> dict[str, Any]:
    """Return a line of the explanation as it is told."""
    amounts = {name: getattr(line.row, name) for name in (*AMOUNTS, "total")}
    about = {"start": line.start, "end": line.end, "mode": line.row.point.mode}
    agreed = line.budget.target.version
    counted_by = {
        "agreement": agreed.agreement.number,
        "agreement_version": agreed.number,
        "calendar": line.calendar.calendar.number,
        "calendar_version": line.calendar.number,
        "repairs": [repair.number for repair in line.repairs],
    }
    return {**about, "holder": line.holder, **counted_by, **amounts}


class ClockViewSet(viewsets.ReadOnlyModelViewSet[Clock]):
    """Reads the service clocks of records that the reader may see; newest first."""

    serializer_class = ClockSerializer
    filterset_class = ClockApiFilter
    lookup_value_regex = "[0-9]{1,18}"
    list_order = ("-pk",)
    queryset = Clock.objects.all()

    def get_queryset(self) -> QuerySet[Clock]:
        clocks = Clock.objects.visible_to(actor_of(self.request))
        about = ("record__item", "team", "supplier", "budget", "cause__cause")
        return clocks.select_related(*about).order_by("-pk")

    @extend_schema(responses=LedgerLineSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def ledger(self, request: Request, pk: str) -> Response:
        clock = self.get_object()
        if not actor_of(request).has_perm("slm.view_agreement"):
            raise PermissionDenied
        lines = explain_clock(clock, at=timezone.now()).lines
        found = LedgerLineSerializer([told(line) for line in lines], many=True)
        return Response(found.data)

    @extend_schema(responses=MoveSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def moves(self, request: Request, pk: str) -> Response:
        found = moves_of(explain_clock(self.get_object(), at=timezone.now()))
        is_staff = actor_of(request).has_perm("slm.view_agreement")
        context = {"is_staff": is_staff}
        return Response(MoveSerializer(found, many=True, context=context).data)
