"""Agreements as the tests need them, made through services alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import Organisation
from core.models import User
from slm.choices import SignatureRole
from slm.models import Agreement, AgreementVersion, Target
from slm.selectors import wording_hash
from slm.services import (
    OnPaper,
    Wording,
    activate_agreement,
    add_target,
    create_agreement,
    edit_contents,
    offer_draft,
    record_paper_signature,
)
from slm.terms import TargetTerms


def sla_in_force(
    *terms: TargetTerms,
    provider: Organisation,
    customer: Organisation | None = None,
    level: str = "corporate",
    sections: Mapping[str, str] | None = None,
    actor: User,
    at: datetime,
    **wording: Any,
) -> Agreement:
    """Put an SLA of that level into force, by default from the first of the year on."""
    by: dict[str, Any] = {"actor": actor, "at": at}
    wording.setdefault("valid_from", at.date().replace(month=1, day=1))
    head = {"level": level, "provider": provider, "customer": customer}
    made = create_agreement(
        agreement=Agreement(leg="sla", title=f"{level} terms", **head),
        wording=Wording(**wording),
        **by,
    )
    for one in terms:
        add_target(number=made.number, terms=one, **by)
    if sections:
        edit_contents(number=made.number, sections=sections, **by)
    put_into_force(number=made.number, **by)
    return made


def put_into_force(*, number: str, actor: User, at: datetime) -> AgreementVersion:
    """
    Put an agreement's draft into force, with all that this asks for.

    Whoever does it answers for the targets for which nobody does.
    """
    drafted = Target.objects.filter(version__agreement__item__number=number)
    drafted.filter(version__status="draft", responsible=None).update(
        responsible=actor.person
    )
    sign_for_all(number=number, actor=actor, at=at)
    return activate_agreement(number=number, actor=actor, at=at)


def sign_for_all(*, number: str, actor: User, at: datetime) -> None:
    """Offer an agreement's draft, unless it is, and record what is missing on paper."""
    agreement = Agreement.objects.get(item__number=number)
    draft = agreement.versions.drafts().get()
    if not agreement.is_interim and draft.open_offer is None:
        offer_draft(number=number, actor=actor, at=at)
    for role in draft.missing_roles:
        sign_on_paper(number=number, role=role, actor=actor, at=at)


def sign_on_paper(
    *, number: str, role: str, name: str = "", actor: User, at: datetime
) -> None:
    """Record that somebody signed the draft in that role, on paper."""
    agreement = Agreement.objects.get(item__number=number)
    label = str(SignatureRole(role).label)
    paper = OnPaper(name or label, label, agreement.day_of(at), "Folder 1")
    record_paper_signature(
        number=number,
        role=role,
        paper=paper,
        digest=wording_hash(agreement.versions.drafts().get()),
        actor=actor,
        at=at,
    )
