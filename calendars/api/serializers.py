from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from calendars.models import Calendar, CalendarVersion
from calendars.permissions import available_actions
from core.api.fields import ActionsField

DEFINITION = {
    "type": "object",
    "description": "The hours, as docs/agreement-format.md describes a calendar.",
    "properties": {
        "timezone": {"type": "string", "example": "Europe/Berlin"},
        "weekly": {"type": "object", "example": {"mon": [["08:00", "17:00"]]}},
        "holidays": {"type": "array", "items": {}, "example": ["2026-12-25"]},
        "yearly_holidays": {"type": "array", "items": {}, "example": ["01-01"]},
        "special_days": {"type": "object"},
        "breaks": {"type": "object"},
    },
    "required": ["timezone", "weekly"],
}


@extend_schema_field(DEFINITION)
class DefinitionField(serializers.JSONField):
    """The hours of a calendar; the service names what is wrong with them."""


class CalendarReference(serializers.ModelSerializer[Calendar]):
    number = serializers.CharField(read_only=True)

    class Meta:
        model = Calendar
        fields = ["number", "name"]


class CalendarVersionReference(serializers.ModelSerializer[CalendarVersion]):
    class Meta:
        model = CalendarVersion
        fields = ["number", "valid_from"]


class CalendarVersionSerializer(serializers.ModelSerializer[CalendarVersion]):
    definition = DefinitionField()
    created_by = serializers.CharField(source="created_by.name")

    class Meta:
        model = CalendarVersion
        fields = [
            *CalendarVersionReference.Meta.fields,
            "definition",
            "tzdata_version",
            "created_at",
            "created_by",
        ]


class CalendarSerializer(serializers.ModelSerializer[Calendar]):
    number = serializers.CharField(read_only=True)
    versions = CalendarVersionReference(many=True)
    available_actions = ActionsField(available_actions)

    class Meta:
        model = Calendar
        fields = ["number", "name", "description", "versions", "available_actions"]
        read_only_fields = fields


class CalendarDetail(CalendarSerializer):
    """A calendar with everything that it said, says and will say."""

    versions = CalendarVersionSerializer(many=True)  # type: ignore[assignment]


class HolidaySerializer(serializers.Serializer[Any]):
    """A public holiday, as it may be put into a definition."""

    date = serializers.DateField()
    name = serializers.CharField()


class CalendarVersionInput(serializers.Serializer[Any]):
    definition = DefinitionField()
    valid_from = serializers.DateTimeField()


class CalendarInput(CalendarVersionInput):
    name = serializers.CharField(max_length=150)
    description = serializers.CharField(required=False, allow_blank=True)
