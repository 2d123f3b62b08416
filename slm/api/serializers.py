from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import OrganisationReference, TeamReference
from accounts.models import Organisation, Team
from catalogue.api.serializers import ServiceReference
from catalogue.models import Service
from core.api.fields import ActionsField, NearDay, VisibleKey, VisibleNumber
from core.api.views import actor_of
from slm.api.causes import ExplanationSerializer
from slm.api.contents import ContentsSerializer
from slm.api.escalations import StepSerializer
from slm.api.talks import CommentSerializer, OfferSerializer, SignatureSerializer
from slm.api.targets import TargetSerializer
from slm.choices import Level, Stage
from slm.durations import spell_budget
from slm.forms.agreements import LEGS
from slm.models import Agreement, AgreementVersion, Clock
from slm.permissions import available_actions
from slm.selectors import (
    chain_warnings,
    comments_for,
    digest_of,
    doubtful_targets,
    interim_warnings,
    obstacles,
    overlaps,
)
from slm.selectors.month_overlaps import month_overlaps


class ClockSerializer(serializers.ModelSerializer[Clock]):
    """
    One promise about one record, in service seconds.

    The durations of an open clock are those up to what last moved it; `promised` is
    the budget as it was agreed, `stopped_at` since when it is stopped or void. Every
    turn of an update interval is a clock of its own.
    """

    promised = serializers.SerializerMethodField()
    cause = serializers.SerializerMethodField()
    record = serializers.CharField(source="record.number", read_only=True)
    team = TeamReference(read_only=True, allow_null=True)
    supplier = OrganisationReference(read_only=True, allow_null=True)

    class Meta:
        model = Clock
        fields = [
            "id",
            "record",
            "metric",
            "leg",
            "team",
            "supplier",
            "turn",
            "mode",
            "verdict",
            "verdict_at",
            "was_relaxed",
            "promised",
            "budget_seconds",
            "elapsed_seconds",
            "paused_seconds",
            "excluded_seconds",
            "started_at",
            "stopped_at",
            "due_at",
            "late_from",
            "cause",
        ]
        read_only_fields = fields

    @extend_schema_field(ExplanationSerializer(allow_null=True))
    def get_cause(self, clock: Clock) -> Any:
        # Why it was broken is said among staff.
        is_staff = actor_of(self.context["request"]).has_perm("slm.view_agreement")
        said = getattr(clock, "cause", None) if is_staff else None
        return ExplanationSerializer(said).data if said else None

    def get_promised(self, clock: Clock) -> str:
        return spell_budget(clock.budget.budget)


class AgreementVersionReference(serializers.ModelSerializer[AgreementVersion]):
    """
    `valid_to` is the first day without it; pages show the day before.

    `stage` tells how far a draft has come: in negotiation while it is offered, agreed
    once all have signed.
    """

    stage = serializers.SerializerMethodField()

    class Meta:
        model = AgreementVersion
        fields = ["number", "status", "stage", "valid_from", "valid_to"]

    @extend_schema_field(
        serializers.ChoiceField(choices=Stage.choices, allow_null=True)
    )
    def get_stage(self, version: AgreementVersion) -> str | None:
        return version.stage.value if version.is_draft else None


class AgreementVersionSerializer(serializers.ModelSerializer[AgreementVersion]):
    """What a version says; one without services is about all of them."""

    services = ServiceReference(many=True)
    targets = TargetSerializer(many=True)
    digest = serializers.SerializerMethodField()
    offers = OfferSerializer(many=True)
    signatures = SignatureSerializer(many=True)
    comments = serializers.SerializerMethodField()
    contents = ContentsSerializer(source="*")
    steps = StepSerializer(many=True)

    class Meta:
        model = AgreementVersion
        fields = [
            *AgreementVersionReference.Meta.fields,
            "title",
            *("notice_months", "notice_days", "renews_months", "review_on"),
            *("notice_given_on", "digest", "offers", "signatures", "comments"),
            "summary",
            "activated_at",
            "end_reason",
            "services",
            "targets",
            "contents",
            "steps",
        ]

    def get_digest(self, version: AgreementVersion) -> str:
        return digest_of(version)

    @extend_schema_field(CommentSerializer(many=True))
    def get_comments(self, version: AgreementVersion) -> Any:
        reader = actor_of(self.context["request"])
        return CommentSerializer(comments_for(version, reader), many=True).data


