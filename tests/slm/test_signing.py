"""Each party signs one wording, for itself; all of them before it enters into force."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from calendars.services import add_calendar_version
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from slm.models import Agreement, EscalationStep, Signature
from slm.selectors import wording_hash
from slm.services import (
    StaleAgreement,
    Wording,
    activate_agreement,
    add_step,
    add_target,
    change_target,
    edit_draft,
    remove_target,
)
from slm.terms import TargetTerms
from tests.factories.slm import sign_for_all
from tests.slm.conftest import YEAR_START
from tests.slm.parties import offer, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def owner(agent, service):
    """The agent owns the service that the draft is about."""
    service.owner = agent.person
    service.save()
    return agent


@pytest.fixture
def offered(draft, resolution, owner, service, by):
    """A draft about one service, offered to the customer."""
    add_target(number=draft.number, terms=resolution, **by)
    wording = Wording(valid_from=YEAR_START, services=[service])
    edit_draft(number=draft.number, title=draft.title, wording=wording, **by)
    offer(draft, **by)
    return draft


def version_of(agreement):
    return agreement.versions.get()


def signed_roles(agreement):
    return [one.role for one in version_of(agreement).valid_signatures]


def test_signed_by_all_three_it_is_agreed_and_enters_into_force(
    offered, owner, representative, by, noon
):
    sign(offered, "service_owner", owner, noon)
    sign(offered, "service_level_manager", **by)
    assert version_of(offered).stage == "in_negotiation"
    sign(offered, "customer", representative, noon)
    assert version_of(offered).stage == "agreed"

    activate_agreement(number=offered.number, **by)

    version = version_of(offered)
    assert version.status == "in_force"
    assert version.offers.get().state == "agreed"
    event = Event.objects.get(name="agreement.activated")
    assert {one["role"] for one in event.facts["signatures"]} == {
        "service_owner",
        "service_level_manager",
        "customer",
    }
    assert event.facts["digest"] == version.offers.get().digest == wording_hash(version)


def test_a_signature_says_who_by_what_right_when_and_of_which_wording(
    offered, representative, noon
):
    sign(offered, "customer", representative, noon, authority="Head of IT")

    signature = Signature.objects.get()
    assert (signature.signer, signature.authority) == (
        "Rolf Representative",
        "Head of IT",
    )
    assert signature.signed_at == noon
    assert signature.digest == wording_hash(version_of(offered))
    event = Event.objects.get(name="agreement.signed")
    assert event.facts["digest"] == signature.digest
    assert event.data.values["authority"] == "Head of IT"


def test_what_is_missing_is_named(offered, owner, noon, by):
    sign(offered, "service_owner", owner, noon)

    with pytest.raises(ValidationError, match="Customer representative") as refused:
        activate_agreement(number=offered.number, **by)
    assert "Service owner" not in str(refused.value)


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("stranger", "customer"),
        ("requester", "customer"),
        ("auditor", "service_owner"),
        ("team_lead", "service_owner"),
        ("agent", "service_level_manager"),
        ("agent", "customer"),
        ("service_level_manager", "customer"),
        ("service_level_manager", "service_owner"),
    ],
)
def test_nobody_signs_for_another_party(who, role, offered, cast, noon):
    with pytest.raises((PermissionDenied, Agreement.DoesNotExist)):
        sign(offered, role, cast[who], noon)
    assert not Signature.objects.exists()


def test_whoever_drafts_signs_as_service_level_manager_only(
    offered, service, service_level_manager, by
):
    service.owner = service_level_manager.person
    service.save()

    with pytest.raises(PermissionDenied):
        sign(offered, "service_owner", **by)


def test_nobody_signs_for_two_parties(offered, service, owner, representative, noon):
    service.owner = representative.person
    service.save()
    sign(offered, "customer", representative, noon)

    with pytest.raises(TransitionNotAllowed, match="two parties"):
        sign(offered, "service_owner", representative, noon)
    assert signed_roles(offered) == ["customer"]


def test_signing_twice_is_refused(offered, representative, noon):
    sign(offered, "customer", representative, noon)

    with pytest.raises(TransitionNotAllowed, match="already"):
        sign(offered, "customer", representative, noon)
    assert Event.objects.filter(name="agreement.signed").count() == 1


@pytest.mark.parametrize("role", ["team_lead", "supplier", "nobody"])
def test_a_role_that_does_not_sign_it_is_refused(role, offered, by):
    with pytest.raises(ValidationError, match="in that role"):
        sign(offered, role, **by)


def test_without_a_word_on_the_authority_it_is_refused(offered, by):
    with pytest.raises(ValidationError):
        sign(offered, "service_level_manager", authority=" ", **by)


def test_what_is_not_offered_is_not_signed(draft, resolution, by):
    add_target(number=draft.number, terms=resolution, **by)

    with pytest.raises(TransitionNotAllowed, match="Offer"):
        sign(draft, "service_level_manager", **by)


def test_what_is_in_force_is_not_signed(agreement, by):
    with pytest.raises(TransitionNotAllowed):
        sign(agreement, "service_level_manager", **by)


def test_a_wording_that_was_not_read_is_not_signed(offered, representative, noon):
    with pytest.raises(StaleAgreement):
        sign(offered, "customer", representative, noon, version=1)


def test_what_was_signed_otherwise_does_not_enter_into_force(offered, service, by):
    sign_for_all(number=offered.number, **by)
    # Past every service, as only the database can.
    version_of(offered).service_rows.all().delete()

    with pytest.raises(ValidationError, match="signed anew"):
        activate_agreement(number=offered.number, **by)
    assert version_of(offered).status == "draft"


def reword_title(draft, by):
    wording = Wording.of(version_of(draft))
    edit_draft(number=draft.number, title="Other", wording=wording, **by)


def reword_target(draft, by):
    target = version_of(draft).targets.get()
    terms = replace(TargetTerms.of(target), goal_percent=Decimal(90))
    change_target(number=draft.number, target_id=target.pk, terms=terms, **by)


def remove_one(draft, by):
    target = version_of(draft).targets.get()
    remove_target(number=draft.number, target_id=target.pk, **by)


def add_a_step(draft, by):
    step = EscalationStep(percent=80, whom="team", ladder="functional")
    add_step(number=draft.number, step=step, **by)


def change_hours(draft, by):
    calendar = version_of(draft).targets.get().calendar
    hours = {"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}}
    begins = by["at"] + timedelta(days=30)
    add_calendar_version(
        number=calendar.number, definition=hours, valid_from=begins, **by
    )


REWORDED = [reword_title, reword_target, remove_one, add_a_step, change_hours]


@pytest.mark.parametrize("reword", REWORDED)
def test_any_change_of_the_wording_voids_what_was_signed(
    reword, offered, representative, noon, by
):
    sign(offered, "customer", representative, noon)

    reword(offered, by)

    version = version_of(offered)
    assert (version.stage, signed_roles(offered)) == ("draft", [])
    assert version.offers.get().state == "changed"
    assert Signature.objects.get().voided_at == noon
    event = Event.objects.get(name="agreement.signatures_voided")
    assert event.facts["roles"] == ["customer"]


def test_saving_the_same_wording_voids_nothing(offered, representative, noon, by):
    sign(offered, "customer", representative, noon)
    wording = replace(Wording.of(version_of(offered)), review_on=date(2026, 9, 1))

    edit_draft(number=offered.number, title=offered.title, wording=wording, **by)

    assert signed_roles(offered) == ["customer"]
