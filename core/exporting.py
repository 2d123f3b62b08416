"""Lists as pages and as files: exactly the same rows and columns, of all pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django_filters import FilterSet

from core.generic import render_list
from core.listing import Column, Listing, build_listing, sort_rows
from core.spreadsheet import Row, write_csv, write_xlsx

FORMATS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        write_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
CHUNK = 1000

CellsOf = Callable[[Sequence[Any]], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Table:
    """What a list shows: how its file is called, its columns, order and cells."""

    name: str
    columns: Sequence[Column]
    sort: str
    cells: CellsOf


def answer_list(
    request: HttpRequest,
    template: str,
    filterset: FilterSet,
    table: Table,
    beside: Callable[[Listing], Mapping[str, Any]] = lambda listing: {},
) -> HttpResponseBase:
    """
    Answer the list as a page or, if that is asked for, as a file.

    `beside` answers what else the page shows, once its rows are known.
    """
    about: dict[str, Any] = {"columns": table.columns, "sort": table.sort}
    if "export" in request.GET:
        about |= {"name": table.name, "cells": table.cells}
        return export_list(request.GET, filterset, **about)
    listing = build_listing(request.GET, filterset, **about)
    return render_list(request, template, listing, beside(listing))


def export_list(
    query: QueryDict,
    filterset: FilterSet,
    *,
    name: str,
    columns: Sequence[Column],
    sort: str,
    cells: CellsOf,
) -> FileResponse:
    """
    Return the list as a file in the format that the query string asks for.

    It is named after what it holds, `name`, and the day. `cells` answers what the
    columns show of some rows at a time: plain values, so that a spreadsheet can reckon
    with numbers and instants.

    :raises BadRequest: if there is no such format, filter or order
    """
    if filterset.errors:
        wrong = [str(one) for errors in filterset.errors.values() for one in errors]
        raise BadRequest(" ".join(wrong))
    rows = sort_rows(filterset, query, columns=columns, sort=sort)
    heading = [str(column.label) for column in columns]
    return send_table(query, name=name, heading=heading, rows=_cells(rows, cells))


def send_table(
    query: QueryDict, *, name: str, heading: Sequence[str], rows: Iterable[Row]
) -> FileResponse:
    """
    Return a table of today as a file in the format that the query string asks for.

    :raises BadRequest: if there is no such format
    """
    name = f"{name}-{localdate():%Y-%m-%d}"
    return table_file(query.get("export", ""), name=name, heading=heading, rows=rows)


def table_file(
    kind: str, *, name: str, heading: Sequence[str], rows: Iterable[Row]
) -> FileResponse:
    """
    Return a table as a file of that kind.

    :raises BadRequest: if there is no such format
    """
    if kind not in FORMATS:
        raise BadRequest(_("Lists are exported as csv or xlsx, not as “%s”.") % kind)
    write, content_type = FORMATS[kind]
    # Written before it is sent: zone and language are the reader's only until then.
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write(file, heading, rows)
    file.seek(0)
    return FileResponse(
        file, as_attachment=True, filename=f"{name}.{kind}", content_type=content_type
    )


def _cells(rows: QuerySet[Any], cells: CellsOf) -> Iterator[Row]:
    chunk: list[Any] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield from cells(chunk)
            chunk = []
    yield from cells(chunk)
