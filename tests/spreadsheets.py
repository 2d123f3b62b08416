"""Exports read back as a spreadsheet reads them."""

import csv
import io
from typing import Any

from openpyxl import load_workbook


def table_of(response: Any) -> list[list[Any]]:
    """Return the rows of an exported file; a formula is shown as one, with its kind."""
    content = b"".join(response.streaming_content)
    if response["Content-Type"].startswith("text/csv"):
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = load_workbook(io.BytesIO(content)).active
    return [[_value(cell) for cell in row] for row in sheet.iter_rows()]


def _value(cell: Any) -> Any:
    return ("formula", cell.value) if cell.data_type == "f" else cell.value
