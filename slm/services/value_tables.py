"""Measured values from a table: looked at first, then taken in whole or not at all."""

import csv
import io
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.timezone import get_current_timezone, is_naive
from django.utils.translation import gettext as _

from core.models import User
from slm.services.measures import MANAGE, MOST_VALUES, faults_of, record_values

COLUMNS = ("at", "value")
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in one cell; `row` is counted as in a spreadsheet."""

    row: int
    column: str
    message: str


@dataclass(slots=True)
class ValueTable:
    """What a table says, and what is wrong with it."""

    # Of a cell that cannot be read there is nothing.
    read: list[tuple[datetime | None, Decimal | None]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def values(self) -> list[tuple[datetime, Decimal]]:
        return [
            (when, value)
            for when, value in self.read
            if when is not None and value is not None
        ]


def read_values(text: str, *, actor: User, at: datetime) -> ValueTable:
    """
    Read a table of values without taking anything in.

    :raises PermissionDenied: if the actor may not manage measures
    """
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    table, text = ValueTable(), text.lstrip("\ufeff")
    delimiter = _delimiter_of(text)
    try:
        lines = list(
            csv.DictReader(io.StringIO(text), strict=True, delimiter=delimiter)
        )
    except csv.Error as error:
        table.faults.append(Fault(1, "", _("This is not CSV: %s.") % error))
        return table
    if (fault := _fault_of_shape(lines)) is not None:
        table.faults.append(fault)
        return table
    for row, line in enumerate(lines, start=2):
        _read_line(row, line, table, has_decimal_comma=delimiter != ",")
    for place, column, message in faults_of(table.read, at) if table.read else []:
        table.faults.append(Fault(table.rows[place], column, message))
    table.faults.sort(key=lambda fault: fault.row)
    return table


@transaction.atomic
def import_values(
    text: str, *, number: str, how: str, actor: User, at: datetime
) -> dict[str, int]:
    """
    Store every value of the table, or none; returns as `record_values`.

    :raises PermissionDenied: if the actor may not manage measures
    :raises ValidationError: if anything in the table is wrong
    """
    table = read_values(text, actor=actor, at=at)
    if table.faults:
        raise ValidationError(
            [f"{fault.row} {fault.column}: {fault.message}" for fault in table.faults]
        )
    return record_values(
        number=number, values=table.values, how=how, actor=actor, at=at
    )


def _delimiter_of(text: str) -> str:
    """Return what parts the names of the columns: a comma, a semicolon or a tab."""
    heading = text.partition("\n")[0]
    return max(DELIMITERS, key=heading.count)


def _fault_of_shape(lines: list[dict[str, str]]) -> Fault | None:
    if not lines:
        return Fault(1, "", _("There are no rows below the names of the columns."))
    if len(lines) > MOST_VALUES:
        return Fault(MOST_VALUES + 2, "", _("At most %d rows at once.") % MOST_VALUES)
    names = [name for name in lines[0] if name is not None]
    for needed in COLUMNS:
        if needed not in names:
            message = _(
                "This column is missing. The first line has to name at and value,"
                " parted by a comma, a semicolon or a tab."
            )
            return Fault(1, needed, message)
    for name in names:
        if name not in COLUMNS:
            return Fault(1, name[:40], _("No such column is known."))
    return None


def _read_line(
    row: int, line: dict[str, str], table: ValueTable, *, has_decimal_comma: bool
) -> None:
    if None in line:
        table.faults.append(Fault(row, "", _("There are too many cells.")))
        return
    number = line["value"] or ""
    if has_decimal_comma:
        # As spreadsheets write it where columns are not parted by commas.
        number = number.replace(",", ".")
    when, value = _instant(line["at"] or ""), _number(number)
    if when is None:
        message = _("This is no instant such as 2026-03-04 12:00.")
        table.faults.append(Fault(row, "at", message))
    if value is None:
        table.faults.append(Fault(row, "value", _("This is not a number.")))
    table.read.append((when, value))
    table.rows.append(row)


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text.strip()[:40])
    except ValueError:
        return None
    if found is None:
        return None
    if is_naive(found):
        found = found.replace(tzinfo=get_current_timezone())
    # The first and last days there are have no name everywhere.
    return found if 1900 <= found.year <= 2199 else None


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip()[:40])
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
