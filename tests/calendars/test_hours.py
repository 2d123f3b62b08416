"""Business time, by example: what the agreed words mean at their edges."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from calendars.definition import (
    DefinitionError,
    agree_definition,
    parse_definition,
    split_overnight,
)
from calendars.hours import Budget, Hours, NoOpenTime, OutOfRange

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def make(weekly=None, timezone="Europe/Berlin", **rest) -> Hours:
    weekly = WEEKDAYS if weekly is None else weekly
    definition = parse_definition({"timezone": timezone, "weekly": weekly, **rest})
    return Hours(definition, "Desk")


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.fixture(scope="module")
def desk() -> Hours:
    return make()


def test_a_budget_used_up_at_closing_is_due_at_closing(desk):
    assert desk.due(berlin("2026-03-06 15:00"), 7200) == berlin("2026-03-06 17:00")


def test_nothing_is_due_at_once_even_when_closed(desk):
    assert desk.due(berlin("2026-03-07 15:00"), 0) == berlin("2026-03-07 15:00")


def test_fractions_of_a_second_are_floored(desk):
    start = berlin("2026-03-06 15:00").replace(microsecond=999_999)

    assert desk.due(start, 60) == berlin("2026-03-06 15:01")


def test_working_days_keep_the_time_of_day_over_a_change_of_clocks(desk):
    start = berlin("2026-03-27 10:30")

    assert desk.due(start, Budget(working_days=1)) == berlin("2026-03-30 10:30")
    assert desk.due_back(berlin("2026-03-30 10:30"), Budget(working_days=1)) == start


def test_the_end_of_the_working_day_is_its_last_closing(desk):
    budget = Budget(working_days=1, end_of_working_day=True)

    assert desk.due(berlin("2026-03-06 20:00"), budget) == berlin("2026-03-09 17:00")


def test_no_working_day_ends_today_or_on_the_next(desk):
    budget = Budget(working_days=0, end_of_working_day=True)

    assert desk.due(berlin("2026-03-06 10:00"), budget) == berlin("2026-03-06 17:00")
    assert desk.due(berlin("2026-03-07 10:00"), budget) == berlin("2026-03-09 17:00")


def test_no_working_day_after_the_last_closing_ends_on_the_next(desk):
    budget = Budget(working_days=0, end_of_working_day=True)

    assert desk.due(berlin("2026-03-06 17:00"), budget) == berlin("2026-03-06 17:00")
    assert desk.due(berlin("2026-03-06 18:00"), budget) == berlin("2026-03-09 17:00")


def test_working_days_from_a_time_shown_twice_move_forward_over_a_skipped_one():
    always = make({day: [["00:00", "24:00"]] for day in (*WEEKDAYS, "sat", "sun")})
    budget = Budget(working_days=154)
    first = berlin("2026-10-25 02:30")

    for start in (first, first.replace(fold=1)):
        assert always.due(start, budget) == berlin("2027-03-28 03:30")


def test_a_day_whose_windows_a_break_takes_away_is_no_working_day():
    shut = make(breaks={"2026-03-09": [["00:00", "24:00"]]})

    assert not shut.is_working_day(date(2026, 3, 9))
    due = shut.due(berlin("2026-03-06 10:00"), Budget(working_days=1))
    assert due == berlin("2026-03-10 10:00")


def test_midnight_belongs_to_the_day_it_ends():
    night = make({"mon": [["20:00", "24:00"]], "tue": [["08:00", "10:00"]]})
    budget = Budget(seconds=4 * 3600, end_of_working_day=True)

    assert night.due(berlin("2026-03-02 20:00"), budget) == berlin("2026-03-03 00:00")


def test_a_window_in_skipped_time_moves_forward_by_what_is_skipped():
    early = make({"sun": [["02:30", "04:00"]]})

    assert early.next_opening(berlin("2026-03-29 00:00")) == berlin("2026-03-29 03:30")


def test_a_special_day_beats_a_holiday_and_a_break_comes_last():
    shop = make(
        holidays=["2026-03-04"],
        special_days={"2026-03-04": [["10:00", "14:00"]]},
        breaks={"2026-03-04": [["11:00", "12:00"]]},
    )

    day = berlin("2026-03-04 00:00"), berlin("2026-03-05 00:00")
    assert shop.elapsed(*day) == 3 * 3600
    assert shop.is_working_day(date(2026, 3, 4))
    assert not shop.is_open(berlin("2026-03-04 11:30"))


def test_a_day_jumped_over_at_the_date_line_has_no_hours():
    apia = make({"fri": [["09:00", "17:00"]]}, "Pacific/Apia")

    assert not apia.is_working_day(date(2011, 12, 30))


@pytest.mark.parametrize(
    "ask",
    [
        lambda never, at: never.due(at, 1),
        lambda never, at: never.due_back(at, 1),
        lambda never, at: never.due(at, Budget(working_days=1)),
        lambda never, at: never.due_back(at, Budget(working_days=1)),
        lambda never, at: never.next_opening(at),
        lambda never, at: never.previous_opening(at),
        lambda never, at: never.next_closing(at),
    ],
)
def test_a_calendar_that_never_opens_is_an_error_with_its_name(ask, noon):
    with pytest.raises(NoOpenTime, match="Desk"):
        ask(make({}), noon)


def test_reach_is_the_same_whatever_was_asked_before():
    once = make({}, special_days={"2047-03-04": [["09:00", "10:00"]]})
    at = datetime(2026, 3, 4, tzinfo=UTC)

    assert once.is_open(datetime(2047, 3, 4, 8, 30, tzinfo=UTC))
    with pytest.raises(NoOpenTime):
        once.next_opening(at)
    with pytest.raises(NoOpenTime):
        once.due(at, Budget(working_days=1))


def test_instants_need_a_zone_and_a_year_that_is_covered(desk):
    with pytest.raises(ValueError, match="time zone"):
        desk.is_open(datetime(2026, 3, 4))  # noqa: DTZ001
    with pytest.raises(OutOfRange):
        desk.is_open(datetime(9999, 12, 31, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"timezone": "Mars/Base"}, "Mars/Base"),
        ({"timezone": "../etc/passwd"}, "not a known time zone"),
        ({"timezone": None}, "timezone"),
        ({"weekly": []}, "weekly: must be an object"),
        ({"weekly": {"funday": []}}, "weekly.funday"),
        ({"weekly": {"mon": [["9", "17:00"]]}}, "weekly.mon"),
        ({"weekly": {"mon": [["09:00"]]}}, "beginning and an end"),
        ({"weekly": {"mon": [["09:00", "24:01"]]}}, "24:01"),
        ({"weekly": {"mon": [["22:00", "06:00"]]}}, "22:00 to 24:00, and 00:00 to 06"),
        ({"holidays": ["2026-02-30"]}, "2026-02-30"),
        ({"holidays": ["2026-03-04", "2026-03-04"]}, "given twice"),
        ({"holidays": [{"day": "2026-03-04"}]}, "not a key of a holiday"),
        ({"yearly_holidays": ["13-01"]}, "13-01"),
        ({"special_days": {"soon": []}}, "soon"),
        ({"breaks": "none"}, "breaks: must be an object"),
        ({"opening": "09:00"}, "opening: is not a key"),
    ],
)
def test_a_definition_that_is_none_names_what_is_wrong(change, problem):
    data = {"timezone": "UTC", "weekly": WEEKDAYS, **change}

    with pytest.raises(DefinitionError, match=problem.replace("(", r"\(")):
        parse_definition(data)


def test_a_window_over_midnight_is_offered_as_two():
    assert split_overnight(22 * 60, 6 * 60) == ((1320, 1440), (0, 360))


@pytest.mark.parametrize("key", ["weekly", "special_days", "breaks"])
def test_windows_of_a_day_that_overlap_are_not_agreed_but_read(key):
    day = "mon" if key == "weekly" else "2026-03-04"
    windows = [["11:00", "15:00"], ["08:00", "12:00"]]
    data = {"timezone": "UTC", "weekly": WEEKDAYS, key: {day: windows}}

    with pytest.raises(DefinitionError, match="08:00–12:00 and 11:00–15:00 overlap"):
        agree_definition(data)
    # What was agreed before counts as it did.
    assert parse_definition(data)


def test_adjoining_windows_are_agreed():
    week = {"mon": [["08:00", "12:00"], ["12:00", "15:00"]]}

    assert agree_definition({"timezone": "UTC", "weekly": week}).weekly[0]
