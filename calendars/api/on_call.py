"""Who is on call: read by staff, planned by the leads of each team."""

from datetime import time
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonReference, TeamReference
from accounts.models import Person, Team
from calendars.api.serializers import CalendarReference
from calendars.models import Calendar, OnCallShift
from calendars.on_call import (
    MOST_WEEKS,
    OnCall,
    Rotation,
    cancel_shift,
    coming_shifts,
    on_call_now,
    plan_on_call,
    set_team_hours,
)
from calendars.permissions import on_call_actions
from core.api.fields import ActionsField, NearDay, VisibleKey, VisibleNumber
from core.api.views import acting, actor_of, read_input


class ShiftSerializer(serializers.ModelSerializer[OnCallShift]):
    person = PersonReference()

    class Meta:
        model = OnCallShift
        fields = ["id", "person", "starts_at", "ends_at"]
        read_only_fields = fields


class OnCallSerializer(serializers.Serializer[Any]):
    """How a team stands now; one whose hours nobody set is always there."""

    team = TeamReference()
    hours = CalendarReference(source="rota.calendar", default=None, allow_null=True)
    is_there = serializers.BooleanField()
    person = PersonReference(allow_null=True)
    available_actions = ActionsField(on_call_actions)


class OnCallDetail(OnCallSerializer):
    """The same with the shifts that are not over."""

    shifts = serializers.SerializerMethodField()

    @extend_schema_field(ShiftSerializer(many=True))
    def get_shifts(self, stands: OnCall) -> Any:
        shifts = coming_shifts(stands.team, timezone.now())
        return ShiftSerializer(shifts, many=True).data


class HoursInput(serializers.Serializer[Any]):
    calendar = VisibleNumber(queryset=Calendar.objects.all())


class RotationInput(serializers.Serializer[Any]):
    """Who takes turns by the week, in the order of the list."""

    people = VisibleKey(queryset=Person.objects.active(), many=True)
    first_day = NearDay()
    changes_at = serializers.TimeField(default=time(8))
    weeks = serializers.IntegerField(min_value=1, max_value=MOST_WEEKS)


class ShiftInput(serializers.Serializer[Any]):
    """A shift of the team, named by its id."""

    shift = serializers.IntegerField(min_value=1, max_value=2**62)


class OnCallViewSet(viewsets.GenericViewSet[Team]):
    """Each team with who is on call for it; found by the id of the team."""

    serializer_class: Any = OnCallDetail
    lookup_value_regex = "[0-9]{1,18}"
    list_order = ("pk",)
    queryset = Team.objects.all()

    def get_queryset(self) -> QuerySet[Team]:
        reader = actor_of(self.request)
        if not reader.has_perm("calendars.view_calendar"):
            return Team.objects.none()
        return Team.objects.visible_to(reader).filter(is_active=True)

    @extend_schema(responses=OnCallSerializer(many=True))
    def list(self, request: Request) -> Response:
        teams = self.paginate_queryset(self.get_queryset()) or []
        found = on_call_now(teams, timezone.now())
        context = self.get_serializer_context()
        shown = OnCallSerializer(found, many=True, context=context)
        return self.get_paginated_response(shown.data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer()

    @extend_schema(request=HoursInput)
    @action(detail=True, methods=["post"], url_name="set_hours")
    def set_hours(self, request: Request, pk: str) -> Response:
        team = self.get_object()
        values = read_input(self, HoursInput)
        set_team_hours(team_id=team.pk, **values, **acting(request))
        return self._answer()

    @extend_schema(request=RotationInput, responses={201: OnCallDetail})
    @action(detail=True, methods=["post"])
    def plan(self, request: Request, pk: str) -> Response:
        team = self.get_object()
        rotation = Rotation(**read_input(self, RotationInput))
        plan_on_call(team_id=team.pk, rotation=rotation, **acting(request))
        return self._answer(status=201)

    @extend_schema(request=ShiftInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        team = self.get_object()
        values = read_input(self, ShiftInput)
        shift = OnCallShift.objects.get(rota__team=team, pk=values["shift"])
        cancel_shift(shift_id=shift.pk, **acting(request))
        return self._answer()

    def _answer(self, *, status: int = 200) -> Response:
        [stands] = on_call_now([self.get_object()], timezone.now())
        shown = OnCallDetail(stands, context=self.get_serializer_context())
        return Response(shown.data, status=status)
