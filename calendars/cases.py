"""Facts about business time, collected elsewhere, tried on our arithmetic."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from calendars.definition import parse_definition
from calendars.gaps import due_around, due_back_around, elapsed_around, elapsed_in
from calendars.hours import Budget, Hours
from calendars.localtime import Span, instant_of, normalise_local_time, second_of

Case = Mapping[str, Any]

MINUTE = 60
FAR = 2**40
OFFSET = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<number>\d+(?:\.\d+)?)\s*"
    r"(?P<unit>s|sec|second|m|min|minute|h|hr|hour|working day|day)s?"
    r"\s*(?:\(working\))?"
)
SECONDS_OF_UNIT = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of a case: what was expected and what we answer."""

    case: str
    subject: str
    expected: str
    answer: str
    holds: bool
    is_convention: bool = False
    note: str = ""


class Verification:
    """Tries the cases of one file."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._definitions: Mapping[str, Any] = data["calendars"]
        self._cases: list[Case] = data["cases"]
        self._hours: dict[str, Hours] = {}

    def findings(self) -> Iterator[list[Finding]]:
        """Return for each case what was compared."""
        for case in self._cases:
            try:
                yield list(self._try(case))
            except (ValueError, KeyError, TypeError) as error:
                problem = f"{type(error).__name__}: {error}"
                yield [self._finding(case, "case", "an answer", problem, False)]

    def _calendar(self, name: str) -> Hours:
        if name not in self._hours:
            definition = parse_definition(self._definitions[name])
            self._hours[name] = Hours(definition, name)
        return self._hours[name]

    def _try(self, case: Case) -> Iterator[Finding]:
        kind: str = case["kind"]
        if kind == "normalise_local_time":
            yield self._normalised(case)
            return
        hours = self._calendar(case["calendar"])
        if kind in ("is_working", "working_day"):
            yield self._yes_or_no(case, hours)
        elif kind == "elapsed":
            yield from self._elapsed(case, hours)
        elif kind in MOMENTS:
            yield from self._moment(case, hours)
        else:
            raise ValueError(f"“{kind}” is not a kind of case")

    def _moment(self, case: Case, hours: Hours) -> Iterator[Finding]:
        found = MOMENTS[case["kind"]](case, hours)
        expected = _second(case["expected"], hours)
        yield self._instants(case, case["kind"], hours, expected, found)
        for escalation in _as_list(case.get("escalation")):
            moved = _shift(hours, found, escalation["offset"])
            awaited = _second(escalation["expected"], hours)
            subject = f"escalation {escalation['offset']}"
            yield self._instants(case, subject, hours, awaited, moved)
        if "expected_paused_working_seconds" in case:
            begin = _second(case["start"], hours)
            paused = elapsed_in(hours, _pauses(case, hours), (begin, FAR))
            yield self._paused(case, paused)

    def _elapsed(self, case: Case, hours: Hours) -> Iterator[Finding]:
        start, end = _second(case["start"], hours), _second(case["end"], hours)
        pauses = _pauses(case, hours)
        found = elapsed_around(hours, start, end, pauses)
        if "expected_seconds" in case:
            yield self._amounts(case, "elapsed", case["expected_seconds"], found)
        if "expected_margin_seconds" in case:
            margin = int(case["target_seconds"]) - found
            yield self._amounts(case, "margin", case["expected_margin_seconds"], margin)
        if "expected_paused_working_seconds" in case:
            yield self._paused(case, elapsed_in(hours, pauses, (start, end)))

    def _paused(self, case: Case, found: int) -> Finding:
        expected = case["expected_paused_working_seconds"]
        return self._amounts(case, "paused", expected, found)

    def _yes_or_no(self, case: Case, hours: Hours) -> Finding:
        if case["kind"] == "working_day":
            found = hours.is_working_day(date.fromisoformat(case["date"][:10]))
        else:
            at = case["at"] if "at" in case else case["start"]
            found = hours.is_open_second(_second(at, hours))
        expected = case["expected"]
        return self._finding(case, case["kind"], expected, found, found is expected)

    def _normalised(self, case: Case) -> Finding:
        name = case.get("timezone") or self._definitions[case["calendar"]]["timezone"]
        moment = datetime.fromisoformat(case["input_local"])
        found = normalise_local_time(moment, ZoneInfo(name))
        awaited = case["expected"]
        if isinstance(awaited, dict):
            awaited = awaited.get("local") or awaited["utc"]
        expected = datetime.fromisoformat(awaited)
        if expected.tzinfo is None:
            expected = expected.replace(tzinfo=ZoneInfo(name))
        return self._finding(
            case,
            "local time",
            expected.isoformat(),
            found.isoformat(),
            found == expected,
        )

    def _instants(
        self, case: Case, subject: str, hours: Hours, expected: int, found: int
    ) -> Finding:
        holds = abs(found - expected) <= _tolerance(case)
        if not holds and (
            "boundary" in case.get("tags", ()) or subject.startswith("escalation -")
        ):
            # A closing and the next opening are the same amount of business time.
            holds = hours.elapsed_seconds(found, expected) == 0
        return self._finding(
            case, subject, _spell(expected, hours), _spell(found, hours), holds
        )

    def _amounts(
        self, case: Case, subject: str, expected: int | float, found: int
    ) -> Finding:
        holds = abs(found - expected) <= _tolerance(case)
        return self._finding(case, subject, f"{expected} s", f"{found} s", holds)

    def _finding(
        self, case: Case, subject: str, expected: object, answer: object, holds: bool
    ) -> Finding:
        return Finding(
            case=str(case.get("id", "?")),
            subject=subject,
            expected=str(expected),
            answer=str(answer),
            holds=holds,
            is_convention=case.get("use") == "convention",
            note=str(case.get("note", "")),
        )


def _due(case: Case, hours: Hours) -> int:
    start, pauses = _second(case["start"], hours), _pauses(case, hours)
    due = hours.due_of_budget(start, _budget(case["amount"]))
    if not elapsed_in(hours, pauses, (start, due)):
        return due
    # Interrupted, a budget of days is worth the open time of those days.
    return due_around(hours, start, hours.elapsed_seconds(start, due), pauses)


def _due_back(case: Case, hours: Hours) -> int:
    end, pauses = _second(case["start"], hours), _pauses(case, hours)
    due = second_of(hours.due_back(instant_of(end), _budget(case["amount"])))
    if not elapsed_in(hours, pauses, (due, end)):
        return due
    return due_back_around(hours, end, hours.elapsed_seconds(due, end), pauses)


def _next_open(case: Case, hours: Hours) -> int:
    return hours.next_open_second(_second(case["start"], hours))


def _previous_open(case: Case, hours: Hours) -> int:
    return hours.previous_open_second(_second(case["start"], hours))


def _next_close(case: Case, hours: Hours) -> int:
    return hours.next_close_second(_second(case["start"], hours))


MOMENTS: dict[str, Callable[[Case, Hours], int]] = {
    "due": _due,
    "due_back": _due_back,
    "next_open": _next_open,
    "prev_open": _previous_open,
    "next_close": _next_close,
}


def _tolerance(case: Case) -> int:
    return MINUTE if "minute_resolution" in case.get("tags", ()) else 0


def _budget(amount: Mapping[str, Any]) -> Budget:
    days = amount.get("working_days")
    return Budget(
        seconds=int(amount.get("seconds", 0)),
        working_days=None if days is None else int(days),
        end_of_working_day=bool(amount.get("end_of_working_day", False)),
    )


def _second(value: Any, hours: Hours) -> int:
    """Read an instant: UTC, with an offset, or as the calendar's clocks show it."""
    if isinstance(value, dict):
        value = value["utc"] if "utc" in value else value["local"]
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        moment = normalise_local_time(moment, hours.zone)
    return second_of(moment)


