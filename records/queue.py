"""The columns of lists of records, the views people keep of them, their export."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.listing import COUNT_CAP, OWN_PARAMETERS, Column
from core.models import User
from records.due import with_next_due
from records.exporting import offered_columns, offered_facts
from records.filters import MY_TEAMS, NOBODY, RecordFilter
from records.hints import Hint, hints_for
from records.models import Record, SavedView
from records.selectors import ListChoices, capped_counts

# What is next, in what is open; what came last, in everything. Not what is due next:
# that is reckoned for each row that is found, where an index knows the priority.
OPEN_SORT, HISTORY_SORT = "priority", "-opened_at"
NUMBER = Column("number", gettext_lazy("Number"), "pk")
COLUMNS = (
    NUMBER,
    Column("title", gettext_lazy("Title")),
    Column("priority", gettext_lazy("Priority"), "priority", then=("opened_at",)),
    Column("state", gettext_lazy("State")),
    Column("hint", gettext_lazy("Why next"), "next_due_at"),
    Column("due", gettext_lazy("Due next"), "next_due_at"),
    Column("service", gettext_lazy("Service")),
    Column("customer", gettext_lazy("Customer")),
    Column("requester", gettext_lazy("Caller")),
    Column("category", gettext_lazy("Category")),
    Column("team", gettext_lazy("Team")),
    Column("assignee", gettext_lazy("Held by")),
    Column("supplier", gettext_lazy("Supplier")),
    Column("opened", gettext_lazy("Opened"), "opened_at"),
    Column("updated", gettext_lazy("Updated"), "updated_at"),
)
# Shown with the title in the list; in a file each has a column of its own.
BENEATH = ("customer", "service")
USUAL = ("title", "priority", "state", "hint", "assignee", "opened")


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
        shown = number_format(min(self.count, COUNT_CAP), force_grouping=True)
        return f"{shown}+" if self.count > COUNT_CAP else shown


def chosen_columns(query: QueryDict) -> list[Column]:
    """
    Return the columns that the query string asks for, or the usual ones.

    What the list is sorted by is shown, too.
    """
    wanted = set(query.getlist("columns")).intersection(c.name for c in COLUMNS)
    sort = query.get("sort", "").removeprefix("-")
    shown = {*(wanted or USUAL), "title"}
    return [c for c in COLUMNS if c.name in shown or (sort and c.sort == sort)]


def effective_query(query: QueryDict, choices: ListChoices) -> QueryDict:
    """Return what is to be shown: without any filter, what is open for one's teams."""
    narrowed = query.copy()
    if choices.own_teams and not any(k in RecordFilter.base_filters for k in query):
        narrowed["team"] = MY_TEAMS
    return narrowed


def queue_filter(query: QueryDict, *, user: User, choices: ListChoices) -> RecordFilter:
    """Return the filter over all records that the user may see."""
    records = Record.objects.visible_to(user).with_people().select_related("category")
    found = with_next_due(records.defer("description"))
    return RecordFilter(query, found, user=user, choices=choices)


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
    mine = [(_("My teams"), f"team={MY_TEAMS}")] if choices.own_teams else []
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
        if value and name not in (*OWN_PARAMETERS, "columns")
    }


def default_sort(shown: RecordFilter) -> str:
    """Return the order of the list when none is asked for."""
    return OPEN_SORT if shown.errors or shown.is_open_only else HISTORY_SORT


def export_columns(columns: Sequence[Column]) -> list[Column]:
    """
    Return the columns of a file: these, and what a list shows beneath the title.

    And what other apps offer.
    """
    found = [NUMBER, *[column for column in columns if column != NUMBER]]
    beneath = [c for c in COLUMNS if c.name in BENEATH and c not in found]
    return [*found, *beneath, *offered_columns()]


def cells_of(
    records: Sequence[Record], columns: Sequence[Column], *, at: datetime
) -> Iterator[list[object]]:
    """Yield what the columns show of each record, as plain values."""
    hints, offered = hints_for(records, at), offered_facts(records)
    theirs = {column.name for column in offered_columns()}
    for record in records:
        facts = {**dict.fromkeys(theirs), **offered[record.pk]}
        yield [_cell(record, column.name, hints, facts) for column in columns]


def _cell(
    record: Record, name: str, hints: Mapping[int, Hint], facts: Mapping[str, object]
) -> object:
    if name in facts:
        return facts[name]
    if name == "hint":
        return hints[record.pk].text
    if name == "due":
        return getattr(record, "next_due_at", None)
    if name in ("opened", "updated"):
        return getattr(record, f"{name}_at")
    if name == "priority":
        return record.get_priority_display()
    if name == "state":
        return record.state_label
    return getattr(record, name)
