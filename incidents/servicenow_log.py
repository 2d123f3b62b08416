"""Reading the audit log of a ServiceNow installation: one row for each update."""

import csv
import gzip
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import IO

SYSTEM = "servicenow-log"
UNKNOWN = "?"
COLUMNS = (
    "number",
    "incident_state",
    "sys_mod_count",
    "caller_id",
    "opened_at",
    "sys_updated_by",
    "sys_updated_at",
    "contact_type",
    "category",
    "u_symptom",
    "impact",
    "urgency",
    "assignment_group",
    "assigned_to",
    "closed_code",
)
# For whom or what each of the log's waiting states waits.
WAITING = {
    "Awaiting User Info": "customer",
    "Awaiting Evidence": "customer",
    "Awaiting Vendor": "supplier",
    "Awaiting Problem": "problem",
}
STATES = {"New", "Active", "Resolved", "Closed", *WAITING}
# Of what becomes a name; category and symptom together are the title.
LONGEST = 90
# Calendars and priorities cover no other years.
YEARS = range(1990, 2100)


class UnreadableLog(Exception):
    """Raised when a row of the log makes no sense; names the row and the column."""


@dataclass(frozen=True, slots=True)
class Row:
    """One update of an incident, in the order of the log."""

    line: int
    number: str
    place: int
    state: str
    opened_at: datetime
    updated_at: datetime
    updated_by: str
    caller: str
    channel: str
    category: str
    group: str
    assignee: str
    impact: int
    urgency: int
    closed_code: str
    symptom: str


@dataclass(slots=True)
class LoggedIncident:
    """All updates of one incident, in order, at instants that never go backward."""

    number: str
    rows: list[Row]
    clamped: list[tuple[int, str]] = field(default_factory=list)

    @property
    def opened_at(self) -> datetime:
        return self.rows[0].opened_at

    def expected_at(self, index: int) -> datetime:
        """Return when a wait that begins with that row ended, in the log's own words."""
        row = self.rows[index]
        later = [r for r in self.rows[index + 1 :] if r.state != row.state]
        until = later[0].updated_at if later else row.updated_at
        return max(until, row.updated_at + timedelta(minutes=1))


def read_log(path: Path, *, zone: tzinfo = UTC) -> list[LoggedIncident]:
    """
    Read the log, plain or gzipped, grouped by incident in the order of opening.

    An instant earlier than the row before it, or than the opening, is moved up to
    that; `clamped` lists line and reason.

    :raises UnreadableLog: naming the line and the column that make no sense
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    try:
        with _open(path) as file:
            for line, values in _rows(file):
                row = _parse(line, values, zone)
                groups[row.number].append(row)
    except (UnicodeDecodeError, csv.Error, EOFError, zlib.error) as error:
        raise UnreadableLog(f"The file cannot be read: {error}.") from error
    incidents = [_in_order(number, rows) for number, rows in groups.items()]
    return sorted(incidents, key=lambda incident: (incident.opened_at, incident.number))


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _rows(file: IO[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """
    Return each row with the line it stands on.

    :raises UnreadableLog: if a column is missing, or a row has too many
    """
    reader = csv.DictReader(file)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise UnreadableLog(f"The columns {', '.join(missing)} are missing.")
    for values in reader:
        if None in values:
            raise UnreadableLog(f"Line {reader.line_num}: it has too many columns.")
        yield reader.line_num, values


def _parse(line: int, values: dict[str, str], zone: tzinfo) -> Row:
    return Row(
        line=line,
        number=_known(line, values, "number"),
        place=_count(line, values, "sys_mod_count"),
        state=_state(line, values, "incident_state"),
        opened_at=_instant(line, values, "opened_at", zone),
        updated_at=_instant(line, values, "sys_updated_at", zone),
        updated_by=_known(line, values, "sys_updated_by"),
        caller=_known(line, values, "caller_id"),
        channel=_known(line, values, "contact_type"),
        category=_known(line, values, "category"),
        group=_known(line, values, "assignment_group"),
        assignee=_known(line, values, "assigned_to"),
        impact=_level(line, values, "impact"),
        urgency=_level(line, values, "urgency"),
        closed_code=_known(line, values, "closed_code"),
        symptom=_known(line, values, "u_symptom"),
    )


def _known(line: int, values: dict[str, str], name: str) -> str:
    value = values[name]
    if not value or not value.strip():
        raise UnreadableLog(f"Line {line}, {name}: it is empty.")
    if len(value) > LONGEST:
        raise UnreadableLog(
            f"Line {line}, {name}: it is longer than {LONGEST} characters."
        )
    if not value.isprintable():
        raise UnreadableLog(f"Line {line}, {name}: it has characters that no text has.")
    return value


def _state(line: int, values: dict[str, str], name: str) -> str:
    if values[name] not in STATES:
        raise UnreadableLog(f"Line {line}, {name}: {values[name]!r} is not known.")
    return values[name]


def _instant(line: int, values: dict[str, str], name: str, zone: tzinfo) -> datetime:
    try:
        # The log writes wall-clock times without a zone; it is given apart.
        moment = datetime.strptime(values[name] or "", "%d-%m-%Y %H:%M")  # noqa: DTZ007
    except ValueError as error:
        raise UnreadableLog(
            f"Line {line}, {name}: {values[name]!r} is no dd-mm-yyyy hh:mm."
        ) from error
    if moment.year not in YEARS:
        raise UnreadableLog(
            f"Line {line}, {name}: {values[name]!r} is not from {YEARS[0]} to {YEARS[-1]}."
        )
    return moment.replace(tzinfo=zone).astimezone(UTC)


def _level(line: int, values: dict[str, str], name: str) -> int:
    if (values[name] or "")[:1] not in {"1", "2", "3"}:
        raise UnreadableLog(f"Line {line}, {name}: {values[name]!r} is no level.")
    return int(values[name][0])


def _count(line: int, values: dict[str, str], name: str) -> int:
    if not (values[name] or "").isdecimal():
        raise UnreadableLog(f"Line {line}, {name}: {values[name]!r} is no number.")
    return int(values[name])


def _in_order(number: str, rows: list[Row]) -> LoggedIncident:
    incident = LoggedIncident(number, sorted(rows, key=lambda row: row.place))
    earliest = incident.opened_at
    for index, row in enumerate(incident.rows):
        if row.updated_at < earliest:
            reason = (
                "before the opening" if earliest == row.opened_at else "goes backward"
            )
            incident.clamped.append((row.line, reason))
            row = replace(row, updated_at=earliest)
            incident.rows[index] = row
        earliest = row.updated_at
    return incident
