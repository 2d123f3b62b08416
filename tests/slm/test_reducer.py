"""Any course of events: what was appended by and by is what the whole of them says."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.definition import parse_definition
from calendars.hours import Budget, Hours
from calendars.timetable import Timetable
from slm.clockwork import Reading, Verdict, read_clock
from slm.facts import (
    ENTRY_ADDED,
    HANDED_TO_SUPPLIER,
    HELD,
    MOVED,
    OPENED,
    RECLASSIFIED,
    SUPPLIER_ANSWERED,
    Fact,
    settled,
    turns_of,
)
from slm.ledger import Holder, Mode, Point, Terms
from slm.reducer import ClockKey, Step, amend, fold, unpromised
from slm.targets import TargetBook, TargetRule

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR = 3600
DAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = Hours(
    parse_definition(
        {"timezone": "UTC", "weekly": {d: [["09:00", "17:00"]] for d in DAYS}}
    )
)
HOURS = Timetable([(0, OFFICE)])
STANDINGS = [
    ("new", ""),
    ("active", ""),
    ("waiting", "customer"),
    ("waiting", "supplier"),
    ("done", ""),
    ("void", ""),
]
SETTING = {
    HELD: ["team"],
    RECLASSIFIED: ["priority", "service", "customer"],
    HANDED_TO_SUPPLIER: ["supplier"],
}
SAYING = (ENTRY_ADDED, SUPPLIER_ANSWERED)
SINCE = datetime(2026, 1, 1, tzinfo=UTC)


def rule(budget_id: int, hours: int, **scope: Any) -> TargetRule:
    values: dict[str, Any] = {
        "leg": "sla",
        "metric": "resolution",
        "holder_id": None,
        "agreement_id": 1,
        "version_id": 1,
        "target_id": budget_id,
        "budget_id": budget_id,
        "calendar_id": 1,
        "budget": Budget(hours * HOUR),
        "starts_at": SINCE,
        "pauses": frozenset({"customer"}),
        "thresholds": (50, 75, 100),
    }
    return TargetRule(**values | scope)


# Nothing is promised for service 2 at priority 3, nor by team 2.
BOOK = TargetBook(
    [
        rule(1, 4, priority=1),
        rule(2, 9, service_ids=frozenset({1})),
        rule(3, 2, metric="first_response", service_ids=frozenset({1})),
        rule(4, 5, leg="ola", holder_id=1, priority=1),
        rule(5, 1, leg="ola", holder_id=1, metric="first_response"),
        rule(6, 12, customer_id=2, pauses=frozenset({"customer", "supplier"})),
        rule(7, 3, metric="update_interval", service_ids=frozenset({1})),
        rule(8, 6, leg="uc", holder_id=1),
        rule(9, 1, leg="uc", holder_id=1, metric="first_response"),
    ]
)
OPENING = {
    "phase": "new",
    "waiting_for": "",
    "state": "new",
    "team": None,
    "assignee": None,
    "supplier": None,
    "supplier_in_control": False,
    "priority": 3,
    "service": 2,
    "category": None,
    "customer": 1,
    "kind": "incident",
}


@st.composite
def courses(draw: st.DrawFn) -> list[Fact]:
    """Events as they were recorded, some of them late, some at one instant."""
    known: dict[str, Any] = {**OPENING, "service": draw(st.integers(1, 2))}
    facts = [Fact(1, OPENED, START, known, {})]
    for event_id in range(2, draw(st.integers(3, 12))):
        at = START + timedelta(minutes=30 * draw(st.integers(0, 160)))
        name = draw(st.sampled_from([MOVED, *SETTING, *SAYING]))
        said: dict[str, Any] = {"by_desk": draw(st.booleans()), "visibility": "public"}
        changes: dict[str, Any] = {}
        if name == MOVED:
            phase, waiting_for = draw(st.sampled_from(STANDINGS))
            said |= {"phase": phase, "state": phase, "waiting_for": waiting_for}
            changes = {"phase": [known["phase"], phase]}
        elif name in SETTING:
            field = draw(st.sampled_from(SETTING[name]))
            changes = {field: [known[field], draw(st.integers(1, 3))]}
            said |= {field: changes[field][1]}
        known = {**known, **said}
        facts.append(Fact(event_id, name, at, known, changes))
    return facts


def seconds_of(rule: TargetRule, start: datetime) -> int:
    return HOURS.budget_seconds(int(start.timestamp()), rule.budget)


def folded(facts: list[Fact]) -> dict[Any, list[Step]]:
    return fold(facts, book=BOOK, seconds_of=seconds_of)


FIGURES = attrgetter(
    *("mode", "terms", "started_at", "stopped_at", "elapsed", "paused", "excluded"),
    *("gap", "unpromised", "due_at", "late_from", "verdict", "crossings", "upcoming"),
    *("blamed", "is_relaxed", "rows"),
)


def read(steps: list[Step]) -> Reading:
    points = [
        Point(
            seq,
            int(step.at.timestamp()),
            Mode(step.mode),
            Terms(step.budget_id, step.budget_seconds, HOURS, (50, 75)),
            Holder(step.held_by_id, step.supplier_id),
            step.event_id,
        )
        for seq, step in enumerate(steps)
    ]
    return read_clock(points, as_of=int((START + timedelta(days=30)).timestamp()))


@given(courses())
@settings(max_examples=150, deadline=None)
def test_a_ledger_kept_up_by_appending_says_what_all_events_say(facts):
    stored: dict[Any, list[Step]] = {}
    for count in range(1, len(facts) + 1):
        wanted = folded(facts[:count])
        for key in stored.keys() - wanted.keys():
            wanted[key] = unpromised(stored[key])
        for key, steps in wanted.items():
            added = amend(stored.get(key, []), steps)
            kept = stored.get(key, [])[: added.supersedes]
            stored[key] = kept + added.steps
            assert FIGURES(read(stored[key])) == FIGURES(read(steps))

    says_nothing = [key for key in stored if key not in folded(facts)]
    assert all(read(stored[key]).verdict is Verdict.VOID for key in says_nothing)


def is_promised(facts: Mapping[str, Any], key: ClockKey) -> bool:
    chosen = BOOK.choose(facts, START, key.leg, key.holder_id)
    return key.metric in {rule.metric for rule in chosen}


@given(courses())
@settings(max_examples=150, deadline=None)
def test_a_clock_stands_as_its_record_does_and_is_void_without_a_promise(facts):
    last = settled(facts)[-1]
    for key, steps in folded(facts).items():
        reading = read(steps)
        assert (reading.mode is Mode.VOID) == (reading.verdict is Verdict.VOID)
        if last.phase == "void":
            assert reading.verdict is Verdict.VOID
        elif (key.metric, key.leg) == ("resolution", "sla"):
            has_ended, is_kept = last.phase == "done", is_promised(last.facts, key)
            goes_on = reading.mode in (Mode.RUNNING, Mode.PAUSED)
            assert goes_on == (is_kept and not has_ended)
            assert has_ended or is_kept or reading.mode is Mode.VOID
            assert reading.mode is Mode.STOPPED or not (has_ended and is_kept)


def is_owed(fact: Fact) -> bool:
    open_phases = ("new", "active", "waiting")
    return fact.phase in open_phases and fact.facts["waiting_for"] != "customer"


@given(courses())
@settings(max_examples=150, deadline=None)
def test_whoever_is_owed_a_word_has_one_turn_running(facts):
    held = settled(facts)
    for place in range(1, len(held) + 1):
        turns = turns_of(held[:place])
        assert [turn.number for turn in turns] == list(range(1, len(turns) + 1))
        going_on = [turn for turn in turns if turn.stop is None]
        assert len(going_on) == is_owed(held[place - 1])
        assert going_on == turns[len(turns) - len(going_on) :]


@given(courses())
@settings(max_examples=150, deadline=None)
def test_a_supplier_is_measured_while_it_works_for_us(facts):
    last = settled(facts)[-1]
    for key, steps in folded(facts).items():
        if (key.leg, key.metric) == ("uc", "resolution"):
            works = last.facts["supplier"] == key.holder_id and last.phase != "done"
            goes_on = read(steps).mode in (Mode.RUNNING, Mode.PAUSED)
            assert goes_on == (works and last.phase != "void")


@given(courses())
@settings(max_examples=150, deadline=None)
def test_nothing_is_crossed_before_it_was_promised(facts):
    told = {fact.event_id: int(fact.at.timestamp()) for fact in facts}
    for steps in folded(facts).values():
        reading = read(steps)
        first = steps[0]
        promised = told[first.event_id]
        assert all(crossing.at >= promised for crossing in reading.crossings)
        total = sum(row.counted for row in reading.rows)
        walls = sum(row.wall for row in reading.rows)
        left = reading.paused + reading.gap + sum(row.outside for row in reading.rows)
        assert (total, walls) == (reading.elapsed, reading.elapsed + left)
        assert reading.unpromised <= reading.gap
