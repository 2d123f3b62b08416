"""What programs read of meetings, and what they send about them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import OrganisationReference, PersonReference
from accounts.models import Organisation, Person
from core.api.fields import ActionsField, VisibleItem, VisibleKey
from core.api.views import actor_of
from workflow.choices import MeetingState
from workflow.meetings import kinds_planned_freely
from workflow.models import (
    AgendaItem,
    Attendance,
    Meeting,
    MeetingDecision,
    MeetingPaper,
)
from workflow.permissions import meeting_actions
from workflow.services.meetings import PLAN


class PartKey(serializers.IntegerField):
    """The id of something that a meeting has; whether it has it, the service tells."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**62, **kwargs)


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
    about = VisibleItem(required=False)
    organisation = VisibleKey(queryset=Organisation.objects.all(), required=False)
    chair = VisibleKey(queryset=Person.objects.all(), required=False)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place = serializers.CharField(max_length=250, required=False, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        keys = [kind.key for kind in kinds_planned_freely()]
        fields["kind"] = serializers.ChoiceField(choices=keys)
        return fields


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


class SettleInput(serializers.Serializer[Any]):
    """What came of a point, named by its id, and whether it is settled by that."""

    point_id = PartKey()
    outcome = serializers.CharField(max_length=5000, allow_blank=True)
    is_settled = serializers.BooleanField(default=True)


class MeetingDecisionInput(serializers.Serializer[Any]):
    """What was decided; on a point, if one is named by its id."""

    text = serializers.CharField(max_length=5000)
    point_id = PartKey(required=False, allow_null=True)
    decided_by = VisibleKey(queryset=Person.objects.all(), required=False)


class InviteInput(serializers.Serializer[Any]):
    person = VisibleKey(queryset=Person.objects.all())
    authority = serializers.CharField(max_length=150, required=False, allow_blank=True)


class UninviteInput(serializers.Serializer[Any]):
    person_id = PartKey()


class PaperInput(serializers.Serializer[Any]):
    """The number of what everybody is to read before."""

    paper = serializers.CharField(max_length=30)


class PaperIdInput(serializers.Serializer[Any]):
    """A paper of the meeting, named by its id there."""

    paper_id = PartKey()
