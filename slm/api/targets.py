from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import OrganisationReference, PersonReference
from accounts.models import Organisation, Person
from calendars.api.serializers import CalendarReference
from calendars.hours import Budget
from calendars.models import Calendar
from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import VisibleKey, VisibleNumber
from core.api.views import actor_of
from records.api.serializers import CategoryReference
from records.choices import Priority, WaitingFor
from records.models import Category
from slm.api.chains import ChainLinkInput, ChainLinkSerializer
from slm.credits import parse_credits, spell_credits
from slm.durations import parse_budget, spell_budget
from slm.models import Measure, Target
from slm.terms import Rest

ANY = "any"


BUDGETS = {
    "type": "object",
    "description": "Priority 1 to 4, or “any” for the others, to “4 h” or “2 d”.",
    "additionalProperties": {"type": "string"},
    "example": {"1": "4 h", ANY: "2 d end of day"},
}


@extend_schema_field(BUDGETS)
class BudgetsField(serializers.DictField):
    """Budgets by priority, written as on the screens and in files."""

    child = serializers.CharField()

    def to_internal_value(self, data: Any) -> dict[int | None, Budget]:
        given = super().to_internal_value(data)
        known = {str(key): key for key in Priority.values} | {ANY: None}
        if unknown := sorted(set(given) - set(known)):
            wrong = _("is not a priority from 1 to 4, nor “any”")
            raise serializers.ValidationError(f"{unknown[0]}: {wrong}")
        try:
            return {known[key]: parse_budget(text) for key, text in given.items()}
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error

    def to_representation(self, rows: Any) -> dict[str, str]:
        return {str(row.priority or ANY): spell_budget(row.budget) for row in rows}


CREDITS = {
    "type": "object",
    "description": "From how many percentage points below the goal, to “5 %” of the"
    " charge or “500.00 EUR”. 0: if it is missed at all; of the month, availability alone"
    " has others.",
    "additionalProperties": {"type": "string"},
    "example": {"0": "5 %", "2.5": "500.00 EUR"},
}


@extend_schema_field(CREDITS)
class CreditsField(serializers.DictField):
    """Credits by the points from which they are due, written as in files."""

    child = serializers.CharField()

    def to_internal_value(self, data: Any) -> Any:
        try:
            return parse_credits(super().to_internal_value(data))
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error

    def to_representation(self, rows: Any) -> dict[str, str]:
        return spell_credits(row.credit for row in rows)


class TargetSerializer(serializers.ModelSerializer[Target]):
    calendar = CalendarReference()
    service = ServiceReference(allow_null=True)
    category = CategoryReference(allow_null=True)
    customer = OrganisationReference(allow_null=True)
    budgets = BudgetsField(source="budgets.all")
    rests_on = serializers.SerializerMethodField()
    credits = CreditsField(source="credit_rules.all")
    responsible = PersonReference(allow_null=True)
    measure = serializers.CharField(
        source="measure.number", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Target
        fields = [
            "id",
            "name",
            "metric",
            "record_kind",
            "customer",
            "service",
            "category",
            "calendar",
            "budgets",
            "pauses",
            "thresholds",
            "goal_percent",
            "rests_on",
            "credits",
            "goal_value",
            "direction",
            "statistic",
            "measure",
            "least_answers",
            "partial_weight",
            "planned_minutes",
            "source",
            "measuring_point",
            "formula",
            "responsible",
        ]
        read_only_fields = fields

    @extend_schema_field(ChainLinkSerializer(many=True))
    def get_rests_on(self, target: Target) -> Any:
        # What was promised within is for staff.
        if not actor_of(self.context["request"]).has_perm("slm.view_agreement"):
            return []
        links = sorted(target.links.all(), key=lambda link: link.position)
        return ChainLinkSerializer(links, many=True).data


class TargetInput(serializers.ModelSerializer[Target]):
    """
    The terms of a target, under the names of `TargetTerms`.

    One of records has `budgets`; one of months has `goal_value`.
    """

    calendar = VisibleNumber(queryset=Calendar.objects.all())
    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    customer = VisibleKey(
        queryset=Organisation.objects.customers(), required=False, allow_null=True
    )
    category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.filter(is_active=True),
        required=False,
        allow_null=True,
    )
    budgets = BudgetsField(required=False)
    credits = CreditsField(required=False)
    responsible = VisibleKey(
        queryset=Person.objects.active(), required=False, allow_null=True
    )
    measure = VisibleNumber(
        queryset=Measure.objects.all(), required=False, allow_null=True
    )
    pauses = serializers.ListField(
        child=serializers.ChoiceField(choices=WaitingFor.choices), required=False
    )
    thresholds = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=1000), required=False
    )
    rests_on = ChainLinkInput(many=True, required=False)

    class Meta:
        model = Target
        fields = [name for name in TargetSerializer.Meta.fields if name != "id"]

    def validate_pauses(self, values: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(values))

    def validate_thresholds(self, values: list[int]) -> tuple[int, ...]:
        return tuple(values)

    def validate_rests_on(self, values: list[Rest]) -> tuple[Rest, ...]:
        return tuple(values)
