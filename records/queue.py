"""The columns of lists of records, the views people keep of them, their export."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.listing import COUNT_CAP, OWN_PARAMETERS, Column, sort_rows
from core.models import User
from records.filters import MY_TEAMS, NOBODY, RecordFilter
from records.models import Record, SavedView
from records.selectors import ListChoices, capped_counts

# What is next, in what is open; what came last, in everything.
OPEN_SORT, HISTORY_SORT = "priority", "-opened_at"
NUMBER = Column("number", gettext_lazy("Number"), "pk")
COLUMNS = (
    NUMBER,
    Column("title", gettext_lazy("Title")),
    Column("priority", gettext_lazy("Priority"), "priority", then=("opened_at",)),
    Column("state", gettext_lazy("State")),
    Column("hint", gettext_lazy("Why next")),
    Column("service", gettext_lazy("Service")),
    Column("customer", gettext_lazy("Customer")),
    Column("requester", gettext_lazy("Caller")),
    Column("category", gettext_lazy("Category")),
    Column("team", gettext_lazy("Team")),
    Column("assignee", gettext_lazy("Held by")),
    Column("opened", gettext_lazy("Opened"), "opened_at"),
    Column("updated", gettext_lazy("Updated"), "updated_at"),
)
USUAL = ("title", "priority", "state", "hint", "assignee", "opened")
# A cell that a spreadsheet would take for a formula begins with one of these.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at the list: one of everybody's, or one that was saved."""

    label: str
    query: str
    count: int
    is_current: bool
    saved: SavedView | None = None

    @property
    def count_label(self) -> str:
        return f"{COUNT_CAP:,}+" if self.count > COUNT_CAP else f"{self.count:,}"


def chosen_columns(query: QueryDict) -> list[Column]:
    """Return the columns that the query string asks for, or the usual ones."""
    names = query.getlist("columns")
    wanted = {name for name in names if any(name == c.name for c in COLUMNS)}
    shown = wanted | {"title"} if wanted else set(USUAL)
    return [column for column in COLUMNS if column.name in shown]


def effective_query(query: QueryDict, choices: ListChoices) -> QueryDict:
    """Return what is to be shown: without any filter, one's own teams' open records."""
    narrowed = query.copy()
    if choices.has_own_teams and not any(k in RecordFilter.base_filters for k in query):
        narrowed["team"] = MY_TEAMS
    return narrowed


def queue_filter(query: QueryDict, *, user: User, choices: ListChoices) -> RecordFilter:
    """Return the filter over all records that the user may see."""
    records = Record.objects.visible_to(user).with_people().select_related("category")
    return RecordFilter(query, records.defer("description"), user=user, choices=choices)


def queue_views(
    saved: Iterable[SavedView],
    shown: RecordFilter,
    *,
    user: User,
    choices: ListChoices,
) -> tuple[list[View], int]:
    """
    Return everybody's and the saved views, and how many rows the shown list has.

    All these numbers take one query.
    """
    views: list[tuple[str, str, SavedView | None]] = [
        *[(label, text, None) for label, text in _standard(choices)],
        *[(view.name, view.query, view) for view in saved],
    ]
    found = {
        f"view_{place}": queue_filter(QueryDict(text), user=user, choices=choices).qs
        for place, (_label, text, _view) in enumerate(views)
    }
    counts = capped_counts({"shown": shown.qs, **found}, cap=COUNT_CAP)
    current = _filters(shown.data)
    listed = [
        View(
            label,
            text,
            counts[f"view_{place}"],
            _filters(QueryDict(text)) == current,
            view,
        )
        for place, (label, text, view) in enumerate(views)
    ]
    return listed, counts["shown"]


def _standard(choices: ListChoices) -> list[tuple[str, str]]:
    mine = [(_("My teams"), f"team={MY_TEAMS}")] if choices.has_own_teams else []
    return [
        *mine,
        (_("Mine"), "held=me"),
        (_("Nobody has it"), f"held={NOBODY}"),
        (_("All open"), "team="),
    ]


def _filters(query: QueryDict) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in query.items()
        if value and name not in (*OWN_PARAMETERS, "columns", "export")
    }


def default_sort(shown: RecordFilter) -> str:
    """Return the order of the list when none is asked for."""
    return OPEN_SORT if shown.errors or shown.is_open_only else HISTORY_SORT


def sorted_rows(shown: RecordFilter, query: QueryDict) -> QuerySet[Any]:
    """
    Return all rows in the order in which the list shows them.

    :raises BadRequest: if the query string sorts by what is not there
    """
    return sort_rows(shown.qs, query, columns=COLUMNS, sort=default_sort(shown))


class _Echo:
    """Hands each line of the CSV writer on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(
    records: QuerySet[Any], columns: Sequence[Column], hints: Any
) -> Iterator[str]:
    """Yield the list as lines of CSV, page by page, as spreadsheets can take it."""
    writer = csv.writer(_Echo())
    # The list shows the number beneath the title.
    columns = [NUMBER, *[column for column in columns if column != NUMBER]]
    # Spreadsheets take the text for UTF-8 only with this mark.
    yield "\ufeff" + writer.writerow([str(column.label) for column in columns])
    page: list[Any] = []
    for record in records.iterator(chunk_size=1000):
        page.append(record)
        if len(page) == 1000:
            yield from _rows(writer, page, columns, hints)
            page = []
    yield from _rows(writer, page, columns, hints)


def _rows(
    writer: Any, page: list[Any], columns: Sequence[Column], hints: Any
) -> Iterator[str]:
    said = hints(page)
    for record in page:
        cells = [cell_text(record, column.name, said) for column in columns]
        yield writer.writerow([harmless(cell) for cell in cells])


def harmless(cell: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def cell_text(record: Record, name: str, hints: Any) -> str:
    """Return what the column shows of the record, as plain text."""
    if name == "hint":
        hint = hints.get(record.pk)
        return hint.text if hint else ""
    if name in ("opened", "updated"):
        instant = localtime(getattr(record, f"{name}_at"))
        return instant.isoformat(" ", timespec="minutes")
    if name == "priority":
        return str(record.get_priority_display())
    if name == "state":
        return record.state_label
    value = getattr(record, name)
    return "" if value is None else str(value)
