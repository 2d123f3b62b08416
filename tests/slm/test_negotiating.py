"""Two sides talk about a draft: offered, commented, declined, withdrawn, compared."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.tasks import deliver_outbox
from notifications.models import Notification
from slm.models import Agreement, Comment, Offer
from slm.redlines import redline
from slm.selectors import clauses_of, wording_hash
from slm.selectors.wording_hash import _contributors, register_wording
from slm.services import (
    Wording,
    add_target,
    comment_on_draft,
    decline_offer,
    edit_draft,
    settle_comment,
    start_new_version,
    withdraw_offer,
)
from tests.api.conftest import Program
from tests.slm.parties import offer, sign
from tests.slm.test_screens import address, desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def offered(draft, resolution, by):
    add_target(number=draft.number, terms=resolution, **by)
    offer(draft, **by, message="As we spoke.")
    return draft


@pytest.fixture
def customers(client, representative):
    """The browser of who speaks for the customer."""
    client.force_login(representative)
    return client


def version_of(agreement):
    return agreement.versions.get(status="draft")


def test_an_offer_keeps_what_was_offered(offered, by):
    made = Offer.objects.get()

    assert made.digest == wording_hash(version_of(offered))
    assert made.wording["heading"]["title"] == "Workplace"
    assert version_of(offered).stage == "in_negotiation"
    event = Event.objects.get(name="agreement.offered")
    assert event.facts["digest"] == made.digest
    with pytest.raises(TransitionNotAllowed, match="already"):
        offer(offered, **by)


def test_what_says_nothing_yet_is_not_offered(draft, by):
    edit_draft(number=draft.number, title="x", wording=Wording(), **by)

    with pytest.raises(ValidationError) as refused:
        offer(draft, **by)
    assert len(refused.value.messages) == 2
    assert not Offer.objects.exists()


@pytest.mark.parametrize("who", ["agent", "auditor", "representative"])
def test_others_offer_and_withdraw_nothing(who, offered, cast, noon):
    with pytest.raises(PermissionDenied):
        offer(offered, cast[who], noon)
    with pytest.raises(PermissionDenied):
        withdraw_offer(number=offered.number, reason="x", actor=cast[who], at=noon)


def test_the_customer_sees_it_while_it_is_offered(offered, cast, by):
    def seeing(name):
        return Agreement.objects.visible_to(cast[name]).exists()

    assert seeing("representative")
    assert not seeing("requester")
    assert not seeing("stranger")
    wording = Wording(valid_from=date(2026, 2, 1))
    edit_draft(number=offered.number, title="Other", wording=wording, **by)
    assert (
        not version_of(offered)
        .__class__.objects.visible_to(cast["representative"])
        .exists()
    )


def test_declining_gives_the_reason_and_voids_what_was_signed(
    offered, representative, by, noon
):
    sign(offered, "service_level_manager", **by)
    decline = {"number": offered.number, "actor": representative, "at": noon}
    with pytest.raises(ValidationError):
        decline_offer(reason=" ", **decline)

    decline_offer(reason="Too slow.", **decline)

    made = Offer.objects.get()
    assert (made.state, made.reason) == ("declined", "Too slow.")
    assert version_of(offered).stage == "draft"
    assert not version_of(offered).valid_signatures
    event = Event.objects.get(name="agreement.offer_declined")
    assert event.data.values["reason"] == "Too slow."
    with pytest.raises(TransitionNotAllowed):
        decline_offer(reason="x", actor=representative, number=offered.number, at=noon)


@pytest.mark.parametrize("who", ["agent", "service_level_manager", "auditor"])
def test_only_the_other_side_declines(who, offered, cast, noon):
    with pytest.raises(PermissionDenied):
        decline_offer(number=offered.number, reason="x", actor=cast[who], at=noon)


def test_a_stranger_finds_nothing_to_decline(offered, stranger, noon):
    with pytest.raises(Agreement.DoesNotExist):
        decline_offer(number=offered.number, reason="x", actor=stranger, at=noon)


def test_what_was_withdrawn_can_be_offered_again(offered, by):
    withdraw_offer(number=offered.number, reason="A mistake.", **by)
    with pytest.raises(TransitionNotAllowed):
        withdraw_offer(number=offered.number, reason="x", **by)

    offer(offered, **by)
    assert list(Offer.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_a_comment_is_about_all_or_one_part_and_is_settled_once(
    offered, representative, by, noon
):
    said = {"number": offered.number, "actor": representative, "at": noon}
    comment = comment_on_draft(text="Why so long?", key="term", **said)
    with pytest.raises(ValidationError):
        comment_on_draft(text="x", key="nothing", **said)
    with pytest.raises(ValidationError):
        comment_on_draft(text=" ", **said)

    settle_comment(number=offered.number, comment_id=comment.pk, **by)
    comment.refresh_from_db()
    assert comment.resolved_by == by["actor"]
    with pytest.raises(TransitionNotAllowed):
        settle_comment(number=offered.number, comment_id=comment.pk, **by)
    recorded = Event.objects.filter(name__startswith="agreement.comment")
    assert recorded.count() == 2


def test_what_is_internal_stays_so(offered, representative, by, noon, customers):
    secret = {"number": offered.number, "text": "They would pay more.", **by}
    comment = comment_on_draft(is_internal=True, **secret)

    page = customers.get(reverse("offer_detail", args=[offered.number]))
    assert "pay more" not in page.text
    program = Program(representative).get(f"agreements/{offered.number}/").json()
    assert program["versions"][0]["comments"] == []
    with pytest.raises(PermissionDenied):
        comment_on_draft(
            number=offered.number,
            text="x",
            is_internal=True,
            actor=representative,
            at=noon,
        )
    with pytest.raises(Comment.DoesNotExist):
        settle_comment(
            number=offered.number,
            comment_id=comment.pk,
            actor=representative,
            at=noon,
        )


@pytest.mark.parametrize("who", ["agent", "auditor"])
def test_who_neither_makes_nor_signs_it_does_not_comment(who, offered, cast, noon):
    with pytest.raises(PermissionDenied):
        comment_on_draft(number=offered.number, text="x", actor=cast[who], at=noon)


def test_a_redline_names_what_was_removed_and_added(agreement, by):
    start_new_version(number=agreement.number, **by)
    wording = Wording(valid_from=date(2027, 1, 1), summary="New hours.")
    edit_draft(number=agreement.number, title="Workplace", wording=wording, **by)
    new, old = agreement.versions.order_by("-number")

    found = {one.key: one for one in redline(clauses_of(old), clauses_of(new))}

    assert [(line.how, line.text) for line in found["term"].lines][:2] == [
        ("removed", "First day: 1 Jan 2026"),
        ("added", "First day: 1 Jan 2027"),
    ]
    assert [line.how for line in found["summary"].lines] == ["added"]
    assert not found["target.resolution."].is_changed


def test_the_comparison_is_a_page_with_marks_in_text(desk, agreement, by):
    start_new_version(number=agreement.number, **by)
    wording = Wording(valid_from=date(2027, 1, 1))
    edit_draft(number=agreement.number, title="Workplace", wording=wording, **by)

    page = desk.get(address("agreement_compare", agreement) + "?from=1&to=2").text
    assert "removed:" in page
    assert "<del>" in page
    assert "<ins>" in page
    assert (
        desk.get(address("agreement_compare", agreement) + "?to=9").status_code == 404
    )


def test_a_section_that_others_add_is_signed_with_the_rest(draft, monkeypatch):
    before = wording_hash(version_of(draft))
    monkeypatch.setitem(_contributors, "sections", lambda version: [])
    assert wording_hash(version_of(draft)) == before

    register_wording("sections", lambda version: ["Liability"])
    assert wording_hash(version_of(draft)) != before


def test_both_sides_are_told(offered, representative, by, noon):
    deliver_outbox()
    told = Notification.objects.filter(recipient=representative)
    assert "offered" in told.get().subject
    sign(offered, "customer", representative, noon)
    wording = Wording(valid_from=date(2026, 2, 1))
    edit_draft(number=offered.number, title="Workplace", wording=wording, **by)
    deliver_outbox()
    assert any("void" in one.subject for one in told.all())
