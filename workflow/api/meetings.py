"""Meetings: planned and minuted by who runs them, read by who is invited."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import OrganisationReference, PersonReference
from accounts.models import Organisation, Person
from core.api.fields import ActionsField, VisibleKey
from core.api.views import Reading, acting, actor_of, read_input, seen_version
from core.kinds import visible_object
from core.models import Item
from workflow import services
from workflow.choices import MeetingState
from workflow.filters import MeetingFilter
from workflow.meetings import meeting_kinds
from workflow.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingDecision,
    MeetingPaper,
)
from workflow.permissions import meeting_actions
from workflow.services.meetings import PLAN


class PointSerializer(serializers.ModelSerializer[AgendaItem]):
    """A point of the agenda; `facts` are label and value."""

    about = serializers.CharField(
        source="about.number", read_only=True, allow_null=True, default=None
    )
    facts = serializers.SerializerMethodField()

    class Meta:
        model = AgendaItem
        fields = ["id", "title", "text", "facts", "about", "outcome", "settled_at"]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.ListField()))
    def get_facts(self, point: AgendaItem) -> list[list[str]]:
        return [fact[:2] for fact in point.facts]


class AttendanceSerializer(serializers.ModelSerializer[Attendance]):
    person = PersonReference(read_only=True)
    party = OrganisationReference(read_only=True)

    class Meta:
        model = Attendance
        fields = ["person", "party", "authority", "invited_at", "has_attended"]
        read_only_fields = fields


class PaperSerializer(serializers.ModelSerializer[MeetingPaper]):
    number = serializers.CharField(source="item.number", read_only=True)

    class Meta:
        model = MeetingPaper
        fields = ["id", "number", "added_at", "approved_at", "sent_at"]
        read_only_fields = fields


class MeetingDecisionSerializer(serializers.ModelSerializer[MeetingDecision]):
    decided_by = PersonReference(read_only=True, allow_null=True)

    class Meta:
        model = MeetingDecision
        fields = ["id", "text", "agenda_item", "decided_by", "recorded_at"]
        read_only_fields = fields


class MeetingSerializer(serializers.ModelSerializer[Meeting]):
    number = serializers.CharField(read_only=True)
    about = serializers.CharField(
        source="about.number", read_only=True, allow_null=True, default=None
    )
    organisation = OrganisationReference(read_only=True, allow_null=True)
    chair = PersonReference(read_only=True, allow_null=True)
    available_actions = ActionsField(meeting_actions)

    class Meta:
        model = Meeting
        fields = [
            "number",
            "kind",
            "title",
            "about",
            "organisation",
            "chair",
            "state",
            "starts_at",
            "ends_at",
            "place",
            "due_on",
            "covers_from",
            "covers_until",
            "called_at",
            "held_at",
            "minuted_at",
            "cancelled_at",
            "cancellation_reason",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class MeetingDetail(MeetingSerializer):
    """The same with everything on it; minutes once they are approved, notes to staff."""

    minutes = serializers.SerializerMethodField()
    internal_notes = serializers.SerializerMethodField()
    agenda = PointSerializer(many=True, read_only=True)
    attendance = AttendanceSerializer(many=True, read_only=True)
    papers = serializers.SerializerMethodField()
    decisions = MeetingDecisionSerializer(many=True, read_only=True)

    class Meta(MeetingSerializer.Meta):
        fields = [
            *MeetingSerializer.Meta.fields,
            "minutes",
            "internal_notes",
            "agenda",
            "attendance",
            "papers",
            "decisions",
        ]
        read_only_fields = fields

    def get_minutes(self, meeting: Meeting) -> str:
        is_shown = self._is_staff() or meeting.state == MeetingState.MINUTED
        return meeting.minutes if is_shown else ""

    def get_internal_notes(self, meeting: Meeting) -> str:
        return meeting.internal_notes if self._is_staff() else ""

    @extend_schema_field(PaperSerializer(many=True))
    def get_papers(self, meeting: Meeting) -> Any:
        papers = meeting.papers.select_related("item")
        shown = papers if self._is_staff() else papers.exclude(sent_at=None)
        return PaperSerializer(shown, many=True).data

    def _is_staff(self) -> bool:
        return actor_of(self.context["request"]).has_perm("workflow.view_meeting")


class MeetingInput(serializers.Serializer[Any]):
    """A plan; `about` is the number of what it is held about."""

    kind = serializers.ChoiceField(choices=[])
    title = serializers.CharField(max_length=200)
    about = serializers.CharField(max_length=30, required=False)
    organisation = VisibleKey(queryset=Organisation.objects.all(), required=False)
    chair = VisibleKey(queryset=Person.objects.all(), required=False)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=250, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        keys = [kind.key for kind in meeting_kinds()]
        fields["kind"] = serializers.ChoiceField(choices=keys)
        return fields

    def validate_about(self, number: str) -> Item:
        try:
            visible_object(number, actor_of(self.context["request"]))
        except Item.DoesNotExist as error:
            raise serializers.ValidationError("?") from error
        return Item.objects.get(number=number)


class ChangeInput(serializers.ModelSerializer[Meeting]):
    chair = VisibleKey(queryset=Person.objects.all(), required=False, allow_null=True)

    class Meta:
        model = Meeting
        fields = list(PLAN)
        validators: list[Any] = []


class HoldInput(serializers.Serializer[Any]):
    """Who came, by their ids; when it was held, if not now."""

    held_at = serializers.DateTimeField(required=False)
    attended = serializers.ListField(child=serializers.IntegerField(min_value=1))


class MinutesInput(serializers.Serializer[Any]):
    minutes = serializers.CharField(max_length=20_000)
    internal_notes = serializers.CharField(
        max_length=20_000, required=False, allow_blank=True
    )


class CancelInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=500)


class PointInput(serializers.Serializer[Any]):
    title = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    presenter = VisibleKey(queryset=Person.objects.all(), required=False)


class MeetingDecisionInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=5000)
    decided_by = VisibleKey(queryset=Person.objects.all(), required=False)


class InviteInput(serializers.Serializer[Any]):
    person = VisibleKey(queryset=Person.objects.all())
    authority = serializers.CharField(max_length=150, required=False, allow_blank=True)


class PaperInput(serializers.Serializer[Any]):
    paper = serializers.CharField(max_length=30)


class MeetingViewSet(Reading[Meeting], viewsets.GenericViewSet[Meeting]):
    """Meetings that the asker may know of; the newest first."""

    serializer_class = MeetingDetail
    list_serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    lookup_field = "item__number"
    lookup_url_kwarg = "number"
    lookup_value_regex = "MTG-[0-9]{1,12}"
    list_order = ("-starts_at", "-pk")
    queryset = Meeting.objects.all()

    def get_queryset(self) -> QuerySet[Meeting]:
        meetings = Meeting.objects.visible_to(actor_of(self.request))
        return meetings.select_related("item", "about", "organisation", "chair")

    @extend_schema(request=MeetingInput, responses={201: MeetingDetail})
    def create(self, request: Request) -> Response:
        values = read_input(self, MeetingInput)
        made = services.plan_meeting(meeting=Meeting(**values), **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=ChangeInput)
    def partial_update(self, request: Request, number: str) -> Response:
        self.get_object()
        values = read_input(self, ChangeInput, partial=True)
        version = seen_version(request)
        services.change_meeting(
            number=number, values=values, version=version, **acting(request)
        )
        return self.answer(self.get_object())

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def call(self, request: Request, number: str) -> Response:
        return self._move(services.call_meeting)

    @extend_schema(request=HoldInput)
    @action(detail=True, methods=["post"])
    def hold(self, request: Request, number: str) -> Response:
        return self._move(services.hold_meeting, HoldInput)

    @extend_schema(request=MinutesInput)
    @action(detail=True, methods=["post"])
    def minutes(self, request: Request, number: str) -> Response:
        return self._move(services.write_minutes, MinutesInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, number: str) -> Response:
        return self._move(services.approve_minutes)

    @extend_schema(request=CancelInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, number: str) -> Response:
        return self._move(services.cancel_meeting, CancelInput)

    @extend_schema(request=PointInput)
    @action(detail=True, methods=["post"])
    def points(self, request: Request, number: str) -> Response:
        return self._add(services.add_point, PointInput)

    @extend_schema(request=MeetingDecisionInput)
    @action(detail=True, methods=["post"])
    def decisions(self, request: Request, number: str) -> Response:
        return self._add(services.decide_at_meeting, MeetingDecisionInput)

    @extend_schema(request=InviteInput)
    @action(detail=True, methods=["post"])
    def people(self, request: Request, number: str) -> Response:
        return self._add(services.invite_person, InviteInput)

    @extend_schema(request=PaperInput)
    @action(detail=True, methods=["post"])
    def papers(self, request: Request, number: str) -> Response:
        return self._add(services.add_paper, PaperInput)

    def _move(
        self, service: Any, reads: type[serializers.BaseSerializer[Any]] | None = None
    ) -> Response:
        return self._do(service, reads, version=seen_version(self.request))

    def _add(
        self, service: Any, reads: type[serializers.BaseSerializer[Any]]
    ) -> Response:
        return self._do(service, reads)

    def _do(
        self,
        service: Any,
        reads: type[serializers.BaseSerializer[Any]] | None,
        **more: Any,
    ) -> Response:
        # What the asker may not see is not there, whatever they sent about it.
        number = self.get_object().number
        values = read_input(self, reads) if reads else {}
        service(number=number, **values, **more, **acting(self.request))
        return self.answer(self.get_object())
