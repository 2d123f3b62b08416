"""Offering, signing, declining and commenting, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import acting, read_input
from slm.api.serializers import AgreementDetail
from slm.api.talks import (
    CommentInput,
    OfferInput,
    PaperInput,
    ReviewInput,
    SignInput,
    WhyInput,
)
from slm.services import (
    OnPaper,
    comment_on_draft,
    decline_offer,
    move_review,
    offer_draft,
    record_paper_signature,
    settle_comment,
    sign_agreement,
    withdraw_offer,
)

ID = "[0-9]{1,18}"


class Negotiating:
    """What two sides do until they agree on a draft; part of the agreements' address."""

    @extend_schema(request=OfferInput)
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, number: str) -> Response:
        return self._read_and_do(offer_draft, OfferInput)

    @extend_schema(request=WhyInput)
    @action(
        detail=True,
        methods=["post"],
        url_name="withdraw_offer",
    )
    def withdraw_offer(self, request: Request, number: str) -> Response:
        return self._read_and_do(withdraw_offer, WhyInput)

    @extend_schema(request=WhyInput)
    @action(detail=True, methods=["post"], write_permission="")
    def decline(self, request: Request, number: str) -> Response:
        return self._read_and_do(decline_offer, WhyInput)

    @extend_schema(request=SignInput)
    @action(detail=True, methods=["post"], write_permission="")
    def sign(self, request: Request, number: str) -> Response:
        return self._read_and_do(sign_agreement, SignInput)

    @extend_schema(request=PaperInput)
    @action(
        detail=True,
        methods=["post"],
        url_name="sign_on_paper",
    )
    def sign_on_paper(self, request: Request, number: str) -> Response:
        self.get_object()  # type: ignore[attr-defined]
        values = read_input(self, PaperInput)  # type: ignore[arg-type]
        said = {name: values.pop(name) for name in ("role", "digest")}
        return self._do(  # type: ignore[attr-defined,no-any-return]
            record_paper_signature, paper=OnPaper(**values), **said
        )

    @extend_schema(request=ReviewInput)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, number: str) -> Response:
        return self._read_and_do(move_review, ReviewInput)

    @extend_schema(request=CommentInput, responses={201: AgreementDetail})
    @action(detail=True, methods=["post"], write_permission="")
    def comments(self, request: Request, number: str) -> Response:
        number = self.get_object().number  # type: ignore[attr-defined]
        values = read_input(self, CommentInput)  # type: ignore[arg-type]
        comment_on_draft(number=number, **values, **acting(request))
        return self._answer(status=201)

    @extend_schema(request=None)
    @action(
        detail=True,
        methods=["post"],
        url_path=f"comments/(?P<comment_id>{ID})/settle",
        url_name="settle_comment",
        write_permission="",
    )
    def settle_comment(
        self, request: Request, number: str, comment_id: str
    ) -> Response:
        number = self.get_object().number  # type: ignore[attr-defined]
        settle_comment(number=number, comment_id=int(comment_id), **acting(request))
        return self._answer()

    def _read_and_do(self, service: Any, reads: Any) -> Response:
        # What the asker may not see is not there, whatever they sent about it.
        self.get_object()  # type: ignore[attr-defined]
        values = read_input(self, reads)  # type: ignore[arg-type]
        return self._do(service, **values)  # type: ignore[attr-defined,no-any-return]

    def _answer(self, status: int = 200) -> Response:
        thing = self.get_object()  # type: ignore[attr-defined]
        return self.answer(thing, status=status)  # type: ignore[attr-defined,no-any-return]
