from typing import Any, cast

from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organisation, Person, Team
from accounts.selectors import person_of
from catalogue.models import Service
from core.api.fields import VisibleKey, VisibleNumber
from core.api.views import actor_of
from incidents.choices import CloseCode
from incidents.models import Incident
from incidents.permissions import available_actions
from incidents.selectors import incident_rules
from records.api.serializers import RecordSerializer
from records.choices import Impact, Priority, Urgency, WaitingFor
from records.models import Category
from records.services import Handover


@extend_schema_field(serializers.ListField(child=serializers.CharField()))
class IncidentActionsField(serializers.Field[Any, Any, list[str], Any]):
    """What the asker may do now; the rules are read once for all rows of a page."""

    def to_representation(self, value: Incident) -> list[str]:
        context = cast(dict[str, Any], self.context)
        rules = context.setdefault("rules", SimpleLazyObject(incident_rules))
        actor = actor_of(context["request"])
        return available_actions(actor, value, rules=rules, at=timezone.now())


class IncidentSerializer(RecordSerializer[Incident]):
    available_actions = IncidentActionsField(source="*", read_only=True)

    class Meta:
        model = Incident
        fields = [
            *RecordSerializer.Meta.fields,
            "resolution",
            "close_code",
            "available_actions",
        ]
        read_only_fields = fields


class CallerInput(serializers.ModelSerializer[Person]):
    """Somebody not yet known who reports an incident."""

    organisation = VisibleKey(queryset=Organisation.objects.customers())

    class Meta:
        model = Person
        fields = ["name", "organisation", "email", "phone"]


class IncidentInput(serializers.ModelSerializer[Incident]):
    """What may be given when an incident is reported."""

    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    requester = VisibleKey(queryset=Person.objects.all(), required=False)
    caller = CallerInput(required=False)
    customer = VisibleKey(queryset=Organisation.objects.all(), required=False)
    team = VisibleKey(queryset=Team.objects.all(), required=False, allow_null=True)
    assignee = VisibleKey(
        queryset=Person.objects.all(), required=False, allow_null=True
    )
    category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.filter(is_active=True),
        required=False,
        allow_null=True,
    )

    class Meta:
        model = Incident
        fields = [
            "title",
            "description",
            "service",
            "requester",
            "caller",
            "customer",
            "impact",
            "urgency",
            "category",
            "team",
            "assignee",
        ]
        extra_kwargs = {"description": {"max_length": 20_000}}

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if "caller" in values:
            if "requester" in values:
                problem = _("Name either the requester, or a caller who is new.")
                raise serializers.ValidationError({"caller": problem})
            return values
        if "requester" not in values:
            values["requester"] = person_of(actor_of(self.context["request"]))
        if values["requester"] is None:
            raise serializers.ValidationError({"requester": _("Say for whom it is.")})
        return values


class AssignInput(serializers.Serializer[Any]):
    team = VisibleKey(queryset=Team.objects.all(), allow_null=True, default=None)
    person = VisibleKey(queryset=Person.objects.all(), allow_null=True, default=None)
    reason = serializers.CharField(default="", allow_blank=True, max_length=2000)


class PendInput(serializers.Serializer[Any]):
    """
    For whom or what it waits: with a `reason`, which stays with the desk, or a
    `question`, which is sent to the customer as a reply.

    What waits for the customer needs the question, unless the desk has written to
    them since their last word.
    """

    waiting_for = serializers.ChoiceField(choices=WaitingFor.choices)
    reason = serializers.CharField(default="", allow_blank=True, max_length=2000)
    question = serializers.CharField(default="", allow_blank=True, max_length=20_000)
    expected_at = serializers.DateTimeField()


class SupplierInput(serializers.Serializer[Any]):
    """Who is to work on it; with `expected_at` it waits for them, for that `reason`."""

    supplier = VisibleKey(queryset=Organisation.objects.suppliers())
    reference = serializers.CharField(default="", allow_blank=True, max_length=100)
    is_in_control = serializers.BooleanField(default=False)
    reason = serializers.CharField(default="", allow_blank=True, max_length=2000)
    expected_at = serializers.DateTimeField(default=None, allow_null=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = super().to_internal_value(data)
        names = ("supplier", "reference", "is_in_control")
        handover = Handover(**{name: values.pop(name) for name in names})
        return {"handover": handover, **values}


class AnswerInput(serializers.Serializer[Any]):
    reference = serializers.CharField(default="", allow_blank=True, max_length=100)
    text = serializers.CharField(default="", allow_blank=True, max_length=2000)


class BackInput(serializers.Serializer[Any]):
    reason = serializers.CharField(default="", allow_blank=True, max_length=2000)


class ResolveInput(serializers.Serializer[Any]):
    resolution = serializers.CharField(max_length=10_000)
    close_code = serializers.ChoiceField(choices=CloseCode.choices)


class ReasonInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2000)


class ReclassifyInput(serializers.Serializer[Any]):
    """Only what is given changes; another priority than the matrix's needs a reason."""

    impact = serializers.ChoiceField(choices=Impact.choices, required=False)
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False)
    priority = serializers.ChoiceField(choices=Priority.choices, required=False)
    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    customer = VisibleKey(queryset=Organisation.objects.all(), required=False)
    category = serializers.PrimaryKeyRelatedField(
        queryset=Category.objects.filter(is_active=True),
        required=False,
        allow_null=True,
    )
    reason = serializers.CharField(required=False, allow_blank=True, max_length=250)
