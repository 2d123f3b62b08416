"""Tables as files that every spreadsheet can open, and none takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.utils.timezone import is_aware, make_naive
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS, LONGEST_TEXT = 1_048_576, 32_767
WIDTH = 20

Row = Sequence[object]


def harmless(text: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def write_csv(file: IO[bytes], heading: Row, rows: Iterable[Row]) -> None:
    """Write the table as text; instants where the reader is, to the minute."""
    # Without their mark spreadsheets take the text for some older encoding.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow([_written(cell) for cell in heading])
    writer.writerows([_written(cell) for cell in row] for row in rows)
    text.detach()


def write_xlsx(file: IO[bytes], heading: Row, rows: Iterable[Row]) -> None:
    """
    Write the table as a workbook: numbers as numbers, instants where the reader is.

    What one sheet cannot hold goes on in the next.
    """
    book = Workbook(write_only=True)
    sheet = _sheet(book, heading)
    for place, row in enumerate(rows, start=1):
        sheet.append([_cell(sheet, value) for value in row])
        if place % (MOST_ROWS - 1) == 0:
            sheet = _sheet(book, heading)
    book.save(file)


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return _local(value).isoformat(" ", timespec="minutes")
    if value is None or isinstance(value, (date, int, float, Decimal)):
        return value
    return harmless(str(value))


def _sheet(book: Any, heading: Row) -> Any:
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for place in range(1, len(heading) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    sheet.append([_cell(sheet, label) for label in heading])
    return sheet


def _cell(sheet: Any, value: object) -> Any:
    if isinstance(value, datetime):
        return _local(value)
    if value is None or isinstance(value, (date, int, float, Decimal)):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:LONGEST_TEXT]
    cell = WriteOnlyCell(sheet, text)
    # Whatever it begins with, it is text.
    cell.data_type = "s"
    return cell


def _local(instant: datetime) -> datetime:
    return make_naive(instant) if is_aware(instant) else instant
