"""Lists as text that every spreadsheet can open, and none takes for formulas."""

import csv
from collections.abc import Iterable, Iterator, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Without this mark spreadsheets take the text for some older encoding.
MARK = "\ufeff"


class _Echo:
    def write(self, line: str) -> str:
        return line


def csv_lines(
    heading: Sequence[object], rows: Iterable[Sequence[object]]
) -> Iterator[str]:
    """Yield the rows as lines of CSV, the heading first."""
    writer = csv.writer(_Echo())
    yield MARK + str(writer.writerow([_harmless(cell) for cell in heading]))
    for row in rows:
        yield str(writer.writerow([_harmless(cell) for cell in row]))


def _harmless(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
