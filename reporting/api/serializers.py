from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import OrganisationReference, PersonReference
from accounts.models import Organisation, Person, Team
from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import ActionsField, MonthField, NearDay, VisibleKey, VisibleNumber
from reporting.models import EvidencePack, ReportDecision, ServiceReport
from reporting.permissions import available_actions
from slm.api.availability import MonthRowSerializer
from slm.choices import GoalStanding, GoalVerdict, Metric

FIGURES = {"type": "object", "additionalProperties": {}}


@extend_schema_field(FIGURES)
class FiguresField(serializers.JSONField):
    """Figures as they were frozen: what the hash is over."""


class ReportSerializer(serializers.ModelSerializer[ServiceReport]):
    """`share` is the share of promises that were met; null where none fell due."""

    number = serializers.CharField(read_only=True)
    customer = OrganisationReference()
    service = ServiceReference(allow_null=True)
    month = MonthField()
    share = serializers.CharField(source="data.totals.share", allow_null=True)
    issued_by = serializers.CharField(source="issued_by.name")
    available_actions = ActionsField(available_actions)

    class Meta:
        model = ServiceReport
        fields = [
            "number",
            "customer",
            "service",
            "month",
            "revision",
            "reason",
            "share",
            "data_hash",
            "pdf_hash",
            "language",
            "issued_at",
            "issued_by",
            "available_actions",
        ]
        read_only_fields = fields


class ReportDetail(ReportSerializer):
    data = FiguresField()  # type: ignore[assignment]

    class Meta(ReportSerializer.Meta):
        fields = [*ReportSerializer.Meta.fields, "data"]
        read_only_fields = fields


class ReportInput(serializers.Serializer[Any]):
    customer = VisibleKey(queryset=Organisation.objects.customers())
    service = VisibleNumber(
        queryset=Service.objects.all(), required=False, allow_null=True
    )
    month = MonthField()
    reason = serializers.CharField(required=False, allow_blank=True, max_length=250)


class DecisionSerializer(serializers.ModelSerializer[ReportDecision]):
    owner = PersonReference(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name")

    class Meta:
        model = ReportDecision
        fields = [
            "id",
            "text",
            "owner",
            "due_on",
            "decided_at",
            "decided_by",
            "done_at",
        ]
        read_only_fields = fields


class DecisionInput(serializers.Serializer[Any]):
    text = serializers.CharField()
    owner = VisibleKey(
        queryset=Person.objects.filter(is_active=True), required=False, allow_null=True
    )
    due_on = NearDay(required=False, allow_null=True)


class PackSerializer(serializers.ModelSerializer[EvidencePack]):
    number = serializers.CharField(read_only=True)
    clauses = serializers.ListField(child=serializers.CharField())
    made_by = serializers.CharField(source="made_by.name")

    class Meta:
        model = EvidencePack
        fields = [
            "number",
            "clauses",
            "start",
            "end",
            "prepared_for",
            "pdf_hash",
            "trail_head",
            "made_at",
            "made_by",
        ]
        read_only_fields = fields


class PackDetail(PackSerializer):
    """`summary` says what was found for each clause, `manifest` what was hashed."""

    summary = serializers.ListField(child=FiguresField())
    manifest = FiguresField()

    class Meta(PackSerializer.Meta):
        fields = [*PackSerializer.Meta.fields, "summary", "manifest"]
        read_only_fields = fields


class PackInput(serializers.Serializer[Any]):
    clauses = serializers.ListField(
        child=serializers.CharField(max_length=10), max_length=50
    )
    first_day = NearDay()
    last_day = NearDay()
    prepared_for = serializers.CharField(max_length=150)


class DashboardInput(serializers.Serializer[Any]):
    """What the figures are narrowed to; nothing given is everything, this month."""

    customer = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.customers(), required=False
    )
    service = VisibleNumber(queryset=Service.objects.all(), required=False)
    team = serializers.PrimaryKeyRelatedField(
        queryset=Team.objects.all(), required=False
    )
    supplier = serializers.PrimaryKeyRelatedField(
        queryset=Organisation.objects.filter(is_supplier=True), required=False
    )
    month = MonthField(required=False)


