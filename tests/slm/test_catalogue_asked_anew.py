"""A customer asks to agree on a catalogue anew that has changed since it was signed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalogue.services import edit_service
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.roles import Role
from core.services import deliver_outbox
from notifications.models import Notification
from slm.models import AgreedCatalogue
from slm.selectors import standing_of
from slm.services import (
    agree_catalogue,
    ask_for_catalogue_anew,
    decline_catalogue,
    draft_catalogue,
    offer_catalogue,
)
from tests.api.conftest import Program, assert_problem
from tests.conftest import sign_up
from tests.slm.test_agreed_catalogues import by, drafted, offered, signed

__all__ = ["by", "drafted", "offered", "signed"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def changed(signed, service, by):
    """What was signed, and has changed since."""
    edit_service(number=service.number, summary="Post", **by)
    return signed


def ask(catalogue, actor, at):
    return ask_for_catalogue_anew(number=catalogue.number, actor=actor, at=at)


def test_it_is_recorded_and_stands_until_another_is_offered(
    changed, representative, customer, by, noon
):
    ask(changed, representative, noon + HOUR)

    event = Event.objects.get(name="agreed_catalogue.asked_anew")
    assert (event.actor, event.facts["customer"]) == (representative, customer.pk)
    assert standing_of(customer, noon + HOUR).asked == event
    later = {"actor": by["actor"], "at": noon + 2 * HOUR}
    again = draft_catalogue(customer=customer, **later)
    assert standing_of(customer, noon + 2 * HOUR).asked == event
    offer_catalogue(number=again.number, **later)
    assert standing_of(customer, noon + 2 * HOUR).asked is None


def test_asking_twice_is_refused_and_after_declining_possible(
    changed, representative, customer, by, noon
):
    ask(changed, representative, noon)
    with pytest.raises(TransitionNotAllowed):
        ask(changed, representative, noon + HOUR)
    later = {"actor": by["actor"], "at": noon + 2 * HOUR}
    again = offer_catalogue(
        number=draft_catalogue(customer=customer, **later).number, **later
    )
    with pytest.raises(TransitionNotAllowed):
        ask(changed, representative, noon + 3 * HOUR)
    declined = {"actor": representative, "at": noon + 3 * HOUR}
    decline_catalogue(number=again.number, reason="x", **declined)

    ask(changed, representative, noon + 4 * HOUR)
    assert Event.objects.filter(name="agreed_catalogue.asked_anew").count() == 2


def test_what_has_not_changed_is_not_asked_for(signed, representative, noon):
    with pytest.raises(TransitionNotAllowed):
        ask(signed, representative, noon)


def test_what_holds_no_more_is_not_asked_for(
    changed, representative, customer, service, by, noon
):
    later = {"actor": by["actor"], "at": noon + HOUR}
    again = draft_catalogue(customer=customer, **later)
    offer_catalogue(number=again.number, **later)
    agree_catalogue(
        number=again.number,
        authority="Head",
        actor=representative,
        at=noon + 2 * HOUR,
    )
    edit_service(number=service.number, summary="Letters", **later)

    with pytest.raises(TransitionNotAllowed):
        ask(changed, representative, noon + 3 * HOUR)
    ask(again, representative, noon + 3 * HOUR)


def test_what_is_not_agreed_is_not_asked_for(offered, representative, noon):
    with pytest.raises(TransitionNotAllowed):
        ask(offered, representative, noon)


def test_nobody_else_asks_for_the_customer(cast, changed, other_customer, noon):
    theirs = sign_up("Other Speaker", other_customer, Role.CUSTOMER_REPRESENTATIVE)
    others = [user for name, user in cast.items() if name != "representative"]
    for actor in (*others, theirs):
        with pytest.raises((PermissionDenied, AgreedCatalogue.DoesNotExist)):
            ask(changed, actor, noon)
    assert not Event.objects.filter(name="agreed_catalogue.asked_anew").exists()


def test_the_managers_are_told(changed, representative, service_level_manager, noon):
    ask(changed, representative, noon)
    deliver_outbox(at=timezone.now())

    told = Notification.objects.filter(
        recipient=service_level_manager, topic="agreed_catalogue.asked_anew"
    )
    assert "asks to agree on its catalogue" in told.get().subject


def test_both_sides_see_who_asked(
    client, changed, representative, service_level_manager, customer
):
    page = reverse("portal_our_catalogue")
    act = reverse("portal_catalogue_ask_anew", args=[changed.number])
    client.force_login(representative)
    assert act in client.get(page).text
    shown = client.post(act, follow=True).text

    assert "Asked to be agreed anew" in shown
    assert act not in shown
    assert client.post(act).status_code == 409
    client.force_login(service_level_manager)
    listed = client.get(reverse("agreed_catalogue_list"), {"need": "asked"}).text
    assert str(customer) in listed
    theirs = reverse("agreed_catalogue_customer", args=[customer.pk])
    assert "Asked to be agreed anew" in client.get(theirs).text


def test_a_program_asks_once(changed, representative, service_level_manager):
    path = f"agreed_catalogues/{changed.number}/"
    program = Program(representative)
    assert program.get(path).json()["available_actions"] == ["ask_anew"]
    assert_problem(Program(service_level_manager).post(f"{path}ask_anew/"), 403)

    assert program.post(f"{path}ask_anew/").status_code == 200
    assert program.get(path).json()["available_actions"] == []
    assert_problem(program.post(f"{path}ask_anew/"), 409)


def test_asking_is_offered_only_once_something_has_changed(
    client, signed, representative, service, customer, by
):
    program, path = Program(representative), f"agreed_catalogues/{signed.number}/"
    page = reverse("portal_our_catalogue")
    act = reverse("portal_catalogue_ask_anew", args=[signed.number])
    client.force_login(representative)

    def offered_to_ask():
        actions = program.get(path).json()["available_actions"]
        return actions == ["ask_anew"], act in client.get(page).text

    assert offered_to_ask() == (False, False)
    assert_problem(program.post(f"{path}ask_anew/"), 409)
    edit_service(number=service.number, summary="Post", **by)
    assert offered_to_ask() == (True, True)
    again = draft_catalogue(customer=customer, **by)
    offer_catalogue(number=again.number, **by)
    assert offered_to_ask() == (False, False)


def test_the_list_costs_the_same_however_many_versions(
    changed, representative, customer, service, by, noon
):
    program = Program(representative)
    program.get("me/")

    def asked():
        with CaptureQueriesContext(connection) as captured:
            found = program.get("agreed_catalogues/").json()["results"]
        return [one["available_actions"] for one in found], len(captured)

    actions, few = asked()
    assert actions == [["ask_anew"]]
    sign = {"authority": "Head", "actor": representative, "at": noon}
    for summary in ("Letters", "Parcels", "Cards"):
        again = draft_catalogue(customer=customer, **by)
        offer_catalogue(number=again.number, **by)
        agree_catalogue(number=again.number, **sign)
        edit_service(number=service.number, summary=summary, **by)
    actions, many = asked()
    assert actions == [["ask_anew"], [], [], []]
    assert many <= few
