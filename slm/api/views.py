from dataclasses import fields, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ByNumber, acting, actor_of, read_input
from core.lifecycle import TransitionNotAllowed
from slm.api.chains import ChainSerializer
from slm.api.contents import ContentsInput
from slm.api.escalations import StepInput
from slm.api.negotiation import Negotiating
from slm.api.papers import Printing
from slm.api.ratings import Rated
from slm.api.reviews import Reviewing
from slm.api.serializers import (
    AgreementDetail,
    AgreementInput,
    AgreementSerializer,
    DocumentSerializer,
    DraftInput,
    TerminationInput,
)
from slm.api.targets import TargetInput
from slm.api.versions import asked_version
from slm.exchange import ExchangeError, export_agreement, import_agreement
from slm.filters.agreements import AgreementFilter
from slm.models import Agreement, AgreementVersion, EscalationStep, Target
from slm.permissions import MANAGE, MANAGE_CONTRACT, may_manage
from slm.selectors import with_versions
from slm.selectors.chains import chain_shown
from slm.services import (
    Wording,
    activate_agreement,
    add_step,
    add_target,
    change_target,
    create_agreement,
    discard_draft,
    edit_contents,
    edit_draft,
    remove_step,
    remove_target,
    start_new_version,
    terminate_agreement,
)
from slm.terms import TargetTerms

ID = "[0-9]{1,18}"
IN_VERSIONS = (
    "versions__services__item",
    "versions__targets__budgets",
    "versions__targets__credit_rules",
    "versions__targets__calendar__item",
    "versions__targets__service__item",
    "versions__targets__category",
    "versions__targets__customer",
    "versions__targets__links__leg__item",
    "versions__steps__team",
    "versions__steps__person",
    "versions__targets__responsible",
    "versions__targets__measure__item",
)


