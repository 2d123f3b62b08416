"""Whoever was promised something is told when a later decision moved it, and why."""

from datetime import UTC, datetime

import pytest

from calendars.services import add_calendar_version
from slm.models import Clock
from slm.selectors import explain_clock
from slm.selectors.moves import moves_of
from slm.services import approve_exclusion, reject_exclusion, withdraw_exclusion
from tests.api.conftest import assert_problem, program
from tests.reporting.conftest import month
from tests.slm.acts import HOUR, TEN, clock_of
from tests.slm.pages import page
from tests.slm.test_repairs import (
    approved,
    of_hours,
    of_terms,
    right_hours,
    right_terms,
)

__all__ = ["month", "of_hours", "of_terms", "program", "right_hours", "right_terms"]
pytestmark = pytest.mark.django_db
DUE = TEN + 8 * HOUR
LATER = datetime(2026, 3, 6, 9, tzinfo=UTC)


def late_of(month):
    return Clock.objects.get(record=month["late"].pk)


def moved(clock, at=LATER):
    found = moves_of(explain_clock(clock, at=at))
    return [(one.at, str(one.why), one.before, one.after) for one in found]


def test_a_repair_of_hours_is_told_to_both_sides(
    client, of_hours, month, agent, representative, service_level_manager
):
    clock = late_of(month)
    assert moved(clock) == []
    repair = approved(of_hours, service_level_manager)
    # Opened at ten, it was due at six and is.
    assert moved(clock) == []

    clock = Clock.objects.get(record=month["met"].pk)
    told = (
        "On Fri 3 Apr 2026, 10:00:00 this was moved from Tue 10 Mar 2026, 16:00:00 to"
        " Tue 10 Mar 2026, 18:00:00: a mistake in the service hours was corrected."
    )
    staff, theirs = (
        page(client, agent, clock).text,
        page(client, representative, clock, "clock_promise").text,
    )
    assert told in staff
    assert f'href="/manage/repairs/{repair.number}/"' in staff.split(told)[1]
    assert told in theirs
    assert repair.number not in theirs
    assert "typed wrongly" not in theirs


def test_so_is_one_of_the_agreement(of_terms, month, service_level_manager):
    repair = approved(of_terms, service_level_manager)
    due = datetime(2026, 3, 10, 18, tzinfo=UTC)

    assert moved(late_of(month)) == [
        (repair.decided_at, "terms_repaired", due, due + 2.5 * HOUR)
    ]


def test_time_that_is_excluded_and_counts_again_is_told_each_time(
    incident, asked, service_level_manager
):
    by = {"number": asked.number, "actor": service_level_manager}
    approve_exclusion(**by, at=LATER)
    first = (LATER, "excluded", DUE, DUE + 2 * HOUR)
    assert moved(clock_of(incident)) == [first]

    withdraw_exclusion(**by, reason="x", at=LATER + HOUR)
    again = (LATER + HOUR, "counted_again", DUE + 2 * HOUR, DUE)
    assert moved(clock_of(incident), LATER + 2 * HOUR) == [first, again]


def test_what_was_rejected_moved_nothing(incident, asked, service_level_manager):
    by = {"number": asked.number, "actor": service_level_manager}
    reject_exclusion(**by, reason="x", at=LATER)
    assert moved(clock_of(incident), LATER + HOUR) == []


def test_other_hours_that_are_agreed_move_what_is_open(
    incident, office, service_level_manager
):
    add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}},
        valid_from=TEN + HOUR,
        actor=service_level_manager,
        at=TEN + HOUR,
    )
    monday = datetime(2026, 3, 9, 16, tzinfo=UTC)
    assert moved(clock_of(incident), TEN + 2 * HOUR) == [
        (TEN + HOUR, "hours_changed", DUE, monday)
    ]
    assert moved(clock_of(incident), TEN) == []


def test_what_was_read_before_other_terms_were_put_right_is_not_told(
    of_terms, month, office, service_level_manager
):
    by = {"actor": service_level_manager}
    tenth = datetime(2026, 3, 10, 11, tzinfo=UTC)
    weekly = {"tue": [["08:00", "12:00"]], "wed": [["08:00", "20:00"]]}
    add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": weekly},
        valid_from=tenth,
        at=tenth,
        **by,
    )
    clock = late_of(month)
    assert [why for _at, why, *_due in moved(clock)] == ["hours_changed"]
    approved(of_terms, service_level_manager)
    assert "hours_changed" not in [why for _at, why, *_due in moved(clock)]


def test_programs_are_told_too_and_of_the_decision_only_with_the_right(
    program, incident, asked, agent, requester, service_level_manager
):
    by = {"number": asked.number, "actor": service_level_manager}
    approve_exclusion(**by, at=LATER)
    path = f"clocks/{clock_of(incident).pk}/moves/"
    (staff,) = program(agent).get(path).json()
    assert (staff["why"], staff["item"]) == ("excluded", asked.number)
    times = [datetime.fromisoformat(staff[name]) for name in ("before", "after")]
    assert times == [DUE, DUE + 2 * HOUR]
    (theirs,) = program(requester).get(path).json()
    assert theirs == {**staff, "item": None}


def test_nobody_is_told_of_a_promise_that_is_not_theirs(
    program, incident, agent, stranger
):
    path = f"clocks/{clock_of(incident).pk}/moves/"
    assert program(agent).get(path).json() == []
    assert_problem(program(stranger).get(path), 404)
