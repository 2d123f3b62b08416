"""Reviews of agreements: which are due, and planning one."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import OrganisationReference, TeamReference
from accounts.models import Person
from core.api.fields import VisibleKey
from core.api.views import acting, actor_of, read_input
from core.monthly import is_near
from slm.choices import ReviewSide
from slm.selectors.punctual import punctuality_of, service_reviews
from slm.selectors.reviewing import ReviewDue, reviews_due
from slm.services import plan_review
from workflow.api.meeting_serializers import MeetingDetail


class ReviewDueSerializer(serializers.Serializer[Any]):
    """When an agreement is to be reviewed; `last` and `planned` are meetings."""

    agreement = serializers.CharField(source="agreement.number")
    customer = OrganisationReference(source="agreement.customer", allow_null=True)
    team = TeamReference(source="agreement.team", allow_null=True)
    supplier = OrganisationReference(source="agreement.supplier", allow_null=True)
    due_on = serializers.DateField()
    is_overdue = serializers.SerializerMethodField()
    last = serializers.CharField(source="last.number", default=None)
    planned = serializers.CharField(source="planned.number", default=None)

    def get_is_overdue(self, due: ReviewDue) -> bool:
        return due.is_overdue(timezone.localdate())


class ReviewsDueView(APIView):
    """The next review of every agreement with one other side, for staff; first due."""

    @extend_schema(responses=ReviewDueSerializer(many=True))
    def get(self, request: Request) -> Response:
        if not actor_of(request).has_perm("slm.view_agreement"):
            raise PermissionDenied
        due = sorted(reviews_due(timezone.now()), key=lambda one: one.due_on)
        return Response(ReviewDueSerializer(due, many=True).data)


class PunctualitySerializer(serializers.Serializer[Any]):
    """How often something was in time, `of` how many reviews with that side."""

    side = serializers.ChoiceField(choices=ReviewSide.choices)
    what = serializers.CharField()
    in_time = serializers.IntegerField()
    of = serializers.IntegerField()


class PunctualityView(APIView):
    """How punctual the reviews of the last twelve months were, by side; for staff."""

    @extend_schema(responses=PunctualitySerializer(many=True))
    def get(self, request: Request) -> Response:
        reader = actor_of(request)
        if not reader.has_perm("slm.view_agreement"):
            raise PermissionDenied
        found = punctuality_of(service_reviews(reader), timezone.now())
        rows = [
            {"side": one.side, "what": row.label, "in_time": row.in_time, "of": row.of}
            for one in found
            for row in one.counted
        ]
        return Response(PunctualitySerializer(rows, many=True).data)


class PlannedReviewInput(serializers.Serializer[Any]):
    """When and where; without an end it takes an hour, without a chair one has it."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(required=False)
    place = serializers.CharField(max_length=250, required=False, allow_blank=True)
    chair = VisibleKey(queryset=Person.objects.active(), required=False)

    def validate_starts_at(self, at: datetime) -> datetime:
        # An hour later must still be an instant.
        if not is_near(at.date()):
            raise serializers.ValidationError(_("This day is too far away."))
        return at


class Reviewing:
    """Planning the review of an agreement; part of the agreements' address."""

    @extend_schema(request=PlannedReviewInput, responses={201: MeetingDetail})
    @action(detail=True, methods=["post"], url_name="plan_review")
    def plan_review(self, request: Request, number: str) -> Response:
        agreement = self.get_object()  # type: ignore[attr-defined]
        values = read_input(self, PlannedReviewInput)  # type: ignore[arg-type]
        made = plan_review(number=agreement.number, **values, **acting(request))
        shown = MeetingDetail(made, context={"request": request})
        return Response(shown.data, status=201)
