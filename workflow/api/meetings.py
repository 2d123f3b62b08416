"""Meetings: planned and minuted by who runs them, read by who is invited."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ByNumber, acting, actor_of, read_input, seen_version
from workflow import services
from workflow.api.meeting_serializers import (
    CancelInput,
    ChangeInput,
    HoldInput,
    InviteInput,
    MeetingDecisionInput,
    MeetingDetail,
    MeetingInput,
    MeetingSerializer,
    MinutesInput,
    PaperIdInput,
    PaperInput,
    PointInput,
    SettleInput,
    UninviteInput,
)
from workflow.filters import MeetingFilter
from workflow.models import Meeting


class MeetingViewSet(ByNumber[Meeting], viewsets.GenericViewSet[Meeting]):
    """Meetings that the asker may know of; the newest first."""

    serializer_class = MeetingDetail
    list_serializer_class = MeetingSerializer
    filterset_class = MeetingFilter
    lookup_value_regex = "MTG-[0-9]{1,12}"
    list_order = ("-starts_at", "-pk")
    queryset = Meeting.objects.all()

    def get_queryset(self) -> QuerySet[Meeting]:
        meetings = Meeting.objects.visible_to(actor_of(self.request))
        return meetings.select_related("item", "about", "organisation", "chair")

    @extend_schema(request=MeetingInput, responses={201: MeetingDetail})
    def create(self, request: Request) -> Response:
        values = read_input(self, MeetingInput)
        made = services.plan_meeting(
            meeting=Meeting.of_kind(**values), **acting(request)
        )
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
    def minute(self, request: Request, number: str) -> Response:
        return self._move(services.write_minutes, MinutesInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def approve(self, request: Request, number: str) -> Response:
        return self._move(services.approve_minutes)

    @extend_schema(request=CancelInput)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, number: str) -> Response:
        return self._move(services.cancel_meeting, CancelInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="make_agenda")
    def make_agenda(self, request: Request, number: str) -> Response:
        return self._do(services.make_agenda)

    @extend_schema(request=PointInput)
    @action(detail=True, methods=["post"], url_name="add_point")
    def add_point(self, request: Request, number: str) -> Response:
        return self._do(services.add_point, PointInput)

    @extend_schema(request=SettleInput)
    @action(detail=True, methods=["post"], url_name="settle_point")
    def settle_point(self, request: Request, number: str) -> Response:
        return self._do(services.settle_point, SettleInput)

    @extend_schema(request=MeetingDecisionInput)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, number: str) -> Response:
        return self._do(services.decide_at_meeting, MeetingDecisionInput)

    @extend_schema(request=InviteInput)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, number: str) -> Response:
        return self._do(services.invite_person, InviteInput)

    @extend_schema(request=UninviteInput)
    @action(detail=True, methods=["post"])
    def uninvite(self, request: Request, number: str) -> Response:
        return self._do(services.uninvite_person, UninviteInput)

    @extend_schema(request=PaperInput)
    @action(detail=True, methods=["post"], url_name="add_paper")
    def add_paper(self, request: Request, number: str) -> Response:
        return self._do(services.add_paper, PaperInput)

    @extend_schema(request=PaperIdInput)
    @action(detail=True, methods=["post"], url_name="remove_paper")
    def remove_paper(self, request: Request, number: str) -> Response:
        return self._do(services.remove_paper, PaperIdInput)

    @extend_schema(request=PaperIdInput)
    @action(detail=True, methods=["post"], url_name="approve_paper")
    def approve_paper(self, request: Request, number: str) -> Response:
        return self._do(services.approve_paper, PaperIdInput)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="send_papers")
    def send_papers(self, request: Request, number: str) -> Response:
        return self._do(services.send_papers)

    def _move(
        self, service: Any, reads: type[serializers.BaseSerializer[Any]] | None = None
    ) -> Response:
        return self._do(service, reads, version=seen_version(self.request))

    def _do(
        self,
        service: Any,
        reads: type[serializers.BaseSerializer[Any]] | None = None,
        **more: Any,
    ) -> Response:
        # What the asker may not see is not there, whatever they sent about it.
        number = self.get_object().number
        values = read_input(self, reads) if reads else {}
        service(number=number, **values, **more, **acting(self.request))
        return self.answer(self.get_object())
