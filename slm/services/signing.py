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
from core.wording import day
from slm.choices import SignatureRole
from slm.models import AgreementVersion, Offer, Signature
from slm.permissions import roles_open_to, speaks_for
from slm.selectors import wording_hash
from slm.services.locking import draft_of, lock_agreement


@transaction.atomic
def sign_agreement(
    *,
    number: str,
    role: str,
    authority: str,
    digest: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Signature:
    """
    Sign the draft as it is offered and was read (`digest`), saying by what right.

    :raises PermissionDenied: if the actor is not who signs in that role
    :raises TransitionNotAllowed: if nothing is offered, or another wording than was
        read; if the role is taken, or the actor has signed for another party
    :raises ValidationError: without a word on the authority
    """
    agreement = lock_agreement(
        number=number, actor=actor, version=version, permission=""
    )
    draft = draft_of(agreement)
    signs_as = _role(draft, role)
    if not speaks_for(actor, signs_as, draft):
        raise PermissionDenied
    _check_read(draft, digest)
    _check_missing(draft, signs_as)
    if signs_as not in roles_open_to(actor, draft):
        raise TransitionNotAllowed(_("Nobody signs for two parties."))
    signature = Signature(
        version=draft,
        role=signs_as,
        digest=digest,
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
    digest: str,
    is_taken_over: bool = False,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Signature:
    """
    Record that somebody signed on paper the wording of that hash, and where it is.

    What is taken over from a file may have been signed before it was known here.

    :raises PermissionDenied: if the actor may not manage the agreement
    :raises TransitionNotAllowed: if another wording is offered, or the role is taken
    :raises ValidationError: if a word is missing, the day is still to come or before
        the offer, or the same name has signed for another party
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    signs_as = _role(draft, role)
    _check_read(draft, digest)
    _check_missing(draft, signs_as)
    _check_paper(draft, paper, None if is_taken_over else draft.open_offer, at)
    signature = Signature(
        version=draft,
        role=signs_as,
        digest=digest,
        name=paper.name.strip(),
        authority=paper.authority.strip(),
        signed_at=agreement.start_of(paper.signed_on),
        is_on_paper=True,
        reference=paper.reference.strip(),
        recorded_at=at,
        recorded_by=actor,
    )
    return _store(signature, actor=actor, at=at)


def _check_paper(
    draft: AgreementVersion, paper: OnPaper, offer: Offer | None, at: datetime
) -> None:
    check_days(signed_on=paper.signed_on)
    day_of = draft.agreement.day_of
    if paper.signed_on > day_of(at):
        raise ValidationError({"signed_on": _("That day is still to come.")})
    if offer and paper.signed_on < day_of(offer.offered_at):
        message = _("This wording was not offered before %s.")
        offered_on = day_of(offer.offered_at)
        raise ValidationError({"signed_on": message % day(offered_on)})
    signed = {one.signer.casefold() for one in draft.valid_signatures}
    if paper.name.strip().casefold() in signed:
        raise ValidationError({"name": _("Nobody signs for two parties.")})


def _role(draft: AgreementVersion, role: str) -> SignatureRole:
    if role not in draft.agreement.signatories:
        raise ValidationError({"role": _("Nobody signs this agreement in that role.")})
    return SignatureRole(role)


def _check_read(draft: AgreementVersion, digest: str) -> None:
    """Refuse to sign what is not offered, or is not the wording that was read."""
    now, offer = wording_hash(draft), draft.open_offer
    if not draft.agreement.is_interim and (offer is None or offer.digest != now):
        raise TransitionNotAllowed(
            _("Offer this wording first: nothing can be signed.")
        )
    if digest != now:
        raise TransitionNotAllowed(
            _("The wording has changed: read it again before you sign.")
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
