"""Clocks by example: what was agreed for the cases that people argue about."""

from datetime import datetime

import pytest

from calendars.definition import parse_definition
from calendars.hours import Budget, Hours
from calendars.localtime import second_of
from calendars.timetable import Timetable
from slm.clockwork import Exclusion, Verdict, read_clock
from slm.ledger import Holder, Mode, Point, Terms, superseded_points

HOUR = 3600
DAYS = ("mon", "tue", "wed", "thu", "fri")
RUNNING, PAUSED, STOPPED, VOID = Mode


def at(text: str) -> int:
    """Read a time of March 2026 such as `06 15:00`; the 6th is a Friday."""
    return second_of(datetime.fromisoformat(f"2026-03-{text}:00+00:00"))


def office(start="09:00", end="17:00") -> Hours:
    weekly = {day: [[start, end]] for day in DAYS}
    return Hours(parse_definition({"timezone": "UTC", "weekly": weekly}), "Office")


OFFICE = Timetable([(0, office())])
FOUR = Terms(1, 4 * HOUR, OFFICE, (50, 75, 100))
EIGHT = Terms(2, 8 * HOUR, OFFICE, (50, 75, 100))


def points(*moves, terms=FOUR) -> list[Point]:
    return [
        Point(seq, at(text), mode, rest[0] if rest else terms, holder=Holder(seq))
        for seq, (text, mode, *rest) in enumerate(moves)
    ]


def read(*moves, now="20 12:00", exclusions=(), terms=FOUR):
    return read_clock(points(*moves, terms=terms), exclusions, as_of=at(now))


def test_due_at_closing_and_resolved_on_saturday_is_met():
    reading = read(("06 13:00", RUNNING), ("07 11:00", STOPPED))

    assert reading.due_at == at("06 17:00")
    assert (reading.verdict, reading.elapsed) == (Verdict.MET, 4 * HOUR)
    assert reading.late_from is None


def test_it_is_late_from_the_next_running_service_second():
    reading = read(("06 13:00", RUNNING), ("09 09:30", STOPPED))

    assert reading.due_at == at("06 17:00")
    assert reading.late_from == at("09 09:00") + 1
    assert (reading.verdict, reading.overrun) == (Verdict.BREACHED, HOUR / 2)


def test_opened_at_night_it_starts_with_the_next_opening():
    reading = read(("06 20:00", RUNNING), now="06 21:00")

    assert reading.started_at == at("09 09:00")
    assert reading.due_at == at("09 13:00")
    assert reading.verdict is Verdict.RUNNING


def test_a_pause_subtracts_only_service_time_and_hides_the_due_instant():
    moves = ("06 15:00", RUNNING), ("06 16:00", PAUSED)
    paused = read(*moves, now="09 08:00")
    resumed = read(*moves, ("09 10:00", RUNNING), now="09 10:30")

    assert (paused.due_at, paused.upcoming) == (None, ())
    assert (resumed.paused, resumed.elapsed) == (2 * HOUR, 1.5 * HOUR)
    assert resumed.due_at == at("09 13:00")


def test_what_is_paused_and_excluded_is_reported_as_paused():
    reading = read(
        ("05 09:00", RUNNING),
        ("05 10:00", PAUSED),
        ("05 12:00", RUNNING),
        now="05 13:00",
        exclusions=[Exclusion(at("05 11:00"), at("05 12:30"), 7)],
    )

    assert (reading.paused, reading.excluded) == (2 * HOUR, HOUR / 2)
    assert reading.elapsed == 1.5 * HOUR
    assert [row.exclusions for row in reading.rows] == [(), (), (7,), (7,), ()]


def test_an_exclusion_still_ahead_moves_the_due_instant():
    window = Exclusion(at("05 12:00"), at("05 14:00"))
    reading = read(("05 09:00", RUNNING), now="05 10:00", exclusions=[window])

    assert reading.due_at == at("05 15:00")


def test_another_version_of_the_calendar_counts_from_its_own_instant():
    longer = Timetable([(0, office()), (at("06 00:00"), office("08:00", "20:00"))])
    reading = read(
        ("05 16:00", RUNNING), now="06 10:00", terms=Terms(1, 4 * HOUR, longer)
    )

    assert reading.elapsed == 3 * HOUR
    assert reading.due_at == at("06 11:00")


