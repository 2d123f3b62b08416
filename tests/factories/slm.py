"""Agreements as the tests need them, made through services alone."""

from datetime import datetime

from core.models import User
from slm.models import AgreementVersion, Target
from slm.services import activate_agreement


def put_into_force(*, number: str, actor: User, at: datetime) -> AgreementVersion:
    """
    Put an agreement's draft into force, with all that this asks for.

    Whoever does it answers for the targets for which nobody does.
    """
    drafted = Target.objects.filter(version__agreement__item__number=number)
    drafted.filter(version__status="draft", responsible=None).update(
        responsible=actor.person
    )
    return activate_agreement(number=number, actor=actor, at=at)
