"""Update intervals: each turn is a clock of its own, and owed only to who waits."""

import pytest

from calendars.hours import Budget
from incidents.services import cancel_incident, reopen_incident
from slm.choices import Mode, Verdict
from slm.models import Clock
from slm.services import add_target, check_clocks
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, pend, resolve, resume, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement(draft, resolution, office, service_level_manager, noon):
    """The customer is told every 2 h where it is."""
    interval = TargetTerms("update_interval", office, {None: Budget(2 * 3600)})
    for terms in (resolution, interval):
        add_target(
            number=draft.number, terms=terms, actor=service_level_manager, at=noon
        )
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    return draft


def turns(incident) -> list[tuple[int, str, int]]:
    """Return number, mode and minutes of each turn."""
    found = Clock.objects.filter(record=incident.pk, metric="update_interval")
    return [
        (one.turn, one.mode, one.elapsed_seconds // 60)
        for one in found.order_by("turn")
    ]


def test_the_first_is_owed_from_the_opening(incident):
    assert turns(incident) == [(1, Mode.RUNNING, 0)]


def test_the_next_starts_when_one_is_given(incident, agent):
    write(incident, agent, TEN + HOUR)
    write(incident, agent, TEN + 4 * HOUR)

    assert turns(incident) == [
        (1, Mode.STOPPED, 60),
        (2, Mode.STOPPED, 180),
        (3, Mode.RUNNING, 0),
    ]
    verdicts = Clock.objects.filter(metric="update_interval").order_by("turn")
    assert [one.verdict for one in verdicts] == [
        Verdict.MET,
        Verdict.BREACHED,
        Verdict.OPEN,
    ]
    assert list(check_clocks(at=TEN + 4 * HOUR)) == []


def test_a_note_and_what_the_customer_writes_are_no_update(incident, agent, requester):
    write(incident, agent, TEN + HOUR, visibility="internal")
    write(incident, requester, TEN + HOUR)

    assert turns(incident) == [(1, Mode.RUNNING, 0)]


def test_none_is_owed_while_we_wait_for_the_customer(incident, agent):
    pend(incident, agent, TEN + HOUR)
    assert turns(incident) == [(1, Mode.STOPPED, 60)]
    resume(incident, agent, TEN + 8 * HOUR)

    assert turns(incident) == [(1, Mode.STOPPED, 60), (2, Mode.RUNNING, 0)]


def test_a_question_before_it_waits_ends_the_turn(incident, agent):
    pend(incident, agent, TEN + HOUR, question="Which room?")

    assert turns(incident) == [(1, Mode.STOPPED, 60)]
    assert list(check_clocks(at=TEN + HOUR)) == []


def test_waiting_for_a_supplier_is_no_excuse(incident, agent):
    pend(incident, agent, TEN + HOUR, "supplier")

    assert turns(incident) == [(1, Mode.RUNNING, 60)]


def test_resolving_ends_the_turn_and_reopening_starts_a_new_one(incident, agent):
    resolve(incident, agent, TEN + HOUR)
    assert turns(incident) == [(1, Mode.STOPPED, 60)]
    reopen_incident(number=incident.number, reason="x", actor=agent, at=TEN + 5 * HOUR)

    assert turns(incident) == [(1, Mode.STOPPED, 60), (2, Mode.RUNNING, 0)]


def test_cancelling_makes_every_turn_void(incident, agent):
    write(incident, agent, TEN + HOUR)
    cancel_incident(number=incident.number, reason="x", actor=agent, at=TEN + 2 * HOUR)

    assert [mode for _turn, mode, _minutes in turns(incident)] == [Mode.VOID] * 2
    assert list(check_clocks(at=TEN + 2 * HOUR)) == []
