"""What becomes of offers and signatures when what they are of is no longer said."""

from datetime import datetime

from core.events import record_event
from core.models import User
from slm.choices import OfferState
from slm.models import Agreement, AgreementVersion, Offer, Signature
from slm.querysets import AgreementVersionQuerySet
from slm.selectors.wording_hash import wording_hash


def void_if_reworded(draft: AgreementVersion, *, actor: User, at: datetime) -> bool:
    """
    Void the signatures on another wording, and send what was offered back to draft.

    Called after every change of a draft, by whoever makes it. Returns whether
    anything was void.
    """
    digest = wording_hash(draft)
    offers = draft.offers.filter(state=OfferState.OPEN).exclude(digest=digest)
    signatures = draft.signatures.filter(voided_at=None).exclude(digest=digest)
    offer, void = offers.first(), list(signatures)
    if offer is None and not void:
        return False
    if offer:
        end_offer(offer, OfferState.CHANGED, actor=actor, at=at)
    void_signatures(void, at=at)
    record_event(
        "agreement.signatures_voided",
        item=draft.agreement.item,
        actor=actor,
        at=at,
        facts={
            "version": draft.number,
            "digest": digest,
            "signatures": [one.pk for one in void],
            "roles": [one.role for one in void],
        },
    )
    return True


def void_where_reworded(
    drafts: AgreementVersionQuerySet, *, actor: User, at: datetime
) -> None:
    """Void what is of another wording in these drafts, as what they name has changed."""
    found = drafts.drafts().select_related("agreement__item").distinct()
    agreements = Agreement.objects.filter(versions__in=found).order_by("pk")
    # As whoever changes or signs one of them does, and in one order.
    list(agreements.select_for_update(no_key=True, of=("self",)))
    for draft in found.order_by("agreement"):
        void_if_reworded(draft, actor=actor, at=at)


def void_signatures(signatures: list[Signature], *, at: datetime) -> None:
    """Note that the signatures no longer count."""
    for signature in signatures:
        signature.voided_at = at
        signature.save(update_fields=["voided_at"])


def end_offer(
    offer: Offer, state: OfferState, *, reason: str = "", actor: User, at: datetime
) -> None:
    """Note what became of the offer."""
    offer.state, offer.reason = state, reason
    offer.ended_at, offer.ended_by = at, actor
    offer.full_clean(exclude=["version"])
    offer.save(update_fields=["state", "reason", "ended_at", "ended_by"])
