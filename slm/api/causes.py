"""The causes of breaches, and saying why promises were broken."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import VisibleKey
from core.api.views import acting, actor_of, read_input, seen_version
from slm.models import BreachCause, Clock
from slm.services import add_cause, change_cause, explain_breaches


class CauseSerializer(serializers.ModelSerializer[BreachCause]):
    class Meta:
        model = BreachCause
        fields = ["id", "name", "is_active", "version"]
        read_only_fields = fields


class ExplanationSerializer(serializers.Serializer[Any]):
    """Why a promise was broken, a service lost or a month missed, as staff said it."""

    cause = serializers.IntegerField(source="cause.pk")
    name = serializers.CharField(source="cause.__str__")
    words = serializers.CharField()
    set_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class GivenCauseInput(serializers.Serializer[Any]):
    """
    One cause of the list, and some words of one's own.

    With `If-Match` only over the cause that was seen: "0" over none.
    """

    cause = serializers.PrimaryKeyRelatedField(queryset=BreachCause.objects.all())
    words = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class CauseInput(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)


class CauseChange(CauseInput):
    """What is left out stays; one that is no longer offered stays where it was said."""

    is_active = serializers.BooleanField()


class ExplanationInput(GivenCauseInput):
    """Why these promises were broken."""

    clocks = VisibleKey(queryset=Clock.objects.all(), many=True)


class CauseViewSet(viewsets.GenericViewSet[BreachCause]):
    """The list of causes."""

    serializer_class = CauseSerializer
    pagination_class = None
    lookup_value_regex = "[0-9]{1,18}"
    queryset = BreachCause.objects.all()

    def list(self, request: Request) -> Response:
        self._check(request)
        return Response(CauseSerializer(self.get_queryset(), many=True).data)

    @extend_schema(request=CauseInput, responses={201: CauseSerializer})
    def create(self, request: Request) -> Response:
        self._check(request)
        made = add_cause(**read_input(self, CauseInput), **acting(request))
        return Response(CauseSerializer(made).data, status=201)

    @extend_schema(request=CauseChange(partial=True), responses=CauseSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        self._check(request)
        cause = BreachCause.objects.get(pk=pk)
        said = {"name": cause.name, "is_active": cause.is_active}
        values = {**said, **read_input(self, CauseChange, partial=True)}
        version = seen_version(request)
        done = change_cause(
            cause_id=cause.pk, version=version, **values, **acting(request)
        )
        return Response(CauseSerializer(done).data)

    @extend_schema(request=ExplanationInput, responses={204: None})
    @action(detail=False, methods=["post"])
    def explain(self, request: Request) -> Response:
        self._check(request)
        values = read_input(self, ExplanationInput)
        ids = [clock.pk for clock in values.pop("clocks")]
        values["version"] = seen_version(request)
        explain_breaches(clock_ids=ids, **values, **acting(request))
        return Response(status=204)

    def _check(self, request: Request) -> None:
        if not actor_of(request).has_perm("slm.view_agreement"):
            raise NotFound
