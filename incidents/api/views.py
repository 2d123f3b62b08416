from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from accounts.models import Person
from core.api.paging import OldestFirst
from core.api.views import ByNumber, actor_of, read_input, seen_version
from incidents.api.serializers import (
    AnswerInput,
    AssignInput,
    BackInput,
    IncidentInput,
    IncidentSerializer,
    PendInput,
    ReasonInput,
    ReclassifyInput,
    ResolveInput,
    SupplierInput,
)
from incidents.models import Incident
from incidents.services import (
    assign_incident,
    cancel_incident,
    classify_incident,
    close_incident,
    hand_incident_to_supplier,
    let_incident_wait,
    note_answer_of_supplier,
    open_incident,
    reopen_incident,
    resolve_incident,
    resume_incident,
    start_incident,
    take_incident,
    take_incident_back,
    write_on_incident,
)
from records.api.filters import RecordApiFilter
from records.api.serializers import EntryInput, EntrySerializer
from records.choices import ContactChannel
from records.selectors import visible_entries

Method = TypeVar("Method", bound=Callable[..., Response])


def moves(
    input_class: type[BaseSerializer[Any]] | None = None,
) -> Callable[[Method], Method]:
    """Declare an endpoint that moves the incident and answers it as it then is."""

    def declare(method: Method) -> Method:
        described = extend_schema(request=input_class, responses=IncidentSerializer)
        name = method.__name__
        made = action(detail=True, methods=["post"], url_name=name)(described(method))
        return cast(Method, made)

    return declare


class IncidentViewSet(ByNumber[Incident], viewsets.GenericViewSet[Incident]):
    """Incidents that the asker may see; newest first."""

    serializer_class = IncidentSerializer
    filterset_class = RecordApiFilter
    lookup_value_regex = "INC-[0-9]{1,12}"
    list_order = ("-opened_at", "-pk")
    queryset = Incident.objects.all()

    def get_queryset(self) -> QuerySet[Incident]:
        incidents = Incident.objects.visible_to(actor_of(self.request))
        return incidents.with_people().select_related(
            "category", "service__item", "requester__user"
        )

    @extend_schema(request=IncidentInput, responses={201: IncidentSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, IncidentInput)
        caller = values.pop("caller", None)
        incident = Incident(**values, contact_channel=ContactChannel.API)
        open_incident(
            incident=incident,
            caller=Person(**caller) if caller else None,
            actor=actor_of(request),
            at=timezone.now(),
        )
        return self.answer(incident, status=201)

    @moves(AssignInput)
    def assign(self, request: Request, number: str) -> Response:
        return self._do(assign_incident, AssignInput)

    @moves()
    def take(self, request: Request, number: str) -> Response:
        return self._do(take_incident)

    @moves()
    def start(self, request: Request, number: str) -> Response:
        return self._do(start_incident)

    @moves(PendInput)
    def pend(self, request: Request, number: str) -> Response:
        return self._do(let_incident_wait, PendInput)

    @moves()
    def resume(self, request: Request, number: str) -> Response:
        return self._do(resume_incident)

    @moves(ResolveInput)
    def resolve(self, request: Request, number: str) -> Response:
        return self._do(resolve_incident, ResolveInput)

    @moves(ReasonInput)
    def reopen(self, request: Request, number: str) -> Response:
        return self._do(reopen_incident, ReasonInput)

    @moves()
    def close(self, request: Request, number: str) -> Response:
        return self._do(close_incident)

    @moves(ReasonInput)
    def cancel(self, request: Request, number: str) -> Response:
        return self._do(cancel_incident, ReasonInput)

    @moves(SupplierInput)
    def hand_to_supplier(self, request: Request, number: str) -> Response:
        return self._do(hand_incident_to_supplier, SupplierInput)

    @moves(AnswerInput)
    def supplier_answered(self, request: Request, number: str) -> Response:
        return self._do(note_answer_of_supplier, AnswerInput)

    @moves(BackInput)
    def take_back(self, request: Request, number: str) -> Response:
        return self._do(take_incident_back, BackInput)

    @moves(ReclassifyInput)
    def reclassify(self, request: Request, number: str) -> Response:
        return self._do(classify_incident, ReclassifyInput)

    @extend_schema(responses=EntrySerializer(many=True), filters=False)
    @action(detail=True)
    def entries(self, request: Request, number: str) -> Response:
        incident = self.get_object()
        entries = visible_entries(incident, actor_of(request))
        paging = OldestFirst()
        page = paging.paginate_queryset(entries, request, view=None)
        return paging.get_paginated_response(EntrySerializer(page, many=True).data)

    @extend_schema(request=EntryInput, responses={201: EntrySerializer})
    @entries.mapping.post
    def add_entry(self, request: Request, number: str) -> Response:
        self.get_object()
        entry = write_on_incident(
            number=number,
            version=seen_version(request),
            actor=actor_of(request),
            at=timezone.now(),
            **read_input(self, EntryInput),
        )
        return Response(EntrySerializer(entry).data, status=201)
