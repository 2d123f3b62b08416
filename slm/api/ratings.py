"""The ratings behind the experience scores of an agreement."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import actor_of
from slm.api.availability import MONTH, MonthRowSerializer, asked_month, narrowed
from slm.selectors.experience import scores_of

CUSTOMER = OpenApiParameter("customer", int)


class RatingSerializer(serializers.Serializer[Any]):
    record = serializers.CharField(source="record.number")
    score = serializers.IntegerField()
    comment = serializers.CharField()
    rated_at = serializers.DateTimeField()


class ScoreSerializer(serializers.Serializer[Any]):
    """
    A score of the month with the newest ratings of what the reader may see.

    How many more there are: `older` than the first five hundred, and `confidential`.
    """

    row = MonthRowSerializer()
    ratings = RatingSerializer(many=True)
    older = serializers.IntegerField()
    confidential = serializers.IntegerField()


class Rated:
    """How satisfied people were; part of the agreements' address."""

    @extend_schema(
        parameters=[MONTH, CUSTOMER],
        responses=ScoreSerializer(many=True),
        filters=False,
    )
    @action(detail=True, pagination_class=None)
    def ratings(self, request: Request, number: str) -> Response:
        agreement = self.get_object()  # type: ignore[attr-defined]
        reader, at = actor_of(request), timezone.now()
        if not reader.has_perm("slm.view_agreement"):
            raise PermissionDenied
        first = asked_month(request, at)
        about = {"customer_id": narrowed(request).get("customer_id")}
        scores = scores_of(agreement, first, reader=reader, at=at, **about)
        return Response(ScoreSerializer(scores, many=True).data)
