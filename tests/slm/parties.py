"""Two sides that negotiate, in one line each."""

from typing import Any

from slm.services import offer_draft, sign_agreement


def sign(agreement, role, actor, at, **values: Any):
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
