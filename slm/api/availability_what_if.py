"""What the availability of a service would be, from that of what it rests on."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalogue.models import Service
from core.api.fields import VisibleNumber
from core.api.views import actor_of, read_input
from core.periods import first_of, shift
from slm.availability import Group, in_series, weakest
from slm.forms.availability import MOST_PARTS
from slm.selectors import measured_parts

MOST = 30


class GroupInput(serializers.Serializer[Any]):
    """
    Parts of a service of which so many are needed; without a number, all of them.

    `shares` are their availabilities between 0 and 1.
    """

    name = serializers.CharField(max_length=100)
    shares = serializers.ListField(
        child=serializers.DecimalField(9, 8, min_value=0, max_value=1),
        min_length=1,
        max_length=MOST_PARTS,
    )
    needed = serializers.IntegerField(
        min_value=1, max_value=MOST_PARTS, required=False, allow_null=True
    )

    default_error_messages = {"too_many": _("There are not so many of them.")}

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if (values.get("needed") or 1) > len(values["shares"]):
            raise serializers.ValidationError(
                {"needed": [self.error_messages["too_many"]]}
            )
        return values


class WhatIfGroupsInput(serializers.Serializer[Any]):
    """What a service rests on: it needs every one of the groups."""

    groups = serializers.ListField(child=GroupInput(), min_length=1, max_length=MOST)


class GroupShareSerializer(serializers.Serializer[Group]):
    name = serializers.CharField()
    shares = serializers.ListField(child=serializers.DecimalField(9, 8))
    needed = serializers.IntegerField()
    availability = serializers.DecimalField(20, 18, source="share")


class WhatIfShareSerializer(serializers.Serializer[Any]):
    """The availability that follows, and the group that costs the most."""

    availability = serializers.DecimalField(20, 18, allow_null=True)
    weakest = serializers.CharField(allow_null=True)
    groups = GroupShareSerializer(many=True)


class MeasuredPartsInput(serializers.Serializer[Any]):
    service = VisibleNumber(queryset=Service.objects.live())


class AvailabilityWhatIfView(APIView):
    """Begin with a service's parts as they were last month; try out others."""

    @extend_schema(parameters=[MeasuredPartsInput], responses=WhatIfShareSerializer)
    def get(self, request: Request) -> Response:
        self._check(request)
        asked = MeasuredPartsInput(
            data=request.query_params.dict(), context={"request": request}
        )
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        last_month = shift(first_of(at), -1)
        parts = measured_parts(asked.validated_data["service"], last_month, at=at)
        return _told(list(parts))

    @extend_schema(request=WhatIfGroupsInput, responses=WhatIfShareSerializer)
    def post(self, request: Request) -> Response:
        self._check(request)
        groups = read_input(self, WhatIfGroupsInput)["groups"]
        return _told(
            [
                Group(
                    one["name"],
                    tuple(one["shares"]),
                    one.get("needed") or len(one["shares"]),
                )
                for one in groups
            ]
        )

    def _check(self, request: Request) -> None:
        if not actor_of(request).has_perm("slm.view_agreement"):
            raise PermissionDenied


def _told(groups: list[Group]) -> Response:
    costs_most = weakest(groups)
    shown = {
        "availability": in_series(groups) if groups else None,
        "weakest": costs_most.name if costs_most else None,
        "groups": groups,
    }
    return Response(WhatIfShareSerializer(shown).data)
