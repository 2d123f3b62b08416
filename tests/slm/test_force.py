from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from catalogue.services import create_service
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import open_incident
from slm.choices import Leg
from slm.models import Agreement, AgreementVersion
from slm.selectors import target_book
from slm.services import (
    Wording,
    activate_agreement,
    add_target,
    create_agreement,
    edit_draft,
    start_new_version,
    terminate_agreement,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import classify
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(requester, service, agent, noon):
    """A record opened before anything is in force."""
    return open_incident(
        incident=Incident(title="x", requester=requester.person, service=service),
        actor=agent,
        at=noon,
    )


NEXT_YEAR = date(2027, 1, 1)
SEEN = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def manager(service_level_manager, noon):
    """Who acts, and when."""
    return {"actor": service_level_manager, "at": noon}


def facts(customer, **values):
    of = {"service": None, "category": None, "priority": 1, "kind": "incident"}
    return {**of, "customer": customer.pk, **values}


def chosen(customer, at=SEEN, **values):
    found = target_book().choose(facts(customer, **values), at, Leg.SLA)
    return [rule.budget.seconds // 3600 for rule in found]


def dated(agreement, manager, valid_from, **wording):
    edit_draft(
        number=agreement.number,
        title=agreement.title,
        wording=Wording(valid_from=valid_from, **wording),
        **manager,
    )


def another(party, manager, terms, leg="sla", valid_from=YEAR_START):
    made = create_agreement(
        agreement=Agreement(
            leg=leg,
            title="Another",
            provider=party["provider"],
            customer=party.get("customer"),
            team=party.get("team"),
        ),
        wording=Wording(valid_from=valid_from),
        **manager,
    )
    add_target(number=made.number, terms=terms, **manager)
    return made


def test_in_force_its_targets_apply(agreement, customer, other_customer):
    assert chosen(customer) == [4]
    assert chosen(customer, priority=3) == [8]
    assert chosen(other_customer) == []


def test_a_draft_promises_nothing(draft, resolution, customer, manager):
    add_target(number=draft.number, terms=resolution, **manager)

    assert chosen(customer) == []


def test_entering_force_is_recorded_with_all_terms(agreement):
    event = Event.objects.get(name="agreement.activated")

    assert event.changes["status"] == ["draft", "in_force"]
    assert event.facts["valid_from"] == "2026-01-01"
    assert event.facts["targets"][0]["budgets"]["1"] == {"seconds": 14400}


def test_entering_force_twice_is_refused(agreement, manager):
    with pytest.raises(TransitionNotAllowed):
        activate_agreement(number=agreement.number, **manager)


@pytest.mark.parametrize("role", ["agent", "auditor", "administrator"])
def test_others_put_nothing_into_force(role, cast, draft, noon):
    with pytest.raises(PermissionDenied):
        activate_agreement(number=draft.number, actor=cast[role], at=noon)


def test_a_stranger_does_not_find_it(draft, stranger, noon):
    with pytest.raises(Agreement.DoesNotExist):
        activate_agreement(number=draft.number, actor=stranger, at=noon)


def test_a_draft_without_targets_or_day_is_refused(draft, manager):
    dated(draft, manager, None)

    with pytest.raises(ValidationError) as refused:
        activate_agreement(number=draft.number, **manager)

    assert len(refused.value.messages) == 3


def test_a_calendar_that_begins_later_is_refused(draft, resolution, manager):
    add_target(number=draft.number, terms=resolution, **manager)
    dated(draft, manager, date(2015, 1, 1))

    with pytest.raises(ValidationError, match="Office"):
        activate_agreement(number=draft.number, **manager)


def test_a_target_for_a_service_left_out_is_refused(
    draft, resolution, service, manager, noon
):
    other = create_service(name="Print", actor=system_user("core"), at=noon)
    add_target(number=draft.number, terms=replace(resolution, service=other), **manager)
    dated(draft, manager, YEAR_START, services=[service])

    with pytest.raises(ValidationError, match="leaves out"):
        activate_agreement(number=draft.number, **manager)


def test_two_targets_equally_specific_are_refused(draft, resolution, manager):
    for _ in range(2):
        add_target(number=draft.number, terms=resolution, **manager)

    with pytest.raises(ValidationError, match="neither is the more specific"):
        activate_agreement(number=draft.number, **manager)


def test_two_agreements_with_one_customer_may_not_collide(
    agreement, resolution, provider, customer, manager
):
    made = another({"provider": provider, "customer": customer}, manager, resolution)

    with pytest.raises(ValidationError, match=agreement.number):
        activate_agreement(number=made.number, **manager)


def test_agreements_with_different_customers_do_not_collide(
    agreement, resolution, provider, other_customer, manager
):
    parties = {"provider": provider, "customer": other_customer}
    made = another(parties, manager, resolution)

    put_into_force(number=made.number, **manager)

    assert chosen(other_customer) == [4]


def test_a_team_promises_by_itself(agreement, resolution, provider, team, manager):
    made = another({"provider": provider, "team": team}, manager, resolution, leg="ola")
    put_into_force(number=made.number, **manager)

    of = facts(agreement.customer)
    found = target_book().choose(of, SEEN, Leg.OLA, team=team.pk)
    assert [rule.agreement_id for rule in found] == [made.pk]


def test_a_new_version_ends_the_one_before(agreement, customer, resolution, manager):
    draft = start_new_version(number=agreement.number, **manager)
    add_target(
        number=agreement.number,
        terms=replace(resolution, metric="first_response"),
        **manager,
    )
    dated(agreement, manager, NEXT_YEAR)

    put_into_force(number=agreement.number, **manager)

    first, second = agreement.versions.order_by("number")
    assert (first.status, first.valid_to) == ("superseded", NEXT_YEAR)
    assert (second.pk, second.status) == (draft.pk, "in_force")
    assert chosen(customer) == [4]
    assert chosen(customer, at=SEEN + timedelta(365)) == [4, 4]


def test_a_version_before_the_one_in_force_is_refused(agreement, manager):
    start_new_version(number=agreement.number, **manager)
    dated(agreement, manager, date(2025, 6, 1))

    with pytest.raises(ValidationError, match="Version 1"):
        activate_agreement(number=agreement.number, **manager)


def test_an_agreement_does_not_act_backwards(incident, draft, resolution, manager):
    add_target(number=draft.number, terms=resolution, **manager)

    with pytest.raises(ValidationError, match="backwards"):
        activate_agreement(number=draft.number, **manager)

    dated(draft, manager, incident.opened_at.date() + timedelta(1))
    put_into_force(number=draft.number, **manager)
    assert AgreementVersion.objects.get().status == "in_force"


def test_not_even_on_a_record_that_has_become_another_customers_since(
    incident, draft, resolution, other_customer, agent, manager
):
    classify(incident, agent, manager["at"], customer=other_customer)
    add_target(number=draft.number, terms=resolution, **manager)

    with pytest.raises(ValidationError, match="1 records have been opened"):
        activate_agreement(number=draft.number, **manager)


def test_terminating_ends_it(agreement, customer, manager):
    terminate_agreement(
        number=agreement.number, ends_on=NEXT_YEAR, reason="Moved.", **manager
    )

    assert chosen(customer) == [4]
    assert chosen(customer, at=SEEN + timedelta(365)) == []
    event = Event.objects.get(name="agreement.terminated")
    assert event.changes["valid_to"] == [None, "2027-01-01"]
    with pytest.raises(TransitionNotAllowed):
        terminate_agreement(
            number=agreement.number, ends_on=NEXT_YEAR, reason="x", **manager
        )


@pytest.mark.parametrize(
    ("ends_on", "reason"),
    [(NEXT_YEAR, " "), (date(2025, 1, 1), "x"), (date(2026, 3, 1), "x")],
)
def test_terminating_without_reason_or_backwards_is_refused(
    ends_on, reason, agreement, incident, manager
):
    with pytest.raises(ValidationError):
        terminate_agreement(
            number=agreement.number, ends_on=ends_on, reason=reason, **manager
        )


def test_the_book_is_loaded_once(agreement, customer, django_assert_num_queries):
    target_book()

    with django_assert_num_queries(1):
        book = target_book()
        for priority in (1, 2, 3, 4) * 25:
            assert book.choose(facts(customer, priority=priority), SEEN, Leg.SLA)
