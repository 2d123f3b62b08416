"""A customer's catalogue: drafted, offered, signed or declined, and changed since."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, transaction

from catalogue.services import (
    add_dependency,
    create_component,
    create_service,
    edit_service,
    withdraw_customer,
)
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.roles import Role
from core.versions import StaleVersion
from slm.catalogue_words import changes_between, entries_of
from slm.models import AgreedCatalogue
from slm.selectors import hash_of, live_catalogue, standing_of
from slm.services import (
    agree_catalogue,
    decline_catalogue,
    draft_catalogue,
    offer_catalogue,
    withdraw_catalogue,
)
from tests.conftest import sign_up
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "office", "resolution"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager, noon) -> dict[str, Any]:
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def drafted(service, customer, by) -> AgreedCatalogue:
    return draft_catalogue(customer=customer, **by)


@pytest.fixture
def offered(drafted, by) -> AgreedCatalogue:
    return offer_catalogue(number=drafted.number, **by)


@pytest.fixture
def signed(offered, representative, noon) -> AgreedCatalogue:
    return agree_catalogue(
        number=offered.number, authority="Head of IT", actor=representative, at=noon
    )


def named(name: str) -> Event:
    return Event.objects.filter(name=f"agreed_catalogue.{name}").latest("pk")


def test_it_holds_the_words_as_they_were(drafted, service, by):
    edit_service(number=service.number, summary="Post", **by)

    assert drafted.edition == 1
    assert drafted.content["services"][0]["summary"] == ""
    assert drafted.content_hash == hash_of(drafted.content)


def test_it_tells_hours_dependencies_and_what_is_promised(
    agreement, service, customer, office, team, by
):
    edit_service(number=service.number, service_hours=office, **by)
    part = create_component(name="Cluster", team=team, **by)
    add_dependency(number=service.number, on_component=part, role="Runs it", **by)
    (entry,) = entries_of(live_catalogue(customer, by["at"]))

    said = {point.key: " ".join(point.lines) for point in entry.points}
    assert "E-mail → Cluster (component): Runs it" in said["rests_on"]
    assert agreement.number in said["targets"]
    assert "version 1" in said["hours"]


def test_the_customer_signs_what_was_offered(signed, representative, noon):
    event = named("agreed")

    assert (signed.state, signed.decided_by) == ("agreed", representative)
    assert (signed.authority, signed.decided_at) == ("Head of IT", noon)
    assert event.facts["content_hash"] == signed.content_hash
    assert event.changes["state"] == ["offered", "agreed"]
    assert event.changes["decided_by"] == [None, representative.pk]
    assert event.data.values == {"authority": ["", "Head of IT"]}


def test_signing_twice_is_refused(signed, representative, noon):
    with pytest.raises(TransitionNotAllowed):
        agree_catalogue(
            number=signed.number, authority="x", actor=representative, at=noon
        )


def test_a_draft_is_not_there_for_the_customer(drafted, representative, noon):
    with pytest.raises(AgreedCatalogue.DoesNotExist):
        agree_catalogue(
            number=drafted.number, authority="x", actor=representative, at=noon
        )


def test_what_was_not_read_is_not_signed(offered, representative, noon):
    with pytest.raises(ValidationError):
        agree_catalogue(
            number=offered.number,
            authority="Head of IT",
            content_hash="0" * 64,
            actor=representative,
            at=noon,
        )
    with pytest.raises(ValidationError):
        agree_catalogue(
            number=offered.number, authority=" ", actor=representative, at=noon
        )
    offered.refresh_from_db()
    assert offered.state == "offered"


def test_nobody_else_signs_for_the_customer(cast, offered, other_customer, noon):
    theirs = sign_up("Other Speaker", other_customer, Role.CUSTOMER_REPRESENTATIVE)
    others = [user for name, user in cast.items() if name != "representative"]
    for actor in (*others, theirs):
        with pytest.raises((PermissionDenied, AgreedCatalogue.DoesNotExist)):
            agree_catalogue(number=offered.number, authority="x", actor=actor, at=noon)


def test_declining_needs_a_reason_and_ends_the_version(offered, representative, noon):
    with pytest.raises(ValidationError):
        decline_catalogue(
            number=offered.number, reason="", actor=representative, at=noon
        )
    declined = decline_catalogue(
        number=offered.number, reason="Too dear.", actor=representative, at=noon
    )

    assert (declined.state, declined.reason) == ("declined", "Too dear.")
    assert named("declined").data.values == {"reason": ["", "Too dear."]}


@pytest.mark.parametrize("role", ["agent", "team_lead", "auditor", "representative"])
def test_only_service_level_managers_draft_and_offer(cast, role, drafted, noon):
    by = {"actor": cast[role], "at": noon}
    with pytest.raises(PermissionDenied):
        draft_catalogue(customer=drafted.customer, **by)
    with pytest.raises((PermissionDenied, AgreedCatalogue.DoesNotExist)):
        offer_catalogue(number=drafted.number, **by)


def test_one_version_at_a_time_is_prepared(drafted, customer, by):
    with pytest.raises(ValidationError):
        draft_catalogue(customer=customer, **by)
    withdraw_catalogue(number=drafted.number, **by)
    assert draft_catalogue(customer=customer, **by).edition == 2


def test_without_services_or_changes_there_is_nothing_to_offer(
    signed, other_customer, by
):
    for customer in (signed.customer, other_customer):
        with pytest.raises(ValidationError):
            draft_catalogue(customer=customer, **by)


def test_a_change_of_a_service_makes_it_changed_since(signed, service, customer, by):
    assert standing_of(customer, by["at"]).is_current
    edit_service(number=service.number, summary="Post and calendar", **by)
    standing = standing_of(customer, by["at"])

    assert standing.has_changed
    assert standing.is_due


def test_the_next_version_supersedes_it(signed, service, customer, representative, by):
    edit_service(number=service.number, summary="Post", **by)
    again = draft_catalogue(customer=customer, **by)
    offer_catalogue(number=again.number, **by)
    agree_catalogue(
        number=again.number, authority="Board", actor=representative, at=by["at"]
    )

    signed.refresh_from_db()
    assert signed.state == "superseded"
    assert named("superseded").item_id == signed.pk


def test_changes_are_told_line_by_line(signed, service, customer, by):
    extra = create_service(name="Chat", state="live", customers=[customer], **by)
    edit_service(number=service.number, included="Mail\nCalendar", **by)
    changes = changes_between(signed.content, live_catalogue(customer, by["at"]))

    told = {(one.number, one.how) for one in changes}
    assert told == {(service.number, "changed"), (extra.number, "added")}
    lines = next(one for one in changes if one.how == "changed").points[0].lines
    assert [(line.how, line.text) for line in lines] == [
        ("added", "Mail"),
        ("added", "Calendar"),
    ]


def test_a_service_that_is_gone_is_told(signed, service, customer, other_customer, by):
    create_service(name="Chat", state="live", customers=[customer], **by)
    service.entitlements.create(customer=other_customer)
    withdraw_customer(number=service.number, customer=customer, **by)
    changes = changes_between(signed.content, live_catalogue(customer, by["at"]))

    assert {one.how for one in changes} == {"added", "removed"}


def test_the_database_keeps_content_and_signature(signed):
    changes: list[dict[str, Any]] = [
        {"content": {}},
        {"authority": "Nobody"},
        {"state": "draft"},
    ]
    for values in changes:
        with pytest.raises(InternalError), transaction.atomic():
            AgreedCatalogue.objects.filter(pk=signed.pk).update(**values)
    with pytest.raises(InternalError), transaction.atomic():
        signed.delete()


def test_an_offer_over_another_version_is_refused(drafted, by):
    with pytest.raises(StaleVersion):
        offer_catalogue(number=drafted.number, version=7, **by)
