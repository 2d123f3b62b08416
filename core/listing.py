"""Lists: filtered by query string, sorted by column, turned by key rather than offset."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Field, Model, Q, QuerySet
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django_filters import FilterSet

PAGE_SIZE = 50
COUNT_CAP = 1000
# What the query string holds beside the filters.
OWN_PARAMETERS = ("sort", "after", "before", "export")
EXPORTS = ("csv", "xlsx")
# The order of what words found, if none is chosen: see `ranked` of its filters.
RELEVANCE = "-rank"
# Infinite numbers and endless brackets among them.
_UNREADABLE = (ValueError, TypeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Column:
    """
    A column of a list; `sort` is the field path, or the annotation, that its heading
    sorts by.

    Rows alike in it are sorted by the fields `then`, which are never null.
    """

    name: str
    label: str | Promise
    sort: str = ""
    is_numeric: bool = False
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading as shown: where clicking leads, how it is sorted now."""

    column: Column
    url: str = ""
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Relevance:
    """
    The choice between the best match first and the usual order of a list.

    `is_cut` if there were more matches than are ranked: then only these are shown.
    """

    best_url: str
    usual_url: str
    is_chosen: bool
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list, with everything the list components show."""

    rows: list[Any]
    headings: list[Heading]
    filterset: FilterSet
    sort: str
    count: int
    is_filtered: bool
    next_url: str = ""
    previous_url: str = ""
    relevance: "Relevance | None" = None
    exports: tuple[tuple[str, str], ...] = ()

    @property
    def count_label(self) -> str:
        """Return the number of rows, or “1,000+” rather than count on."""
        if self.count > COUNT_CAP:
            return number_format(COUNT_CAP, force_grouping=True) + "+"
        return number_format(self.count, force_grouping=True)


@dataclass(frozen=True, slots=True)
class _Order:
    """
    One sort order over a queryset, made total by the primary key.

    Of its paths only the first may be null.
    """

    paths: tuple[str, ...]
    is_descending: bool
    fields: "tuple[Field[Any, Any], ...]"
    is_nullable: bool
    key: "Field[Any, Any]"

    def sorted(self, rows: QuerySet[Any], *, backwards: bool) -> QuerySet[Any]:
        # Plain order where there can be no null: only that can use an index.
        nulls = {"nulls_first" if backwards else "nulls_last": self.is_nullable or None}
        first, *rest = [F(path) for path in (*self.paths, "pk")]
        if self.is_descending != backwards:
            return rows.order_by(first.desc(**nulls), *[key.desc() for key in rest])
        return rows.order_by(first.asc(**nulls), *[key.asc() for key in rest])

    def beyond(self, values: Sequence[Any], *, backwards: bool) -> Q:
        """Return the condition of coming after (or before) a row with that key."""
        step = "lt" if self.is_descending != backwards else "gt"
        first, rest = self.paths[0], [*self.paths[1:], "pk"]
        further = _further(rest, values[1:], step)
        null = Q(**{f"{first}__isnull": True})
        if values[0] is None:
            return (~null | further) if backwards else (null & further)
        # Said in this way, the first half can be read from an index.
        near = Q(**{f"{first}__{step}e": values[0]})
        found = near & (Q(**{f"{first}__{step}": values[0]}) | further)
        return found | null if self.is_nullable and not backwards else found


def _further(paths: Sequence[str], values: Sequence[Any], step: str) -> Q:
    condition = Q(**{f"{paths[-1]}__{step}": values[-1]})
    for path, value in list(zip(paths, values, strict=True))[-2::-1]:
        condition = Q(**{f"{path}__{step}": value}) | (Q(**{path: value}) & condition)
    return condition


def build_listing(
    query: QueryDict,
    filterset: FilterSet,
    *,
    columns: Sequence[Column],
    sort: str,
    page_size: int = PAGE_SIZE,
    count: int | None = None,
) -> Listing:
    """
    Return the page of the list that the query string asks for.

    `sort` is the order when none is asked for: a field path, with `-` descending.
    `count` is the number of rows, if it has been found out together with others.
    What words found comes by relevance: filters that can rank it have `ranked`.

    :raises BadRequest: if the query string sorts or continues by what is not there
    """
    found, chosen = _found(query, filterset, sort)
    order = _order(found, chosen, columns, sort)
    keys, has_before, has_after = _page(query, found, order, page_size)
    if count is None:
        count = filterset.qs.order_by()[: COUNT_CAP + 1].count()
    return Listing(
        rows=_rows(filterset, keys),
        headings=[_heading(query, column, chosen) for column in columns],
        filterset=filterset,
        sort=chosen if "sort" in query else "",
        count=count,
        is_filtered=any(query.get(key) for key in query if key not in OWN_PARAMETERS),
        next_url=_turn(query, "after", keys[-1], order) if has_after else "",
        previous_url=_turn(query, "before", keys[0], order) if has_before else "",
        relevance=_relevance(query, filterset, sort, count),
        exports=export_urls(query),
    )


def export_urls(query: QueryDict) -> tuple[tuple[str, str], ...]:
    """Return under which addresses a page is had as a file, with the kind of file."""
    return tuple(
        (kind.upper(), _url(query, sort=query.get("sort", ""), export=kind))
        for kind in EXPORTS
    )


def sort_rows(
    filterset: FilterSet, query: QueryDict, *, columns: Sequence[Column], sort: str
) -> QuerySet[Any]:
    """
    Return all rows in the order of the list, as an export needs them.

    What words found comes in the usual order: not all of it has a rank.

    :raises BadRequest: if the query string sorts by what is not there
    """
    ranked, chosen = _found(query, filterset, sort)
    found = filterset.qs
    if ranked is not found:
        chosen = sort
    return _order(found, chosen, columns, sort).sorted(found, backwards=False)


def _found(
    query: QueryDict, filterset: FilterSet, sort: str
) -> tuple[QuerySet[Any], str]:
    ranked = getattr(filterset, "ranked", None)
    chosen = query.get("sort") or (sort if ranked is None else RELEVANCE)
    if ranked is None or chosen != RELEVANCE:
        return filterset.qs, chosen
    return ranked, chosen


def _relevance(
    query: QueryDict, filterset: FilterSet, sort: str, count: int
) -> Relevance | None:
    if getattr(filterset, "ranked", None) is None:
        return None
    is_chosen = query.get("sort", RELEVANCE) == RELEVANCE
    return Relevance(
        best_url=_url(query),
        usual_url=_url(query, sort=sort),
        is_chosen=is_chosen,
        is_cut=is_chosen and count > COUNT_CAP,
    )


def _page(
    query: QueryDict, rows: QuerySet[Any], order: _Order, size: int
) -> tuple[list[dict[str, Any]], bool, bool]:
    backwards = "before" in query
    cursor = query.get("before") or query.get("after")
    found = order.sorted(rows, backwards=backwards)
    if cursor:
        found = found.filter(order.beyond(_decode(cursor, order), backwards=backwards))
    fetched = list(found.values(*order.paths, "pk")[: size + 1])
    has_more, page = len(fetched) > size, fetched[:size]
    if backwards:
        return page[::-1], has_more, bool(page)
    return page, bool(cursor and page), has_more


def _rows(filterset: FilterSet, keys: Sequence[Mapping[str, Any]]) -> list[Any]:
    # What a row shows of other tables is fetched for the page, not for all found.
    rows = filterset.queryset.in_bulk([key["pk"] for key in keys]) if keys else {}
    return [rows[key["pk"]] for key in keys if key["pk"] in rows]


def _order(
    rows: QuerySet[Any], chosen: str, columns: Sequence[Column], default: str
) -> _Order:
    path = chosen.removeprefix("-")
    known = {column.sort: column.then for column in columns if column.sort}
    is_ranked = chosen == RELEVANCE and path in rows.query.annotations
    if not is_ranked and path not in {*known, default.removeprefix("-")}:
        raise BadRequest(_("This list cannot be sorted by “%s”.") % path)
    paths = (path, *known.get(path, ()))
    fields = [_field(rows, one) for one in paths]
    return _Order(
        paths,
        chosen.startswith("-"),
        tuple(field for field, _is_nullable in fields),
        is_nullable=fields[0][1],
        key=_walk(rows.model, "pk")[0],
    )


def _field(rows: QuerySet[Any], path: str) -> "tuple[Field[Any, Any], bool]":
    """Return of what kind a path or an annotation is, and whether it may be null."""
    reckoned = rows.query.annotations.get(path)
    if reckoned is None:
        return _walk(rows.model, path)
    # Only a rank is there for certain.
    return reckoned.output_field, path != RELEVANCE.removeprefix("-")


def _walk(model: type[Model], path: str) -> "tuple[Field[Any, Any], bool]":
    is_nullable = False
    field: Any = None
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        is_nullable = is_nullable or bool(field.null)
        model = field.related_model or model
    return field, is_nullable


def _heading(query: QueryDict, column: Column, chosen: str) -> Heading:
    if not column.sort:
        return Heading(column)
    direction = ""
    if chosen.removeprefix("-") == column.sort:
        direction = "descending" if chosen.startswith("-") else "ascending"
    sort = f"-{column.sort}" if direction == "ascending" else column.sort
    return Heading(column, _url(query, sort=sort), direction)


def _turn(
    query: QueryDict, direction: str, row: Mapping[str, Any], order: _Order
) -> str:
    key = json.dumps([row[path] for path in (*order.paths, "pk")], cls=_ExactEncoder)
    cursor = urlsafe_b64encode(key.encode()).decode().rstrip("=")
    return _url(query, sort=query.get("sort", ""), **{direction: cursor})


def _url(query: QueryDict, **changes: str) -> str:
    target = query.copy()
    for name in OWN_PARAMETERS:
        target.pop(name, None)
    for name, value in changes.items():
        if value:
            target[name] = value
    return f"?{target.urlencode()}"


class _ExactEncoder(DjangoJSONEncoder):
    """Django's encoder cuts instants to milliseconds: too coarse for a key."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _decode(cursor: str, order: _Order) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = urlsafe_b64decode(padded).decode()
        if "\\u0000" in text:
            raise ValueError
        first, *rest = json.loads(text)
        head, *tail = [field.to_python for field in order.fields]
        others: list[Callable[[Any], Any]] = [*tail, order.key.to_python]
        pairs = zip(others, rest, strict=True)
        return [
            None if first is None else _storable(head(first)),
            *[_storable(convert(value)) for convert, value in pairs],
        ]
    except (*_UNREADABLE, ValidationError) as error:
        raise BadRequest(_("This page of the list cannot be found.")) from error


def _storable(value: Any) -> Any:
    """Return the value as Postgres can take it: it knows less than Python does."""
    if value is None:
        raise ValueError
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError
        return value.astimezone(UTC)
    if isinstance(value, str):
        # Half a surrogate pair is no character.
        value.encode()
    return value