class AgreementViewSet(
    Negotiating,
    Printing,
    Rated,
    Reviewing,
    ByNumber[Agreement],
    viewsets.GenericViewSet[Agreement],
):
    """The agreements that the reader may know of; what is in force does not change."""

    serializer_class = AgreementDetail
    list_serializer_class = AgreementSerializer
    filterset_class = AgreementFilter
    lookup_value_regex = "[A-Z]{2,3}-[0-9]{1,12}"
    list_order = ("pk",)
    write_permission = (MANAGE, MANAGE_CONTRACT)
    may_write = staticmethod(may_manage)
    queryset = Agreement.objects.all()

    def get_queryset(self) -> QuerySet[Agreement]:
        reader = actor_of(self.request)
        found = with_versions(Agreement.objects.visible_to(reader), reader)
        return found if self.action == "list" else found.prefetch_related(*IN_VERSIONS)

    @extend_schema(request=AgreementInput, responses={201: AgreementDetail})
    def create(self, request: Request) -> Response:
        values = read_input(self, AgreementInput)
        wording, others = _split(values, Wording())
        made = create_agreement(
            agreement=Agreement(**others), wording=wording, **acting(request)
        )
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=DraftInput(partial=True))
    def partial_update(self, request: Request, number: str) -> Response:
        agreement = self.get_object()
        values = read_input(self, DraftInput, partial=True)
        draft = agreement.versions.drafts().first()
        wording, others = _split(values, Wording.of(draft) if draft else Wording())
        title = others.get("title", draft.title if draft else agreement.title)
        return self._do(edit_draft, title=title, wording=wording)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, number: str) -> Response:
        return self._do(activate_agreement)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_name="new_version")
    def new_version(self, request: Request, number: str) -> Response:
        return self._do(start_new_version)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, number: str) -> Response:
        return self._do(discard_draft)

    @extend_schema(request=TerminationInput)
    @action(detail=True, methods=["post"])
    def terminate(self, request: Request, number: str) -> Response:
        self.get_object()
        return self._do(terminate_agreement, **read_input(self, TerminationInput))

    @extend_schema(request=ContentsInput)
    @action(detail=True, methods=["patch"])
    def contents(self, request: Request, number: str) -> Response:
        self.get_object()
        return self._do(edit_contents, **read_input(self, ContentsInput))

    @extend_schema(request=TargetInput, responses={201: AgreementDetail})
    @action(detail=True, methods=["post"])
    def targets(self, request: Request, number: str) -> Response:
        self.get_object()
        terms = TargetTerms(**read_input(self, TargetInput))
        return self._do(add_target, status=201, terms=terms)

    @extend_schema(request=TargetInput(partial=True))
    @action(detail=True, methods=["patch"], url_path=f"targets/(?P<target_id>{ID})")
    def target(self, request: Request, number: str, target_id: str) -> Response:
        drafts = self.get_object().versions.drafts()
        target = Target.objects.get(version__in=drafts, pk=target_id)
        values = read_input(self, TargetInput, partial=True)
        terms = replace(TargetTerms.of(target), **values)
        return self._do(change_target, target_id=target.pk, terms=terms)

    @extend_schema(request=None, responses={200: AgreementDetail})
    @target.mapping.delete
    def target_remove(self, request: Request, number: str, target_id: str) -> Response:
        return self._do(remove_target, target_id=int(target_id))

    @extend_schema(request=StepInput, responses={201: AgreementDetail})
    @action(detail=True, methods=["post"])
    def steps(self, request: Request, number: str) -> Response:
        self.get_object()
        step = EscalationStep(**read_input(self, StepInput))
        return self._do(add_step, status=201, step=step)

    @extend_schema(request=None, responses={200: AgreementDetail})
    @action(detail=True, methods=["delete"], url_path=f"steps/(?P<step_id>{ID})")
    def step(self, request: Request, number: str, step_id: str) -> Response:
        return self._do(remove_step, step_id=int(step_id))

    @extend_schema(
        responses=ChainSerializer, parameters=[OpenApiParameter("version", int)]
    )
    @action(detail=True)
    def chain(self, request: Request, number: str) -> Response:
        agreement = self.get_object()
        version = self._asked_version(agreement)
        chain = chain_shown(version, agreement.day_of(timezone.now()))
        return Response(ChainSerializer(chain).data)

    def _asked_version(self, agreement: Agreement) -> AgreementVersion:
        """Return the version that was asked for, of what is for staff alone."""
        if not actor_of(self.request).has_perm("slm.view_agreement"):
            # It tells of hours, services and parties that are not theirs to see.
            raise PermissionDenied
        return asked_version(agreement, self.request)

    @extend_schema(
        responses=DocumentSerializer, parameters=[OpenApiParameter("version", int)]
    )
    @action(detail=True)
    def document(self, request: Request, number: str) -> Response:
        version = self._asked_version(self.get_object())
        try:
            text = export_agreement(version)
        except ExchangeError as error:
            raise TransitionNotAllowed(str(error)) from error
        return Response({"document": text})

    @extend_schema(request=DocumentSerializer)
    @action(
        detail=False,
        methods=["post"],
        url_path="import",
        url_name="import",
        write_permission=MANAGE,
    )
    def take_over(self, request: Request) -> Response:
        text = read_input(self, DocumentSerializer)["document"]
        try:
            found = import_agreement(text, **acting(request))
        except ExchangeError as error:
            problems = [str(problem) for problem in error.problems]
            raise ValidationError({"document": problems}) from error
        return self.answer(self.get_queryset().get(pk=found.agreement.pk))


def _split(values: dict[str, Any], wording: Wording) -> tuple[Wording, dict[str, Any]]:
    """Return the wording with what was sent of it, and whatever else was sent."""
    words = {field.name for field in fields(Wording)}
    said = {name: value for name, value in values.items() if name in words}
    others = {name: value for name, value in values.items() if name not in words}
    return replace(wording, **said), others
