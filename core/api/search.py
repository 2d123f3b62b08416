"""The search over everything."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.views import actor_of
from core.finding import search_everything


class FoundSerializer(serializers.Serializer[Any]):
    """One thing found; `url` is its page, where the reader has one for it."""

    kind = serializers.CharField()
    number = serializers.CharField()
    title = serializers.CharField()
    detail = serializers.CharField()
    url = serializers.CharField()


class FoundGroupSerializer(serializers.Serializer[Any]):
    """What was found of one kind, the best first; `number` is what was meant by one."""

    key = serializers.CharField()
    found = FoundSerializer(many=True)


class SearchView(APIView):
    """Searches numbers, records, people, organisations and services at once."""

    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="Words, or a number")],
        responses=FoundGroupSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        text = request.query_params.get("q", "")
        groups = search_everything(text, actor_of(request))
        return Response(FoundGroupSerializer(groups, many=True).data)
