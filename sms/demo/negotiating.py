"""Agreements that are not settled: one that is negotiated, one interim, one renewing."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Organisation
from catalogue.models import Service
from core.models import User
from slm.choices import Leg, VersionStatus
from slm.durations import parse_budget
from slm.models import Agreement, AgreementVersion, Offer
from slm.notice import add_months
from slm.selectors import wording_hash
from slm.services import (
    Wording,
    activate_agreement,
    add_target,
    comment_on_draft,
    create_agreement,
    edit_draft,
    follow_review_day,
    move_review,
    offer_draft,
    sign_agreement,
    start_new_version,
)
from slm.terms import TargetTerms
from sms.demo import world

DAY = timedelta(days=1)


def settle_negotiations(anchor: datetime) -> None:
    """Offer the customer who signs in a new version, and issue an interim agreement."""
    if Offer.objects.filter(message__contains="as we discussed").exists():
        return
    manager = _member(world.MANAGER)
    _negotiate(anchor, manager)
    _issue_interim(anchor, manager)


def _negotiate(anchor: datetime, manager: User) -> None:
    agreement = Agreement.objects.get(leg=Leg.SLA, customer__name=world.ALDER)
    speaker = _member(world.representative_of(world.ALDER))
    begin = anchor - 6 * DAY
    by: dict[str, Any] = {"number": agreement.number, "actor": manager}
    review = add_months(anchor.date(), 2)
    move_review(review_on=review, at=begin, **by)
    follow_review_day(agreement, actor=manager, at=anchor)
    draft = start_new_version(at=begin, **by)
    first = add_months(anchor.date().replace(day=1), 2)
    wording = replace(
        Wording.of(draft),
        valid_from=first,
        valid_to=add_months(first, 24),
        notice_months=3,
        renews_months=12,
        summary="Critical and high incidents are worked on around the clock, the others"
        " in office hours. It runs for two years and then renews itself.",
    )
    edit_draft(title=agreement.title, wording=wording, at=begin, **by)
    offer_draft(message="The new version, as we discussed it.", at=begin + DAY, **by)
    comment_on_draft(
        number=agreement.number,
        text="Two years are long for us. Can we have three months of notice at any time?",
        key="term",
        actor=speaker,
        at=begin + 2 * DAY,
    )
    comment_on_draft(
        text="They signed for two years elsewhere; keep the term.",
        key="term",
        is_internal=True,
        at=begin + 3 * DAY,
        **by,
    )
    _sign(agreement, at=begin + 3 * DAY, **by)


def _issue_interim(anchor: datetime, manager: User) -> None:
    """Promise one service something of its own, until the formal agreement is signed."""
    customer = Organisation.objects.get(name=world.CORVIN)
    service = Service.objects.get(name="Telephony")
    known = _in_force(customer).targets.filter(metric="first_response").first()
    if known is None:
        return
    first = _tomorrow(anchor)
    by: dict[str, Any] = {"actor": manager, "at": anchor - 2 * DAY}
    made = create_agreement(
        agreement=Agreement(
            leg=Leg.SLA,
            title=f"Telephony for {world.CORVIN}, until it is settled",
            provider=Organisation.objects.get(name=world.PROVIDER),
            customer=customer,
            time_zone=world.CUSTOMERS[world.CORVIN].zone,
            is_interim=True,
        ),
        wording=Wording(
            valid_from=first,
            valid_to=add_months(first, 3),
            services=[service],
            summary="What holds for telephones while the formal agreement is negotiated.",
        ),
        **by,
    )
    terms = replace(
        TargetTerms.of(known),
        name="First response, telephones",
        service=service,
        budgets={None: parse_budget("2 h")},
    )
    by["number"] = made.number
    add_target(terms=terms, **by)
    _sign(made, **by)
    activate_agreement(**by)


def _sign(agreement: Agreement, **by: Any) -> None:
    sign_agreement(
        role="service_level_manager",
        authority="Service level manager",
        digest=wording_hash(agreement.versions.drafts().get()),
        **by,
    )


def _in_force(customer: Organisation) -> AgreementVersion:
    versions = AgreementVersion.objects.filter(status=VersionStatus.IN_FORCE)
    return versions.get(agreement__customer=customer, agreement__leg=Leg.SLA)


def _tomorrow(anchor: datetime) -> date:
    return anchor.date() + DAY


def _member(member: world.Member) -> User:
    return User.objects.get(person__name=member.name)
