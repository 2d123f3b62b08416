from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.selectors import person_of
from calendars.models import check_days
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from slm.choices import SignatureRole
from slm.models import AgreementVersion, Signature
from slm.permissions import roles_open_to, speaks_for
from slm.selectors import wording_hash
from slm.services.locking import draft_of, lock_agreement


@transaction.atomic
def sign_agreement(
    *,
    number: str,
    role: str,
    authority: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Signature:
    """
    Sign the draft as it is offered, in a role, saying by what right.

    :raises PermissionDenied: if the actor is not who signs in that role
    :raises TransitionNotAllowed: if nothing is offered, it is signed in that role
        already, or the actor has signed for another party
    :raises StaleAgreement: if it is no longer the wording that the actor read
    :raises ValidationError: without a word on the authority
    """
    agreement = lock_agreement(
        number=number, actor=actor, version=version, permission=""
    )
    draft = draft_of(agreement)
    signs_as = _role(draft, role)
    if not speaks_for(actor, signs_as, draft):
        raise PermissionDenied
    _check_offered(draft)
    _check_missing(draft, signs_as)
    if signs_as not in roles_open_to(actor, draft):
        raise TransitionNotAllowed(_("Nobody signs for two parties."))
    signature = Signature(
        version=draft,
        role=signs_as,
        digest=wording_hash(draft),
        person=person_of(actor),
        authority=authority.strip(),
        signed_at=at,
        recorded_at=at,
        recorded_by=actor,
    )
    return _store(signature, actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What a paper says that somebody signed, and where it is kept."""

    name: str
    authority: str
    signed_on: date
    reference: str


@transaction.atomic
def record_paper_signature(
    *,
    number: str,
    role: str,
    paper: OnPaper,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Signature:
    """
    Record that somebody signed the wording on paper, and where the paper is.

    :raises PermissionDenied: if the actor may not manage agreements
    :raises TransitionNotAllowed: if nothing is offered, or it is signed in that role
    :raises ValidationError: if a word is missing, the day is still to come, or the
        same name has signed for another party
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    signs_as = _role(draft, role)
    _check_offered(draft)
    _check_missing(draft, signs_as)
    _check_paper(draft, paper, agreement.day_of(at))
    signature = Signature(
        version=draft,
        role=signs_as,
        digest=wording_hash(draft),
        name=paper.name.strip(),
        authority=paper.authority.strip(),
        signed_at=agreement.start_of(paper.signed_on),
        is_on_paper=True,
        reference=paper.reference.strip(),
        recorded_at=at,
        recorded_by=actor,
    )
    return _store(signature, actor=actor, at=at)


def _check_paper(draft: AgreementVersion, paper: OnPaper, today: date) -> None:
    check_days(signed_on=paper.signed_on)
    if paper.signed_on > today:
        raise ValidationError({"signed_on": _("That day is still to come.")})
    signed = {one.signer.casefold() for one in draft.valid_signatures}
    if paper.name.strip().casefold() in signed:
        raise ValidationError({"name": _("Nobody signs for two parties.")})


def _role(draft: AgreementVersion, role: str) -> SignatureRole:
    if role not in draft.agreement.signatories:
        raise ValidationError({"role": _("Nobody signs this agreement in that role.")})
    return SignatureRole(role)


def _check_offered(draft: AgreementVersion) -> None:
    offer = draft.open_offer
    if draft.agreement.is_interim:
        return
    if offer is None or offer.digest != wording_hash(draft):
        raise TransitionNotAllowed(
            _("Offer this wording first: nothing can be signed.")
        )


def _check_missing(draft: AgreementVersion, role: SignatureRole) -> None:
    if role not in draft.missing_roles:
        raise TransitionNotAllowed(_("It is signed in that role already."))


def _store(signature: Signature, *, actor: User, at: datetime) -> Signature:
    signature.full_clean(exclude=["version"])
    signature.save()
    draft = signature.version
    names = {"name": signature.signer, "authority": signature.authority}
    record_event(
        "agreement.signed",
        item=draft.agreement.item,
        actor=actor,
        at=at,
        facts={
            "version": draft.number,
            "signature": signature.pk,
            "role": signature.role,
            "digest": signature.digest,
            "signed_at": signature.signed_at,
            "is_on_paper": signature.is_on_paper,
            "is_complete": not draft.missing_roles,
        },
        personal=names
        | ({"reference": signature.reference} if signature.reference else {}),
    )
    return signature
