"""Two sides that negotiate, in one line each."""

from typing import Any

from slm.models import Agreement
from slm.selectors import wording_hash
from slm.services import (
    Wording,
    add_target,
    create_agreement,
    offer_draft,
    sign_agreement,
)
from tests.slm.conftest import YEAR_START


def sign(agreement, role, actor, at, **values: Any):
    """Sign the newest wording, as somebody who has just read it."""
    values.setdefault("digest", wording_hash(agreement.versions.first()))
    return sign_agreement(
        number=agreement.number,
        role=role,
        authority=values.pop("authority", "Head of the house"),
        actor=actor,
        at=at,
        **values,
    )


def offer(agreement, actor, at, **values: Any):
    return offer_draft(number=agreement.number, actor=actor, at=at, **values)


def made_with(leg, parties, by, terms):
    agreement = Agreement(leg=leg, title="Within", **parties)
    made = create_agreement(
        agreement=agreement, wording=Wording(valid_from=YEAR_START), **by
    )
    add_target(number=made.number, terms=terms, **by)
    return made