class StandingSerializer(serializers.Serializer[Any]):
    """Open clocks by how they stand; `id` is null for those about none."""

    id = serializers.IntegerField(source="key", allow_null=True)
    name = serializers.CharField()
    breached = serializers.IntegerField(source="counts.breached")
    at_risk = serializers.IntegerField(source="counts.at_risk")
    paused = serializers.IntegerField(source="counts.paused")
    on_track = serializers.IntegerField(source="counts.on_track")
    total = serializers.IntegerField()


class OpenClocksSerializer(serializers.Serializer[Any]):
    overall = StandingSerializer()
    services = StandingSerializer(many=True)
    teams = StandingSerializer(many=True)
    customers = StandingSerializer(many=True)


class TallySerializer(serializers.Serializer[Any]):
    """Clocks by their verdict; void ones count only as void."""

    n = serializers.IntegerField()
    met = serializers.IntegerField()
    breached = serializers.IntegerField()
    void = serializers.IntegerField()
    relaxed = serializers.IntegerField()
    reopened = serializers.IntegerField()
    share = serializers.DecimalField(max_digits=5, decimal_places=4, allow_null=True)


class ComplianceSerializer(TallySerializer):
    """One target for one of its priorities; times in service seconds."""

    version = serializers.IntegerField()
    target = serializers.CharField()
    metric = serializers.ChoiceField(choices=Metric.choices)
    priority = serializers.IntegerField(allow_null=True)
    goal_percent = serializers.DecimalField(max_digits=5, decimal_places=2)
    verdict = serializers.ChoiceField(choices=GoalVerdict.choices)
    standing = serializers.ChoiceField(
        GoalStanding.choices,
        help_text="The verdict; while the period runs, what may become of it.",
    )
    elapsed = serializers.IntegerField()
    paused = serializers.IntegerField()
    excluded = serializers.IntegerField()


class AgreementLineSerializer(serializers.Serializer[Any]):
    """
    `months` are the twelve that end with the month asked for.

    Of a closed month figures are as they were frozen.
    """

    number = serializers.CharField()
    title = serializers.CharField()
    total = TallySerializer()
    is_closed = serializers.BooleanField()
    targets = ComplianceSerializer(source="rows", many=True)
    months = TallySerializer(source="trend", many=True)


class BreachSerializer(serializers.Serializer[Any]):
    record = serializers.CharField(source="number")
    title = serializers.CharField()
    service = serializers.CharField()
    agreement = serializers.CharField()
    metric = serializers.ChoiceField(choices=Metric.choices)
    priority = serializers.IntegerField()
    promised = serializers.IntegerField()
    elapsed = serializers.IntegerField()
    overrun = serializers.IntegerField()
    late_from = serializers.DateTimeField()
    stopped_at = serializers.DateTimeField(allow_null=True)
    blamed = serializers.CharField()


class CauseLineSerializer(serializers.Serializer[Any]):
    """`cause` is null for those of which it was not given."""

    cause = serializers.CharField(allow_null=True)
    breaches = serializers.IntegerField(source="n")


class HolderLineSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    clocks = serializers.ListField(child=serializers.IntegerField())


class DashboardSerializer(serializers.Serializer[Any]):
    """
    How the promises to customers stand now, and how they were kept in the month.

    Of a supplier, those that it made. `month_targets` are those of the month as a whole,
    in no team's hands: of one team they are left out, as `leaves_out_months` says.
    `leaves_out` says that confidential records that the reader may not see count
    nowhere here; overruns in `breaches` are those as of `breaches_as_of`.
    """

    month = MonthField()
    leaves_out = serializers.BooleanField()
    now = OpenClocksSerializer()
    total = TallySerializer()
    agreements = AgreementLineSerializer(source="kept.agreements", many=True)
    leaves_out_months = serializers.BooleanField(source="kept.leaves_out_months")
    month_targets = MonthRowSerializer(source="months", many=True)
    causes = CauseLineSerializer(many=True)
    holders = HolderLineSerializer(many=True)
    breaches = BreachSerializer(many=True)
    breaches_as_of = serializers.DateTimeField()