def test_carried_time_crosses_thresholds_at_the_change_and_is_flagged():
    reading = read(("05 09:00", RUNNING, EIGHT), ("05 15:00", RUNNING), now="05 16:00")

    crossed = [(c.target, c.percent, c.at, c.is_carried) for c in reading.crossings]
    change = at("05 15:00")
    assert crossed == [
        (2, 50, at("05 13:00"), False),
        *((1, percent, change, True) for percent in (50, 75, 100, 100)),
    ]
    assert reading.late_from == change
    assert reading.due_at == at("05 13:00")


def test_relaxed_after_the_breach_keeps_the_breach_and_is_met():
    reading = read(
        ("05 09:00", RUNNING),
        ("05 15:00", RUNNING, EIGHT),
        ("05 16:00", STOPPED, EIGHT),
    )

    assert (reading.verdict, reading.is_relaxed) == (Verdict.MET, True)
    assert [breach.at for breach in reading.breaches] == [at("05 13:00") + 1]
    assert reading.late_from is None


def test_reopened_after_a_met_stop_it_goes_on_and_may_breach():
    moves = ("05 09:00", RUNNING), ("05 12:00", STOPPED), ("06 10:00", RUNNING)
    reading = read(*moves, now="06 13:00")

    assert (reading.elapsed, reading.gap, reading.paused) == (6 * HOUR, 6 * HOUR, 0)
    assert reading.verdict is Verdict.BREACHED
    assert reading.late_from == at("06 11:00") + 1


def test_reopened_after_a_breach_it_stays_breached_and_grows():
    moves = ("05 09:00", RUNNING), ("05 14:00", STOPPED), ("05 15:00", RUNNING)
    reading = read(*moves, now="05 16:00")

    assert reading.late_from == at("05 13:00") + 1
    assert reading.overrun == 2 * HOUR


def test_what_is_void_is_only_void():
    reading = read(("05 09:00", RUNNING), ("05 15:00", VOID))

    assert reading.verdict is Verdict.VOID
    assert (reading.due_at, reading.late_from, reading.is_relaxed) == (
        None,
        None,
        False,
    )


def test_a_late_fact_supersedes_what_was_said_from_its_instant_on():
    moves = ("05 09:00", RUNNING), ("05 16:00", STOPPED), ("05 11:00", STOPPED)
    reading = read(*moves)

    assert (reading.elapsed, reading.verdict) == (2 * HOUR, Verdict.MET)
    assert [point.seq for point in superseded_points(points(*moves))] == [1]


def test_closing_after_the_stop_changes_nothing():
    moves = ("05 09:00", RUNNING), ("05 12:00", STOPPED), ("09 09:00", STOPPED)
    reading = read(*moves)

    assert (reading.stopped_at, reading.gap) == (at("05 12:00"), 0)
    assert reading.due_at == at("05 13:00")


@pytest.mark.parametrize(
    ("handed_over", "blamed"), [("05 12:00", 1), ("05 13:00", 1), ("05 14:00", 0)]
)
def test_the_holder_of_the_second_that_broke_it_is_to_blame(handed_over, blamed):
    reading = read(("05 09:00", RUNNING), (handed_over, RUNNING), now="05 16:00")

    assert reading.blamed == Holder(blamed)


def test_working_days_become_seconds_when_the_target_is_chosen():
    budget = Budget(working_days=2, end_of_working_day=True)

    assert OFFICE.budget_seconds(at("05 15:00"), budget) == (2 + 8 + 8) * HOUR


@pytest.mark.parametrize("opened", ["05 07:00", "05 09:00", "05 19:30", "08 16:23"])
def test_what_comes_in_outside_hours_has_as_many_whole_days(opened):
    assert OFFICE.budget_seconds(at(opened), Budget(working_days=2)) == 2 * 8 * HOUR


def test_a_clock_shows_what_it_showed_then():
    moves = ("05 09:00", RUNNING), ("05 12:00", STOPPED)

    assert read(*moves, now="05 10:00").verdict is Verdict.RUNNING
    with pytest.raises(ValueError, match="without a point"):
        read(*moves, now="05 08:00")
