"""Clocks of contracts: what a supplier promised, for as long as it works on it."""

import pytest

from calendars.hours import Budget
from incidents.services import cancel_incident, reopen_incident
from slm.choices import Mode, Verdict, Whom
from slm.escalation import Step
from slm.models import Agreement, Clock
from slm.selectors import explain_clock
from slm.selectors.telling import people_to_tell
from slm.services import (
    Wording,
    add_target,
    check_clocks,
    create_agreement,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import (
    HOUR,
    TEN,
    answered,
    clock_of,
    hold,
    pend,
    resolve,
    supply,
    take_back,
    write,
)
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(agreement, supplier, provider, office, service_level_manager, noon):
    """The supplier promised the provider an answer in 1 h and a solution in 3 h."""
    made = create_agreement(
        agreement=Agreement(
            leg="uc", title="Contoso", provider=provider, supplier=supplier
        ),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )
    for metric, hours in (("resolution", 3), ("first_response", 1)):
        terms = TargetTerms(metric, office, {None: Budget(hours * 3600)})
        add_target(
            number=made.number, terms=terms, actor=service_level_manager, at=noon
        )
    put_into_force(number=made.number, actor=service_level_manager, at=noon)
    return made


@pytest.fixture
def incident(contract, incident):
    return incident


def of_supplier(incident, supplier, metric="resolution") -> Clock:
    return Clock.objects.get(
        record=incident.pk, leg="uc", metric=metric, supplier=supplier
    )


def test_a_contract_has_a_number_of_its_own(contract):
    assert contract.number.startswith("UC-")
    assert contract.party.name == "Contoso"


def test_it_starts_at_the_handing_over_and_the_customers_goes_on(
    incident, agent, supplier
):
    supply(incident, agent, supplier, TEN + HOUR)

    assert of_supplier(incident, supplier).started_at == TEN + HOUR
    assert clock_of(incident).mode == Mode.RUNNING
    assert clock_of(incident).started_at == TEN


def test_handing_over_is_our_first_response_at_its_instant(
    draft, service_level_manager, office, agent, incident_of, supplier, noon
):
    by = {"actor": service_level_manager, "at": noon}
    terms = TargetTerms("first_response", office, {None: Budget(2 * 3600)})
    add_target(number=draft.number, terms=terms, **by)
    put_into_force(number=draft.number, **by)
    incident = incident_of(TEN)
    supply(incident, agent, supplier, TEN + HOUR)

    clock = clock_of(incident, "first_response")
    assert (clock.stopped_at, clock.verdict) == (TEN + HOUR, Verdict.MET)
    assert list(check_clocks(at=TEN + 2 * HOUR)) == []


def test_a_supplier_without_a_contract_has_no_clock(incident, agent, second_supplier):
    supply(incident, agent, second_supplier, TEN + HOUR)

    assert not Clock.objects.filter(leg="uc").exists()


def test_it_stops_at_taking_back_and_adds_up_over_several_times(
    incident, agent, supplier
):
    supply(incident, agent, supplier, TEN)
    take_back(incident, agent, TEN + HOUR)
    assert of_supplier(incident, supplier).mode == Mode.STOPPED
    supply(incident, agent, supplier, TEN + 5 * HOUR)
    resolve(incident, agent, TEN + 6 * HOUR)

    clock = of_supplier(incident, supplier)
    assert clock.elapsed_seconds == 2 * 3600
    assert clock.verdict == Verdict.MET
    assert clock_of(incident).elapsed_seconds == 6 * 3600
    assert list(check_clocks(at=TEN + 6 * HOUR)) == []


def test_each_supplier_has_a_clock_of_its_own(
    incident, agent, supplier, second_supplier
):
    supply(incident, agent, supplier, TEN)
    supply(incident, agent, second_supplier, TEN + HOUR)

    clock = of_supplier(incident, supplier)
    assert (clock.mode, clock.elapsed_seconds) == (Mode.STOPPED, 3600)
    assert Clock.objects.filter(leg="uc").count() == 2


def test_a_new_reference_or_control_starts_nothing_anew(incident, agent, supplier):
    supply(incident, agent, supplier, TEN)
    supply(incident, agent, supplier, TEN + HOUR, reference="4711", is_in_control=True)
    take_back(incident, agent, TEN + 2 * HOUR)

    assert of_supplier(incident, supplier).elapsed_seconds == 2 * 3600


def test_its_answer_is_the_first_response_and_ours_is_not(incident, agent, supplier):
    supply(incident, agent, supplier, TEN)
    write(incident, agent, TEN + HOUR / 4)
    assert of_supplier(incident, supplier, "first_response").mode == Mode.RUNNING
    answered(incident, agent, TEN + HOUR / 2, reference="4711")

    clock = of_supplier(incident, supplier, "first_response")
    assert (clock.mode, clock.elapsed_seconds) == (Mode.STOPPED, 1800)
    assert clock.verdict == Verdict.MET
    # A second answer is no first one.
    answered(incident, agent, TEN + HOUR, reference="4712")
    clock.refresh_from_db()
    assert clock.elapsed_seconds == 1800


def test_waiting_for_the_supplier_stops_nobodys_clock(incident, agent, supplier):
    supply(incident, agent, supplier, TEN)
    pend(incident, agent, TEN + HOUR, "supplier")

    assert of_supplier(incident, supplier).mode == Mode.RUNNING
    assert clock_of(incident).mode == Mode.RUNNING


def test_reopening_gives_it_to_no_supplier(incident, agent, supplier):
    supply(incident, agent, supplier, TEN)
    resolve(incident, agent, TEN + HOUR)
    reopen_incident(number=incident.number, reason="x", actor=agent, at=TEN + 2 * HOUR)

    clock = of_supplier(incident, supplier)
    assert (clock.mode, clock.elapsed_seconds) == (Mode.STOPPED, 3600)


def test_cancelling_makes_it_void(incident, agent, supplier):
    supply(incident, agent, supplier, TEN)
    cancel_incident(number=incident.number, reason="x", actor=agent, at=TEN + HOUR)

    assert of_supplier(incident, supplier).verdict == Verdict.VOID


def test_of_a_contract_the_contract_managers_are_told_too(
    incident, agent, supplier, contract_manager, service_level_manager
):
    supply(incident, agent, supplier, TEN)
    step = Step(1, 100, Whom.MANAGERS)
    theirs = of_supplier(incident, supplier)
    ours = Clock.objects.get(record=incident.pk, leg="sla", metric="resolution")

    both = [service_level_manager, contract_manager]
    assert people_to_tell(theirs, step, TEN) == both
    assert people_to_tell(ours, step, TEN) == both[:1]


@pytest.mark.parametrize(
    ("is_in_control", "blamed"), [(True, "Contoso"), (False, "Service desk")]
)
def test_to_blame_is_the_supplier_only_if_it_was_in_control(
    is_in_control, blamed, incident, agent, supplier, team
):
    hold(incident, agent, team, TEN)
    supply(incident, agent, supplier, TEN + HOUR, is_in_control=is_in_control)
    resolve(incident, agent, TEN + 9 * HOUR)

    told = explain_clock(clock_of(incident), at=TEN + 9 * HOUR)
    assert told.reading.verdict == "breached"
    assert told.holders.of(told.reading.blamed) == blamed
