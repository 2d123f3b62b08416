"""What a file says of signatures on paper, taken over with the agreement."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from core.models import User
from slm.exchange.parts import SignaturePart
from slm.models import Agreement
from slm.selectors import wording_hash
from slm.services import (
    OnPaper,
    activate_agreement,
    offer_draft,
    record_paper_signature,
)


def sign_as_on_paper(
    agreement: Agreement, signatures: Iterable[SignaturePart], actor: User, at: datetime
) -> bool:
    """
    Offer the draft and record who signed it; put it into force once all have.

    Return whether anything was new.
    """
    by: dict[str, Any] = {"number": agreement.number, "actor": actor, "at": at}
    draft = agreement.versions.drafts().get()
    is_new = not agreement.is_interim and draft.open_offer is None
    if is_new:
        offer_draft(**by)
    for one in signatures:
        # In a role that nobody signs in it is refused.
        if one.role in draft.missing_roles or one.role not in agreement.signatories:
            paper = OnPaper(one.name, one.authority, one.signed_on, one.reference)
            record_paper_signature(
                role=one.role,
                paper=paper,
                digest=wording_hash(draft),
                is_taken_over=True,
                **by,
            )
            is_new = True
    if not draft.missing_roles:
        activate_agreement(**by)
    return is_new
