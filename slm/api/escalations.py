"""What was escalated to whom, and acknowledging it, for programs."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import TeamReference
from accounts.models import Person, Team
from core.api.fields import ActionsField, VisibleKey
from core.api.views import Reading, acting, actor_of
from core.models import User
from slm.api.filters import EscalationApiFilter
from slm.models import Escalation, EscalationStep
from slm.selectors.escalations import escalations_seen_by, may_acknowledge
from slm.services import acknowledge_escalation


def available(actor: User, escalation: Escalation) -> list[str]:
    return ["acknowledge"] * may_acknowledge(actor, escalation)


class EscalationSerializer(serializers.ModelSerializer[Escalation]):
    """A step that was taken, or is to be; `percent` of the time had been used."""

    record = serializers.CharField(source="clock.record.number", read_only=True)
    percent = serializers.IntegerField(source="crossing.percent", read_only=True)
    told = serializers.SerializerMethodField()
    available_actions = ActionsField(available)

    class Meta:
        model = Escalation
        fields = [
            "id",
            "record",
            "clock",
            "percent",
            "ladder",
            "whom",
            "told",
            "due_at",
            "sent_at",
            "acknowledge_by",
            "acknowledged_at",
            "raised_at",
            "raised_from",
            "withdrawn_at",
            "available_actions",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_told(self, escalation: Escalation) -> list[str]:
        return [str(notice) for notice in escalation.notices.all()]


class EscalationViewSet(Reading[Escalation], viewsets.GenericViewSet[Escalation]):
    """What was escalated: to the asker, or about records that staff may see."""

    serializer_class = EscalationSerializer
    filterset_class = EscalationApiFilter
    lookup_value_regex = "[0-9]{1,18}"
    list_order = ("-pk",)
    queryset = Escalation.objects.all()

    def get_queryset(self) -> QuerySet[Escalation]:
        return escalations_seen_by(actor_of(self.request))

    @extend_schema(request=None, responses=EscalationSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, pk: str) -> Response:
        acknowledge_escalation(escalation_id=int(pk), **acting(request))
        return self.answer(self.get_object())


class StepSerializer(serializers.ModelSerializer[EscalationStep]):
    """A step of an agreement's escalation."""

    team = TeamReference(allow_null=True)
    person = serializers.CharField(source="person.name", default=None, allow_null=True)

    class Meta:
        model = EscalationStep
        fields = [
            "id",
            "percent",
            "minutes",
            "ladder",
            "whom",
            "team",
            "person",
            "role",
            "acknowledge_minutes",
        ]
        read_only_fields = fields


class StepInput(serializers.ModelSerializer[EscalationStep]):
    """A step to be added after the others."""

    team = VisibleKey(
        queryset=Team.objects.filter(is_active=True), required=False, allow_null=True
    )
    person = VisibleKey(
        queryset=Person.objects.filter(is_active=True), required=False, allow_null=True
    )

    class Meta:
        model = EscalationStep
        fields = [name for name in StepSerializer.Meta.fields if name != "id"]
