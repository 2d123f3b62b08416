"""What goes into an evidence pack: findings, and the records told in full."""

from collections.abc import Iterable, Sequence
from csv import writer
from dataclasses import dataclass
from io import StringIO

from core.evidence import (
    EvidenceItem,
    EvidenceRow,
    Finding,
    Period,
    Verdict,
)
from core.models import User
from core.pdf import Annex
from core.spreadsheet import harmless
from reporting.selectors.history import Happening, histories

# Of each item: so many overdue and so many of the newest in full, so many more by
# their numbers; all of them are in the annex.
OVERDUE_IN_FULL = 10
NEWEST_IN_FULL = 3
BY_REFERENCE = 200


def clauses_named(named: Iterable[str]) -> str:
    """Name clauses once each, of which some are named together: “8.3.3, 8.2.2”."""
    return ", ".join(dict.fromkeys(one for each in named for one in each.split(", ")))


@dataclass(frozen=True, slots=True)
class Told:
    """A record in full; its history too, unless the pack has told it before."""

    row: EvidenceRow
    history: Sequence[Happening]
    is_first: bool


@dataclass(frozen=True, slots=True)
class Section:
    """One item of evidence as the pack shows it."""

    item: EvidenceItem
    finding: Finding
    in_full: Sequence[EvidenceRow]
    by_reference: Sequence[EvidenceRow]
    annex: Annex | None
    records: Sequence[Told] = ()

    @property
    def count(self) -> int:
        return len(self.finding.rows)

    @property
    def only_in_annex(self) -> int:
        return self.count - len(self.in_full) - len(self.by_reference)

    @property
    def anchor(self) -> str:
        return self.item.key.replace(".", "-")

    @property
    def tone(self) -> str:
        tones = {Verdict.EVIDENCED: "track", Verdict.GAP: "breached"}
        return tones.get(self.finding.verdict, "")


def section_of(
    item: EvidenceItem, period: Period, reader: User, told: set[int]
) -> Section:
    """
    Ask an item what it finds, and choose what is told in full.

    `told` holds the ids of what the pack has told already, and is added to.
    """
    finding = item.find(period, reader)
    overdue = [row for row in finding.rows if row.is_overdue][:OVERDUE_IN_FULL]
    newest = sorted(
        (row for row in finding.rows if not row.is_overdue),
        key=lambda row: (row.at, row.item_id),
        reverse=True,
    )
    in_full = overdue + newest[:NEWEST_IN_FULL]
    chosen = {id(row) for row in in_full}
    rest = [row for row in finding.rows if id(row) not in chosen]
    return Section(
        item,
        finding,
        in_full,
        rest[:BY_REFERENCE],
        _annex(item, finding),
        _tell(in_full, told),
    )


def _tell(rows: Sequence[EvidenceRow], told: set[int]) -> list[Told]:
    known = histories(row.item_id for row in rows if row.item_id not in told)
    records = []
    for row in rows:
        is_first = row.item_id not in told
        told.add(row.item_id)
        history = known.get(row.item_id, []) if is_first else []
        records.append(Told(row, history, is_first))
    return records


def _annex(item: EvidenceItem, finding: Finding) -> Annex | None:
    if not finding.rows:
        return None
    text = StringIO()
    table = writer(text)
    # Rows may differ in what is told of them: each label once, in order.
    labels = list(dict.fromkeys(la for row in finding.rows for la, _v in row.facts))
    table.writerow(["number", "title", "at", "overdue", *labels])
    for row in finding.rows:
        values = [harmless(_told_under(label, row)) for label in labels]
        is_overdue = "yes" if row.is_overdue else ""
        at = row.at.isoformat(timespec="seconds")
        table.writerow([row.number, harmless(row.title), at, is_overdue, *values])
    name = f"{item.clause}-{item.key.split('.')[-1]}.csv"
    return Annex(name, str(item.shown), text.getvalue().encode("utf-8-sig"))


def _told_under(label: str, row: EvidenceRow) -> str:
    return "; ".join(value for known, value in row.facts if known == label)