def _spell(second: int, hours: Hours) -> str:
    moment = instant_of(second)
    local = moment.astimezone(hours.zone).isoformat()
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} ({local})"


def _pauses(case: Case, hours: Hours) -> list[Span]:
    ends = []
    for pause in case.get("pauses") or ():
        start, end = (
            (pause["from"], pause["to"]) if isinstance(pause, dict) else tuple(pause)
        )
        ends.append((_second(start, hours), _second(end, hours)))
    return ends


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _shift(hours: Hours, second: int, offset: Any) -> int:
    """Move by an amount of business time such as `-5 min` or `+3 working days`."""
    if isinstance(offset, dict):
        budget = offset
        seconds, days = budget.get("seconds", 0), budget.get("working_days")
    else:
        seconds, days = _read_offset(str(offset))
    if days is not None:
        return hours.shift_days_second(second, days)
    if seconds < 0:
        return hours.due_back_second(second, -seconds)
    return hours.due_second(second, seconds)


def _read_offset(text: str) -> tuple[int, int | None]:
    found = OFFSET.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-"))
    if not found:
        raise ValueError(f"“{text}” is not an amount of business time")
    number = float(found["number"]) * (-1 if found["sign"] == "-" else 1)
    if "day" in found["unit"]:
        return 0, int(number)
    return int(number * SECONDS_OF_UNIT[found["unit"][0]]), None
