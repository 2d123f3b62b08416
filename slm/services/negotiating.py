from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from slm.choices import OfferState
from slm.models import AgreementVersion, Comment, Offer
from slm.permissions import is_other_side, may_comment
from slm.selectors import clauses_of, wording_hash
from slm.selectors.wording_hash import wording_of
from slm.services.locking import draft_of, lock_agreement
from slm.services.rewording import end_offer, void_if_reworded, void_signatures


@transaction.atomic
def offer_draft(
    *,
    number: str,
    message: str = "",
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Offer:
    """
    Lay the draft, as it is worded now, before the other side.

    :raises TransitionNotAllowed: without a draft, if it is offered already, or if it
        is an interim agreement, which nobody else signs
    :raises ValidationError: if it says nothing yet that could be signed
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    if agreement.is_interim:
        raise TransitionNotAllowed(
            _("An interim agreement is issued without the other side.")
        )
    # What another change left behind is void at the latest now.
    void_if_reworded(draft, actor=actor, at=at)
    if draft.open_offer:
        raise TransitionNotAllowed(_("It is offered already."))
    _check_complete(draft)
    offer = _offer(draft, message, actor, at)
    record_event(
        "agreement.offered",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={"version": draft.number, "offer": offer.pk, "digest": offer.digest},
        personal={"message": message} if message else None,
    )
    return offer


def _offer(draft: AgreementVersion, message: str, actor: User, at: datetime) -> Offer:
    offer = Offer(
        version=draft,
        digest=wording_hash(draft),
        wording=wording_of(draft),
        message=message,
        offered_at=at,
        offered_by=actor,
    )
    offer.full_clean()
    offer.save()
    return offer


def _check_complete(draft: AgreementVersion) -> None:
    missing = []
    if draft.valid_from is None:
        missing.append(_("Say from which day it is valid."))
    if not draft.targets.exists():
        missing.append(_("It has no target."))
    if missing:
        raise ValidationError(missing)


@transaction.atomic
def withdraw_offer(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Offer:
    """
    Take the offer back, so that the draft is our own again; signatures are void.

    :raises TransitionNotAllowed: if nothing is offered
    :raises ValidationError: without a reason
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    return _end(draft_of(agreement), OfferState.WITHDRAWN, reason, actor, at)


@transaction.atomic
def decline_offer(
    *, number: str, reason: str, version: int | None = None, actor: User, at: datetime
) -> Offer:
    """
    Say for the other side that this wording will not be signed, and why.

    :raises PermissionDenied: unless the actor speaks for the other side
    :raises TransitionNotAllowed: if nothing is offered
    :raises ValidationError: without a reason
    """
    agreement = lock_agreement(
        number=number, actor=actor, version=version, permission=""
    )
    draft = draft_of(agreement)
    if not is_other_side(actor, draft):
        raise PermissionDenied
    return _end(draft, OfferState.DECLINED, reason, actor, at)


def _end(
    draft: AgreementVersion, state: OfferState, reason: str, actor: User, at: datetime
) -> Offer:
    offer = draft.open_offer
    if offer is None:
        raise TransitionNotAllowed(_("Nothing is offered."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    void = draft.valid_signatures
    end_offer(offer, state, reason=reason, actor=actor, at=at)
    void_signatures(void, at=at)
    record_event(
        f"agreement.offer_{state.value}",
        item=draft.agreement.item,
        actor=actor,
        at=at,
        changes={"state": [OfferState.OPEN, state]},
        facts={
            "version": draft.number,
            "offer": offer.pk,
            "digest": offer.digest,
            "signatures": [one.pk for one in void],
        },
        personal={"reason": reason},
    )
    return offer


@transaction.atomic
def comment_on_draft(
    *,
    number: str,
    text: str,
    key: str = "",
    is_internal: bool = False,
    actor: User,
    at: datetime,
) -> Comment:
    """
    Say something of the draft, or of one clause of it.

    What is internal is for the provider's side alone.

    :raises PermissionDenied: if the actor neither makes nor signs it
    :raises TransitionNotAllowed: if it has no draft
    :raises ValidationError: without words, or about a clause that there is not
    """
    agreement = lock_agreement(number=number, actor=actor, permission="")
    draft = draft_of(agreement)
    is_staff = actor.has_perm("slm.view_agreement")
    if not may_comment(actor, draft) or (is_internal and not is_staff):
        raise PermissionDenied
    if key and key not in {clause.key for clause in clauses_of(draft)}:
        raise ValidationError({"key": _("There is no such part.")})
    comment = Comment(
        version=draft, key=key, text=text.strip(), is_internal=is_internal
    )
    comment.author, comment.written_at = actor, at
    comment.full_clean()
    comment.save()
    record_event(
        "agreement.commented",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={"version": draft.number, "key": key, **_told(comment)},
        personal={"text": comment.text},
    )
    return comment


@transaction.atomic
def settle_comment(
    *, number: str, comment_id: int, actor: User, at: datetime
) -> Comment:
    """
    Note that what a comment said is settled; either side may, also of the other's.

    :raises Comment.DoesNotExist: if the actor may see no such comment on the draft
    :raises TransitionNotAllowed: if it is settled already
    """
    agreement = lock_agreement(number=number, actor=actor, permission="")
    draft = draft_of(agreement)
    if not may_comment(actor, draft):
        raise PermissionDenied
    comments = draft.comments.all()
    if not actor.has_perm("slm.view_agreement"):
        comments = comments.filter(is_internal=False)
    comment: Comment = comments.get(pk=comment_id)
    if comment.resolved_at:
        raise TransitionNotAllowed(_("It is settled already."))
    comment.resolved_at, comment.resolved_by = at, actor
    comment.save(update_fields=["resolved_at", "resolved_by"])
    record_event(
        "agreement.comment_settled",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={"version": draft.number, **_told(comment)},
    )
    return comment


def _told(comment: Comment) -> dict[str, Any]:
    return {"comment": comment.pk, "is_internal": comment.is_internal}
