"""Agreements as the tests need them, made through services alone."""

from datetime import datetime

from core.models import User
from slm.models import AgreementVersion
from slm.services import activate_agreement


def put_into_force(*, number: str, actor: User, at: datetime) -> AgreementVersion:
    """Put an agreement's draft into force, with all that this asks for."""
    return activate_agreement(number=number, actor=actor, at=at)
