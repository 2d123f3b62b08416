"""What an agreement says beside its targets, for programs."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import NearDay, VisibleNumber
from slm.choices import InterruptionsPer, Per, Recurrence
from slm.contents import BY_KEY
from slm.parts import Contents, CriticalSpan, Limit
from slm.selectors import empty_sections

TEXTS = {
    "type": "object",
    "description": "Keys of sections, such as “continuity”, to their texts.",
    "additionalProperties": {"type": "string"},
}


@extend_schema_field(TEXTS)
class SectionsField(serializers.DictField):
    """Texts by the key of their section; an empty one takes the section out."""

    child = serializers.CharField(allow_blank=True, max_length=20_000)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        given: dict[str, str] = super().to_internal_value(data)
        for key in given:
            if key not in BY_KEY:
                raise serializers.ValidationError(_("There is no section “%s”.") % key)
        return given


@extend_schema_serializer(component_name="WorkloadLimit")
class LimitSerializer(serializers.Serializer[Limit]):
    """Between which numbers of records the targets hold."""

    service = ServiceReference(allow_null=True)
    record_kind = serializers.CharField()
    lower = serializers.IntegerField(allow_null=True)
    upper = serializers.IntegerField(allow_null=True)
    per = serializers.ChoiceField(choices=Per.choices)


@extend_schema_serializer(component_name="WorkloadLimitInput")
class LimitInput(serializers.Serializer[Limit]):
    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    record_kind = serializers.CharField(required=False, allow_blank=True, max_length=30)
    lower = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2_000_000_000
    )
    upper = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=2_000_000_000
    )
    per = serializers.ChoiceField(choices=Per.choices, required=False)


class PeriodSerializer(serializers.Serializer[CriticalSpan]):
    """Days that matter most: both are included."""

    name = serializers.CharField(max_length=100)
    starts_on = NearDay()
    ends_on = NearDay()
    recurrence = serializers.ChoiceField(choices=Recurrence.choices, required=False)


class NumbersSerializer(serializers.Serializer[Any]):
    """What is agreed in numbers on planned interruptions, reports and reviews."""

    notice_hours = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=30_000
    )
    interruptions_at_most = serializers.IntegerField(
        required=False, allow_null=True, min_value=0, max_value=30_000
    )
    interruptions_per = serializers.ChoiceField(
        choices=InterruptionsPer.choices, required=False, allow_blank=True
    )
    longest_minutes = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=1_000_000
    )
    report_every_months = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=60
    )
    review_every_months = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=60
    )


class ContentsSerializer(serializers.Serializer[Any]):
    """All of it; `empty` are sections that an agreement of its kind should have."""

    sections = SectionsField()
    limits = LimitSerializer(many=True)
    periods = PeriodSerializer(many=True)
    numbers = NumbersSerializer()
    empty = serializers.ListField(child=serializers.CharField(), read_only=True)

    def to_representation(self, version: Any) -> dict[str, Any]:
        contents = Contents.of(version)
        said = super().to_representation(
            {
                "sections": contents.sections,
                "limits": contents.limits,
                "periods": contents.periods,
                "numbers": contents.numbers,
                "empty": [section.key for section in empty_sections(version)],
            }
        )
        return dict(said)


class ContentsInput(serializers.Serializer[Any]):
    """What is given takes the place of what there was; what is not, stays."""

    sections = SectionsField(required=False)
    limits = LimitInput(many=True, required=False)
    periods = PeriodSerializer(many=True, required=False)
    numbers = NumbersSerializer(required=False)

    def validate_limits(self, rows: list[dict[str, Any]]) -> list[Limit]:
        return [Limit(**row) for row in rows]

    def validate_periods(self, rows: list[dict[str, Any]]) -> list[CriticalSpan]:
        return [CriticalSpan(**row) for row in rows]