class AgreementSerializer(serializers.ModelSerializer[Agreement]):
    """`version` is the record's own, for `If-Match`; `versions` are the wordings."""

    number = serializers.CharField(read_only=True)
    provider = OrganisationReference()
    customer = OrganisationReference(allow_null=True)
    team = TeamReference(allow_null=True)
    supplier = OrganisationReference(allow_null=True)
    replaces = serializers.CharField(
        source="replaces.number", read_only=True, allow_null=True, default=None
    )
    versions = AgreementVersionReference(many=True)
    available_actions = ActionsField(available_actions)

    class Meta:
        model = Agreement
        fields = [
            "number",
            "leg",
            "level",
            "title",
            "provider",
            "customer",
            "team",
            "supplier",
            "time_zone",
            "is_interim",
            "replaces",
            "versions",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class AgreementDetail(AgreementSerializer):
    """
    An agreement with all that it says, what its draft still lacks, and what it overlaps.

    `overlaps` are other agreements that promise the same for some of the same records,
    or the same figure of the month;
    `warnings` are what else is worth knowing before the draft enters into force,
    `doubts` what of its own targets reads doubtful.
    """

    versions = AgreementVersionSerializer(many=True)  # type: ignore[assignment]
    obstacles = serializers.SerializerMethodField()
    overlaps = serializers.SerializerMethodField()
    warnings = serializers.SerializerMethodField()
    doubts = serializers.SerializerMethodField()

    class Meta(AgreementSerializer.Meta):
        fields = [
            *AgreementSerializer.Meta.fields,
            *("obstacles", "overlaps", "warnings", "doubts"),
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_obstacles(self, agreement: Agreement) -> list[str]:
        drafts = self._drafts(agreement)
        return [str(obstacle) for draft in drafts for obstacle in obstacles(draft)]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_overlaps(self, agreement: Agreement) -> list[str]:
        drafts = self._drafts(agreement)
        return [
            line
            for draft in drafts
            for line in (
                *interim_warnings(draft),
                *overlaps(draft),
                *month_overlaps(draft),
            )
        ]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_warnings(self, agreement: Agreement) -> list[str]:
        drafts = self._drafts(agreement)
        return [line for draft in drafts for line in chain_warnings(draft)]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_doubts(self, agreement: Agreement) -> list[str]:
        drafts = self._drafts(agreement)
        return [line for draft in drafts for line in doubtful_targets(draft)]

    def _drafts(self, agreement: Agreement) -> list[AgreementVersion]:
        actor = actor_of(self.context["request"])
        if "activate" not in available_actions(actor, agreement):
            return []
        return [one for one in agreement.versions.all() if one.is_draft]


class DraftInput(serializers.Serializer[Any]):
    """What a draft says beside its targets."""

    title = serializers.CharField(max_length=150)
    valid_from = NearDay(required=False, allow_null=True)
    valid_to = NearDay(required=False, allow_null=True)
    summary = serializers.CharField(required=False, allow_blank=True)
    services = VisibleNumber(queryset=Service.objects.all(), required=False, many=True)
    notice_months = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=60
    )
    notice_days = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=366
    )
    renews_months = serializers.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=120
    )
    review_on = NearDay(required=False, allow_null=True)


class AgreementInput(DraftInput):
    """
    A new agreement: with a customer, with a team, or with a supplier.

    An OLA may name, instead of a team, a customer that is a supplier as well.
    An SLA of the corporate level names no customer; the usual level is the customer's.
    """

    leg = serializers.ChoiceField(choices=LEGS)
    level = serializers.ChoiceField(
        choices=Level.choices, required=False, allow_blank=True
    )
    provider = VisibleKey(queryset=Organisation.objects.filter(is_provider=True))
    customer = VisibleKey(
        queryset=Organisation.objects.customers(), required=False, allow_null=True
    )
    team = VisibleKey(
        queryset=Team.objects.filter(is_active=True), required=False, allow_null=True
    )
    supplier = VisibleKey(
        queryset=Organisation.objects.suppliers(), required=False, allow_null=True
    )
    time_zone = serializers.CharField(required=False, max_length=50)
    is_interim = serializers.BooleanField(required=False)
    replaces = VisibleNumber(
        queryset=Agreement.objects.filter(is_interim=True),
        required=False,
        allow_null=True,
    )


class TerminationInput(serializers.Serializer[Any]):
    """`ends_on` is the first day without it."""

    ends_on = NearDay()
    reason = serializers.CharField(max_length=250)
    is_mutual = serializers.BooleanField(required=False)


class DocumentSerializer(serializers.Serializer[Any]):
    """An agreement as a file, in YAML: docs/agreement-format.md."""

    document = serializers.CharField(trim_whitespace=False)
