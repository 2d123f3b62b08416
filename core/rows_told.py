"""How an event tells, by hashes alone, what an act did to the rows below its item."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from core.canonical import part_hash
from core.evidence_rows import ROWS, fields_of


class RowsBefore:
    """
    Rows below an item as they were before an act, so that its event tells what it did.

    `name` is what `rows_below` calls them. The event keeps hashes alone: of each row that
    the act added, changed or took away, before and after.
    """

    def __init__(self, name: str, rows: models.QuerySet[Any]) -> None:
        self.name, self.rows = name, rows
        self.was = self._hashes()

    def facts(self) -> dict[str, dict[str, list[str]]]:
        """Return what became of the rows since, for the facts of the event."""
        return told_rows(self.was, self._hashes())

    def _hashes(self) -> dict[str, str]:
        return {
            f"{self.name} {row.pk}": part_hash(fields_of(row))
            for row in self.rows.all()
        }


def told_rows(
    was: Mapping[str, str], now: Mapping[str, str]
) -> dict[str, dict[str, list[str]]]:
    """Return, for the facts of an event, the hashes of what differs, before and after."""
    pairs = {part: [was.get(part, ""), now.get(part, "")] for part in {**was, **now}}
    differing = {part: pair for part, pair in pairs.items() if pair[0] != pair[1]}
    return {ROWS: differing} if differing else {}
