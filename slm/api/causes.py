"""The causes of breaches, and saying why promises were broken."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import VisibleKey
from core.api.views import acting, actor_of, read_input
from slm.models import BreachCause, Clock
from slm.services import explain_breaches


class CauseSerializer(serializers.ModelSerializer[BreachCause]):
    class Meta:
        model = BreachCause
        fields = ["id", "name", "is_active"]
        read_only_fields = fields


class ExplanationInput(serializers.Serializer[Any]):
    """Why these promises were broken."""

    clocks = VisibleKey(queryset=Clock.objects.all(), many=True)
    cause = serializers.PrimaryKeyRelatedField(queryset=BreachCause.objects.all())
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class CauseViewSet(viewsets.GenericViewSet[BreachCause]):
    """The list of causes."""

    serializer_class = CauseSerializer
    pagination_class = None
    queryset = BreachCause.objects.all()

    def list(self, request: Request) -> Response:
        self._check(request)
        return Response(CauseSerializer(self.get_queryset(), many=True).data)

    @extend_schema(request=ExplanationInput, responses={204: None})
    @action(detail=False, methods=["post"])
    def explain(self, request: Request) -> Response:
        self._check(request)
        values = read_input(self, ExplanationInput)
        ids = [clock.pk for clock in values.pop("clocks")]
        explain_breaches(clock_ids=ids, **values, **acting(request))
        return Response(status=204)

    def _check(self, request: Request) -> None:
        if not actor_of(request).has_perm("slm.view_agreement"):
            raise NotFound
