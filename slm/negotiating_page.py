"""How a negotiation stands, as the pages of both doors show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.selectors import person_of
from core.models import User
from slm.choices import SignatureRole
from slm.models import AgreementVersion, Comment, Offer, Signature
from slm.permissions import (
    may_comment,
    negotiation_actions,
    roles_open_to,
    speaks_for,
)
from slm.selectors import clauses_of, comments_for
from slm.selectors.negotiating import offered_to, offers_of, signatures_of

# The pages of an act, at each door.
PAGES = {
    "agreement": {
        "offer": "agreement_offer",
        "withdraw_offer": "agreement_withdraw_offer",
        "sign": "agreement_sign",
        "sign_on_paper": "agreement_sign_on_paper",
        "decline": "agreement_decline",
        "comment": "agreement_comment",
    },
    "offer": {
        "sign": "offer_sign",
        "decline": "offer_decline",
        "comment": "offer_comment",
    },
}
# Acts on exactly the wording that was read.
OF_HASH = ("sign", "sign_on_paper")
SETTLE = {"agreement": "comment_settle", "offer": "offer_comment_settle"}


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with the clause it is about, and where it is settled."""

    comment: Comment
    about: str
    settle_url: str


@dataclass(frozen=True, slots=True)
class Negotiation:
    version: AgreementVersion
    offer: Offer | None
    signatures: Sequence[tuple[SignatureRole, Signature | None]]
    void: Sequence[Signature]
    comments: Sequence[Said]
    urls: Mapping[str, str]


def negotiation_of(
    version: AgreementVersion, reader: User, *, door: str
) -> Negotiation:
    """Return how the version stands between the two sides, for its page at that door."""
    signatures, offers = signatures_of(version), offers_of(version)
    valid = {one.role: one for one in signatures if one.voided_at is None}
    number = version.agreement.number
    actions = negotiation_actions(reader, version) if version.is_draft else []
    pages = PAGES[door]
    offer = version.open_offer
    read = f"?digest={offer.digest}" if offer else ""
    return Negotiation(
        version,
        offers[0] if offers else None,
        [(role, valid.get(role)) for role in version.agreement.signatories],
        [one for one in signatures if one.voided_at],
        _said(version, reader, door),
        {
            name: reverse(pages[name], args=[number])
            + (read if name in OF_HASH else "")
            for name in actions
            if name in pages
        },
    )


def _said(version: AgreementVersion, reader: User, door: str) -> list[Said]:
    comments = comments_for(version, reader)
    if not comments:
        return []
    headings = {one.key: one.heading for one in clauses_of(version)}
    may_settle = version.is_draft and may_comment(reader, version)
    number = version.agreement.number
    return [
        Said(
            one,
            headings.get(one.key, one.key),
            reverse(SETTLE[door], args=[number, one.pk])
            if may_settle and one.resolved_at is None
            else "",
        )
        for one in comments
    ]


@dataclass(frozen=True, slots=True)
class OfferStanding:
    """What a draft that is offered waits for, for one of its readers."""

    version: AgreementVersion
    may_sign: bool
    # What was signed for the reader's side, if it was, and whether by the reader.
    own: Signature | None
    is_own_hand: bool
    missing: Sequence[SignatureRole]

    @property
    def url(self) -> str:
        page = reverse("offer_detail", args=[self.version.agreement.number])
        return f"{page}?version={self.version.number}"

    @property
    def words(self) -> str:
        if self.may_sign:
            text = _("Version %d waits for your signature.")
        elif not self.missing:
            text = _("Version %d is signed by all, and not in force yet.")
        elif self.own:
            text = _("Version %d is signed for you; others are still to sign.")
        else:
            text = _("Version %d is in negotiation.")
        return text % self.version.number


def offer_standing(draft: AgreementVersion, reader: User) -> OfferStanding:
    """Return what the draft that is offered waits for, as its reader is told."""
    signed = [
        one
        for one in draft.valid_signatures
        if speaks_for(reader, SignatureRole(one.role), draft)
    ]
    return OfferStanding(
        draft,
        bool(roles_open_to(reader, draft)),
        signed[0] if signed else None,
        bool(signed) and signed[0].person == person_of(reader),
        draft.missing_roles,
    )


def offers_to(reader: User) -> list[OfferStanding]:
    """Return what is in negotiation with the side for which the reader speaks."""
    return [
        offer_standing(draft, reader)
        for agreement in offered_to(reader)
        for draft in agreement.versions.all()
    ]
