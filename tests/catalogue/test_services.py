from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from calendars.services import create_calendar
from catalogue.choices import ServiceState
from catalogue.models import Service
from catalogue.services import (
    create_service,
    edit_service,
    entitle_customer,
    move_service,
    withdraw_customer,
)
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.versions import StaleVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def hours(service_level_manager, noon):
    weekly = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    return create_calendar(
        name="Office hours",
        definition={"timezone": "Europe/Berlin", "weekly": weekly},
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def proposed(service_level_manager, noon) -> Service:
    return create_service(name="Telephony", actor=service_level_manager, at=noon)


@pytest.fixture
def ready(service_level_manager, agent, customer, hours, noon) -> Service:
    """In transition, with everything that going live requires."""
    return create_service(
        name="Telephony",
        description="Your number, everywhere.",
        owner=agent.person,
        service_hours=hours,
        state=ServiceState.IN_TRANSITION,
        customers=[customer],
        actor=service_level_manager,
        at=noon,
    )


def move(service, step, actor, at, **values):
    return move_service(number=service.number, step=step, actor=actor, at=at, **values)


def last_event(service) -> Event:
    return Event.objects.filter(item=service.item).latest("id")


def test_a_new_service_is_proposed(proposed):
    assert proposed.state == ServiceState.PROPOSED


def test_a_service_goes_through_its_life(ready, service_level_manager, noon):
    for step, state in [
        ("go_live", ServiceState.LIVE),
        ("phase_out", ServiceState.RETIRING),
        ("retire", ServiceState.RETIRED),
    ]:
        assert move(ready, step, service_level_manager, noon).state == state


def test_moving_records_before_and_after(proposed, service_level_manager, noon):
    move(proposed, "design", service_level_manager, noon, reason="Asked for by two.")

    event = last_event(proposed)
    assert event.name == "service.moved"
    assert event.changes == {"state": ["proposed", "in_design"]}
    assert event.data.values == {"reason": "Asked for by two."}


def test_a_step_cannot_be_skipped(proposed, service_level_manager, noon):
    with pytest.raises(TransitionNotAllowed):
        move(proposed, "go_live", service_level_manager, noon)


def test_moving_twice_is_refused(proposed, service_level_manager, noon):
    move(proposed, "design", service_level_manager, noon)
    with pytest.raises(TransitionNotAllowed):
        move(proposed, "design", service_level_manager, noon)


def test_going_live_needs_owner_words_hours_and_a_customer(service_level_manager, noon):
    bare = create_service(
        name="Fax",
        state=ServiceState.IN_TRANSITION,
        actor=service_level_manager,
        at=noon,
    )
    with pytest.raises(ValidationError) as refused:
        move(bare, "go_live", service_level_manager, noon)
    assert len(refused.value.messages) == 4


@pytest.mark.parametrize("role", ["agent", "team_lead", "auditor"])
def test_only_portfolio_managers_move_a_service(cast, role, proposed, noon):
    with pytest.raises(PermissionDenied):
        move(proposed, "design", cast[role], noon)


@pytest.mark.parametrize("role", ["requester", "representative", "stranger"])
def test_customers_do_not_even_see_what_is_proposed(cast, role, proposed, noon):
    with pytest.raises(Service.DoesNotExist):
        move(proposed, "design", cast[role], noon)


def test_editing_keeps_before_and_after_apart_from_the_words(
    ready, service_level_manager, noon
):
    edit_service(
        number=ready.number,
        criticality=1,
        price_note="Two euros a month",
        actor=service_level_manager,
        at=noon,
    )

    event = last_event(ready)
    assert event.changes == {"criticality": [2, 1]}
    assert event.data.values == {"price_note": ["", "Two euros a month"]}


def test_editing_without_a_change_is_refused(ready, service_level_manager, noon):
    with pytest.raises(ValidationError):
        edit_service(
            number=ready.number, criticality=2, actor=service_level_manager, at=noon
        )


def test_a_stale_edit_is_refused_with_what_is_there_now(
    ready, service_level_manager, administrator, noon
):
    seen = ready.version
    edit_service(number=ready.number, criticality=1, actor=administrator, at=noon)
    with pytest.raises(StaleVersion) as refused:
        edit_service(
            number=ready.number,
            version=seen,
            summary="Mine",
            actor=service_level_manager,
            at=noon,
        )
    assert refused.value.current.criticality == 1


def test_a_live_service_keeps_its_owner(ready, service_level_manager, noon):
    move(ready, "go_live", service_level_manager, noon)
    with pytest.raises(ValidationError) as refused:
        edit_service(
            number=ready.number, owner=None, actor=service_level_manager, at=noon
        )
    assert set(refused.value.message_dict) == {"owner"}


def test_a_name_is_given_once(ready, service, service_level_manager, noon):
    with pytest.raises(ValidationError) as refused:
        edit_service(
            number=ready.number,
            name=service.name,
            actor=service_level_manager,
            at=noon,
        )
    assert set(refused.value.message_dict) == {"name"}


def test_a_retired_service_is_kept_as_it_was(ready, service_level_manager, noon):
    for step in ("go_live", "phase_out", "retire"):
        move(ready, step, service_level_manager, noon)
    with pytest.raises(ValidationError):
        edit_service(
            number=ready.number, criticality=1, actor=service_level_manager, at=noon
        )


def test_an_agent_may_not_edit(service, agent, noon):
    with pytest.raises(PermissionDenied):
        edit_service(number=service.number, criticality=1, actor=agent, at=noon)


def test_an_entitled_customer_sees_the_service(
    service, stranger, other_customer, service_level_manager, noon
):
    assert service not in Service.objects.visible_to(stranger)
    entitle_customer(
        number=service.number,
        customer=other_customer,
        actor=service_level_manager,
        at=noon,
    )
    assert service in Service.objects.visible_to(stranger)
    assert last_event(service).facts == {"customer": other_customer.pk}


def test_entitling_twice_is_refused(service, customer, service_level_manager, noon):
    with pytest.raises(ValidationError):
        entitle_customer(
            number=service.number,
            customer=customer,
            actor=service_level_manager,
            at=noon,
        )


def test_only_customers_are_entitled(service, provider, service_level_manager, noon):
    with pytest.raises(ValidationError):
        entitle_customer(
            number=service.number,
            customer=provider,
            actor=service_level_manager,
            at=noon,
        )


def test_an_entitlement_ends(
    service, customer, other_customer, requester, service_level_manager, noon
):
    given = {"number": service.number, "actor": service_level_manager, "at": noon}
    entitle_customer(customer=other_customer, **given)
    withdraw_customer(customer=customer, **given)

    assert service not in Service.objects.visible_to(requester)
    assert last_event(service).name == "service.customer_withdrawn"
    with pytest.raises(ValidationError):
        withdraw_customer(customer=customer, **given)


def test_the_last_customer_of_a_live_service_stays(
    service, customer, service_level_manager, noon
):
    with pytest.raises(ValidationError):
        withdraw_customer(
            number=service.number,
            customer=customer,
            actor=service_level_manager,
            at=noon,
        )


@pytest.mark.parametrize("act", [entitle_customer, withdraw_customer])
def test_an_agent_does_not_decide_who_is_entitled(service, customer, agent, act, noon):
    with pytest.raises(PermissionDenied):
        act(number=service.number, customer=customer, actor=agent, at=noon)
