"""Repairs and what-ifs: asked for, decided by somebody else, read."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from calendars.models import Calendar, CalendarVersion
from core.api.fields import ActionsField, NearDay, VisibleNumber
from core.api.jobs import JobSerializer, accepted
from core.api.views import ByNumber, acting, actor_of, read_input
from slm.api.effects import EffectSerializer, WithEffect, effect_told
from slm.api.exclusions import OptionalReasonInput, ReasonInput
from slm.filters.periods import WhatIfFilter
from slm.filters.repairs import RepairFilter
from slm.jobs import ask_what_if
from slm.lifecycle import DECIDE_REPAIR
from slm.models import Agreement, AgreementVersion, Repair, WhatIf
from slm.permissions import MANAGE, MANAGE_CONTRACT, decision_actions
from slm.selectors import lines_of_what_if
from slm.selectors.deciding import names_of_deciders
from slm.services import approve_repair, reject_repair, request_repair, retract_repair

RESULT = {
    "type": "object",
    "description": "Records replayed, how many verdicts differ, figures by metric,"
    " priority and what the target is limited to (`record_kind`, `only`), as they were and"
    " as they would be; `months`: targets of each whole calendar month, as reports keep"
    " them.",
    "additionalProperties": True,
}


class RepairSerializer(serializers.ModelSerializer[Repair]):
    """That the right version held from an earlier day on."""

    number = serializers.CharField(read_only=True)
    right = serializers.CharField(read_only=True)
    requested_by = serializers.CharField(source="requested_by.name", read_only=True)
    decided_by = serializers.CharField(
        source="decided_by.name", read_only=True, allow_null=True, default=None
    )
    available_actions = ActionsField(decision_actions)

    class Meta:
        model = Repair
        fields = [
            "number",
            "text",
            "right",
            "effective_on",
            "state",
            "requested_by",
            "requested_at",
            "decided_by",
            "decided_at",
            "decision_reason",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class RepairDetail(RepairSerializer):
    """The same with what it changes, and who may decide while nobody has."""

    effect = serializers.SerializerMethodField()
    deciders = serializers.SerializerMethodField()

    class Meta(RepairSerializer.Meta):
        fields = [*RepairSerializer.Meta.fields, "effect", "deciders"]
        read_only_fields = fields

    @extend_schema_field(EffectSerializer(allow_null=True))
    def get_effect(self, repair: Repair) -> dict[str, Any] | None:
        return effect_told(repair, self.context["request"])

    def get_deciders(self, repair: Repair) -> list[str]:
        return names_of_deciders(DECIDE_REPAIR, repair)


class RepairInput(serializers.Serializer[Any]):
    """Which version was right: that of a calendar, or that of an agreement."""

    text = serializers.CharField(max_length=2000)
    effective_on = NearDay()
    calendar = VisibleNumber(
        queryset=Calendar.objects.all(), required=False, allow_null=True
    )
    agreement = VisibleNumber(
        queryset=Agreement.objects.all(), required=False, allow_null=True
    )
    version_number = serializers.IntegerField(min_value=1)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        number = attrs.pop("version_number")
        calendar, agreement = attrs.pop("calendar", None), attrs.pop("agreement", None)
        found: dict[str, Any] = {}
        if calendar is not None:
            versions = CalendarVersion.objects.filter(calendar=calendar, number=number)
            found["calendar_version"] = versions.first()
        if agreement is not None:
            agreed = AgreementVersion.objects.filter(agreement=agreement, number=number)
            found["agreement_version"] = agreed.first()
        if None in found.values():
            raise serializers.ValidationError(
                {"version_number": [_("There is no such version.")]}
            )
        return {**attrs, **found}


class RepairViewSet(ByNumber[Repair], WithEffect):
    """Corrections that act backwards; the newest first."""

    serializer_class = RepairDetail
    list_serializer_class = RepairSerializer
    filterset_class = RepairFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("-pk",)
    queryset = Repair.objects.all()

    def get_queryset(self) -> QuerySet[Repair]:
        repairs = Repair.objects.visible_to(actor_of(self.request))
        right = ("calendar_version__calendar", "agreement_version__agreement__item")
        people = ("item", "requested_by", "decided_by")
        if self.action == "list":
            repairs = repairs.defer("effect")
        return repairs.select_related(*people, *right).order_by("-pk")

    @extend_schema(request=RepairInput, responses={201: RepairDetail})
    def create(self, request: Request) -> Response:
        values = read_input(self, RepairInput)
        made = request_repair(repair=Repair(**values), **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=OptionalReasonInput)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, number: str) -> Response:
        return self._do(approve_repair, OptionalReasonInput)

    @extend_schema(request=ReasonInput)
    @action(detail=True, methods=["post"])
    def reject(self, request: Request, number: str) -> Response:
        return self._do(reject_repair, ReasonInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def retract(self, request: Request, number: str) -> Response:
        return self._do(retract_repair)


class ReplayHours(serializers.Serializer[CalendarVersion]):
    """A version of a calendar, by the number of the calendar and its own."""

    calendar = serializers.CharField(source="calendar.number")
    number = serializers.IntegerField()


class ReplayHoursInput(serializers.Serializer[Any]):
    """The same, as it is named; it may have yet to begin."""

    calendar = VisibleNumber(queryset=Calendar.objects.all())
    number = serializers.IntegerField(min_value=1)

    def to_internal_value(self, data: Any) -> Any:
        named = super().to_internal_value(data)
        found = CalendarVersion.objects.filter(**named).select_related("calendar")
        if (version := found.first()) is None:
            raise serializers.ValidationError(
                {"number": [_("There is no such version.")]}
            )
        return version


class WhatIfSerializer(serializers.ModelSerializer[WhatIf]):
    """What other terms would have meant for a period, as it was found once."""

    number = serializers.CharField(read_only=True)
    agreement = serializers.CharField(source="agreement.number", read_only=True)
    calendar = serializers.CharField(
        source="calendar.number", read_only=True, default=None, allow_null=True
    )
    calendar_version = ReplayHours(read_only=True, allow_null=True)
    result = serializers.SerializerMethodField()

    class Meta:
        model = WhatIf
        fields = [
            "number",
            "agreement",
            "version_number",
            "calendar",
            "calendar_version",
            "percent",
            "first_on",
            "last_on",
            "made_at",
            "result",
        ]
        read_only_fields = fields

    @extend_schema_field(RESULT)
    def get_result(self, what_if: WhatIf) -> dict[str, Any]:
        # Its lines name records that the reader may not see.
        return {key: value for key, value in what_if.data.items() if key != "lines"}


class WhatIfLineSerializer(serializers.Serializer[Any]):
    """A clock whose verdict would have been another; none, if it had none."""

    record = serializers.CharField(source="record.number")
    clock = serializers.IntegerField(source="clock_id", allow_null=True)
    metric = serializers.CharField()
    had = serializers.CharField()
    would = serializers.CharField()


class WhatIfInput(serializers.Serializer[Any]):
    agreement = VisibleNumber(queryset=Agreement.objects.all())
    version_number = serializers.IntegerField(min_value=1)
    first_on = NearDay()
    last_on = NearDay()
    calendar = VisibleNumber(
        queryset=Calendar.objects.all(), required=False, allow_null=True
    )
    calendar_version = ReplayHoursInput(required=False, allow_null=True)
    percent = serializers.IntegerField(min_value=1, max_value=1000, default=100)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        versions = AgreementVersion.objects.filter(
            agreement=attrs.pop("agreement"), number=attrs.pop("version_number")
        )
        version = versions.first()
        if version is None:
            raise serializers.ValidationError(
                {"version_number": [_("There is no such version.")]}
            )
        return {**attrs, "version": version}


class WhatIfViewSet(ByNumber[WhatIf], viewsets.GenericViewSet[WhatIf]):
    """Replays by other terms; a new one is done by a worker."""

    serializer_class = WhatIfSerializer
    filterset_class = WhatIfFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("-pk",)
    write_permission = (MANAGE, MANAGE_CONTRACT)
    queryset = WhatIf.objects.all()

    def get_queryset(self) -> QuerySet[WhatIf]:
        found = WhatIf.objects.visible_to(actor_of(self.request))
        hours = ("calendar__item", "calendar_version__calendar__item")
        about = ("item", "agreement__item", *hours)
        return found.select_related(*about).order_by("-pk")

    @extend_schema(responses=WhatIfLineSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def lines(self, request: Request, number: str) -> Response:
        lines, _rest = lines_of_what_if(self.get_object(), actor_of(request))
        return Response(WhatIfLineSerializer(lines, many=True).data)

    @extend_schema(request=WhatIfInput, responses={202: JobSerializer})
    def create(self, request: Request) -> Response:
        return accepted(ask_what_if(**read_input(self, WhatIfInput), **acting(request)))
