"""
Loading very many records by COPY, for measuring only: no service is asked.

An incident made through the services is copied, with all that hangs on it, as often
as wanted; ids are new, instants are moved, everything else is as it is there.
"""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

CHUNK = 5_000

# Each table with the columns that name rows of other tables, or its own.
TABLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("core_item", {"id": "item"}),
    ("records_record", {"item_id": "item"}),
    ("incidents_incident", {"record_ptr_id": "item"}),
    ("records_searchdocument", {"record_id": "item"}),
    ("core_event", {"id": "event", "item_id": "item"}),
    ("records_holding", {"id": "holding", "record_id": "item", "event_id": "event"}),
    ("slm_clock", {"id": "clock", "record_id": "item"}),
    ("slm_point", {"id": "point", "clock_id": "clock", "event_id": "event"}),
)
OWNERS = {
    "item": "core_item",
    "event": "core_event",
    "holding": "records_holding",
    "clock": "slm_clock",
    "point": "slm_point",
}


# Where the number of the incident is written; as a word to search for, too.
NUMBERED = ("number", "public", "internal")


@dataclass(slots=True)
class Template:
    """The rows of one incident, and where the ids of its copies begin."""

    rows: dict[str, list[dict[str, Any]]]
    ids: dict[str, list[int]]
    first_ids: dict[str, int]
    digits: str

    @classmethod
    def of(cls, item_id: int, without: Collection[str]) -> "Template":
        rows: dict[str, list[dict[str, Any]]] = {}
        ids: dict[str, list[int]] = {"item": [item_id]}
        for table, links in TABLES:
            if table in without:
                continue
            column = next(c for c, owner in links.items() if owner in ids)
            owner = links[column]
            rows[table] = _select(table, column, ids[owner])
            own = next((o for c, o in links.items() if c == "id"), None)
            if own and own != "item":
                ids[own] = [row["id"] for row in rows[table]]
        first = {owner: _next_id(table) for owner, table in OWNERS.items()}
        return cls(rows, ids, first, rows["core_item"][0]["number"][-6:])

    def lines(self, table: str, place: int, later: timedelta) -> Iterator[str]:
        links = dict(TABLES)[table]
        for row in self.rows[table]:
            yield "\t".join(
                self._cell(name, value, links.get(name), place, later)
                for name, value in row.items()
            )

    def _cell(
        self, name: str, value: Any, owner: str | None, place: int, later: timedelta
    ) -> str:
        if value is None:
            return "\\N"
        if owner:
            known = self.ids[owner]
            return str(self.first_ids[owner] + place * len(known) + known.index(value))
        if isinstance(value, datetime):
            return (value + later).isoformat()
        text = str(value)
        if name in NUMBERED:
            digits = f"{self.first_ids['item'] + place + 1_000_000:09}"
            text = text.replace(self.digits, digits)
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


@transaction.atomic
def load_copies(
    item_id: int,
    count: int,
    *,
    step: timedelta,
    start: timedelta = timedelta(0),
    without: Collection[str] = (),
) -> None:
    """
    Copy an incident; the first copy happens `start` later, each next a step more.

    `without` names the tables that what is measured does not read.
    """
    template = Template.of(item_id, without)
    with connection.cursor() as cursor:
        # Keys are known to be right: checking each takes most of the time.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, _links in TABLES:
            if template.rows.get(table):
                _copy(cursor, template, table, [start + n * step for n in range(count)])
        for table in OWNERS.values():
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT max(id) FROM {table}))"
            )


def analyze() -> None:
    """Let the planner know how much there is now."""
    with connection.cursor() as cursor:
        for table, _links in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


def _copy(
    cursor: Any, template: Template, table: str, moments: list[timedelta]
) -> None:
    columns = ", ".join(f'"{name}"' for name in template.rows[table][0])
    for start in range(0, len(moments), CHUNK):
        lines = (
            line
            for place, later in enumerate(moments[start : start + CHUNK], start)
            for line in template.lines(table, place, later)
        )
        text = "\n".join(lines) + "\n"
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(text))


def _select(table: str, column: str, keys: list[int]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")
        names = [field.name for field in cursor.description]
        # Instants are moved; all else goes back as Postgres itself writes it.
        times = {f.name for f in cursor.description if f.type_code == TIMESTAMPTZ}
        wanted = ", ".join(
            f'"{name}"' if name in times or name in dict(TABLES)[table]
            else f'"{name}"::text'
            for name in names
        )  # fmt: skip
        cursor.execute(
            f'SELECT {wanted} FROM {table} WHERE "{column}" = ANY(%s) ORDER BY 1',
            [keys],
        )
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


TIMESTAMPTZ = 1184


def _next_id(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
        return int(cursor.fetchone()[0])
