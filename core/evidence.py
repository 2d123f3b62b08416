"""What auditors are shown: each app declares its own items of evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import User


class Verdict(models.TextChoices):
    EVIDENCED = "evidenced", _("Evidenced")
    GAP = "gap", _("Gap")
    NOTHING_OCCURRED = "nothing_occurred", _("Nothing occurred in the period")


@dataclass(frozen=True, slots=True)
class Period:
    """A half-open span of time, `start` ≤ instant < `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A record behind an item: its identity, and what is told of it in one line."""

    item_id: int
    number: str
    title: str
    at: datetime
    facts: Sequence[tuple[str, str]] = ()
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """
    What was found for an item: every record, figures over them, and the verdict.

    `reason` says in words why it is a gap. `rows` holds all records, the newest
    first: nothing is left out here, whatever is printed. `named` are rows behind it
    that have no number: by what reads them, and their ids.
    """

    verdict: Verdict
    rows: Sequence[EvidenceRow] = ()
    figures: Sequence[tuple[str, str]] = ()
    reason: str = ""
    named: Sequence[tuple[str, int]] = ()


def shown_by(
    rows: Sequence[EvidenceRow],
    *,
    nothing: str,
    gap: str = "",
    called: Callable[[EvidenceRow], str] = lambda row: row.number,
) -> Finding:
    """
    Return what the rows show: without any, that `nothing` occurred.

    It is a `gap` if one is overdue; that names all of them where it says `%s`.
    """
    if not rows:
        return Finding(Verdict.NOTHING_OCCURRED, reason=nothing)
    if gap and (overdue := [called(row) for row in rows if row.is_overdue]):
        return Finding(Verdict.GAP, rows, reason=gap % ", ".join(overdue))
    return Finding(Verdict.EVIDENCED, rows)


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """
    One thing that is to be shown for a clause of ISO/IEC 20000-1.

    `clause` is of the 2011 edition, `clause_2018` where the subject stands in the
    2018 edition. `find(period, reader)` answers what the reader may see of it.
    """

    key: str
    clause: str
    clause_2018: str
    shown: str | Promise
    find: Callable[[Period, User], Finding]
    order: int = field(default=50)


_items: dict[str, EvidenceItem] = {}


def register_evidence(item: EvidenceItem) -> None:
    """Declare an item of evidence; once for each, in an app's `evidence.py`."""
    _items[item.key] = item


def not_kept(reason: str | Promise) -> Callable[[Period, User], Finding]:
    """Return what finds a gap: nothing in the portal could show it, and why."""

    def find(period: Period, reader: User) -> Finding:
        return Finding(Verdict.GAP, reason=str(reason))

    return find


def evidence_items(clauses: Sequence[str]) -> list[EvidenceItem]:
    """Return the items for these clauses of the 2011 edition, in their order."""
    chosen = [item for item in _items.values() if item.clause in clauses]
    return sorted(chosen, key=lambda item: (_by_number(item.clause), item.order))


def evidence_clauses() -> list[str]:
    """Return every clause for which something is declared, in order."""
    return sorted({item.clause for item in _items.values()}, key=_by_number)


def _by_number(clause: str) -> list[int]:
    return [int(part) for part in clause.split(".")]
