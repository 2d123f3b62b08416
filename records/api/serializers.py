from typing import Any, TypeVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import (
    OrganisationReference,
    PersonReference,
    TeamReference,
)
from catalogue.api.serializers import ServiceReference
from core.api.views import actor_of
from records.choices import Visibility
from records.lifecycle import state_label
from records.models import Category, Entry, Record
from records.permissions import may_see_supplier


class CategoryReference(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        fields = ["id", "name"]


R = TypeVar("R", bound=Record)


class RecordSerializer(serializers.ModelSerializer[R]):
    """What every kind of record has; only staff read which supplier works on it."""

    number = serializers.CharField(read_only=True)
    state_label = serializers.SerializerMethodField()
    service = ServiceReference(read_only=True, allow_null=True)
    customer = OrganisationReference(read_only=True)
    requester = PersonReference(read_only=True)
    category = CategoryReference(read_only=True, allow_null=True)
    team = TeamReference(read_only=True, allow_null=True)
    assignee = PersonReference(read_only=True, allow_null=True)
    supplier = OrganisationReference(read_only=True, allow_null=True)

    class Meta:
        model = Record
        fields = [
            "number",
            "kind",
            "title",
            "description",
            "state",
            "state_label",
            "phase",
            "waiting_for",
            "expected_at",
            "impact",
            "urgency",
            "priority",
            "service",
            "customer",
            "requester",
            "category",
            "team",
            "assignee",
            "supplier",
            "supplier_reference",
            "supplier_in_control",
            "contact_channel",
            "opened_at",
            "updated_at",
            "resolved_at",
            "closed_at",
            "reopen_count",
            "is_confidential",
            "version",
        ]
        read_only_fields = fields

    def to_representation(self, record: R) -> dict[str, Any]:
        shown = super().to_representation(record)
        if not may_see_supplier(actor_of(self.context["request"])):
            hidden = {
                "supplier": None,
                "supplier_reference": "",
                "supplier_in_control": False,
            }
            shown.update(hidden)
        return shown

    @extend_schema_field(serializers.CharField())
    def get_state_label(self, record: Record) -> str:
        return state_label(record.kind, record.state)


class EntrySerializer(serializers.ModelSerializer[Entry]):
    author = serializers.CharField(source="author.name", read_only=True)

    class Meta:
        model = Entry
        fields = ["id", "visibility", "author", "text", "written_at", "is_automatic"]
        read_only_fields = fields


class EntryInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=20_000)
    visibility = serializers.ChoiceField(
        choices=Visibility.choices, default=Visibility.PUBLIC
    )
