"""Why a record is next: a short phrase for each row of a list, from any app."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.language import local_time, mid_sentence
from records.choices import Phase, Priority
from records.models import Record


@dataclass(frozen=True, slots=True)
class Hint:
    """
    A phrase such as “due in 20 min”.

    `tone` is "breached", "risk", "track", "paused" or nothing; of several hints
    for one record the one with the highest `weight` is shown.
    """

    text: str
    tone: str = ""
    weight: int = 0


RowHints = Callable[[Sequence[Record], datetime], Mapping[int, Hint]]
_sources: list[RowHints] = []


def register_row_hints(source: RowHints) -> None:
    """
    Have the function asked, in at most one query, for the rows of every list.

    It is called as `source(records, at)` and answers a hint by the record's key,
    for those that it has something to say about; once for each, in `panels.py`.
    """
    _sources.append(source)


def hints_for(records: Iterable[Record], at: datetime) -> dict[int, Hint]:
    """Return the weightiest hint for each of these records."""
    rows = list(records)
    hints = {row.pk: own_hint(row, at) for row in rows}
    for source in _sources if rows else ():
        for pk, hint in source(rows, at).items():
            if hint.weight >= hints[pk].weight:
                hints[pk] = hint
    return hints


def own_hint(record: Record, at: datetime) -> Hint:
    """Return what the record's own values say about why it is next."""
    if record.phase == Phase.WAITING:
        return _waiting(record, at)
    if not record.is_open:
        return Hint(_("nothing to do"))
    if record.assignee_id is None:
        if record.priority == Priority.CRITICAL:
            return Hint(_("critical, nobody has it"), "breached", 30)
        return Hint(_("nobody has it"), "risk", 10)
    if record.reopen_count:
        return Hint(_("came back"), "risk", 10)
    if record.phase == Phase.NEW:
        return Hint(_("not begun"), "", 2)
    return Hint(_("in work"))


def _waiting(record: Record, at: datetime) -> Hint:
    whom = mid_sentence(record.get_waiting_for_display())
    if record.expected_at is not None and record.expected_at <= at:
        return Hint(_("%s is late") % whom, "risk", 20)
    if record.expected_at is not None:
        day = date_format(
            local_time(record.expected_at), pgettext("date format", "D j M, H:i")
        )
        return Hint(_("until %s") % day, "", 5)
    return Hint(_("waits for %s") % whom, "", 5)
