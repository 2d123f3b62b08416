import re
from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

FOREIGN = re.compile(r"\x00|[+-](?!00:00)\d\d:\d\d(:[\d.]+)?$")

NUMBER = re.compile(r"\d{1,9}(\.\d{1,40})?(e-\d{1,3})?")


def _is_ours(position: str) -> bool:
    """Whether we could have made it: what Postgres cannot read, we have not."""
    return FOREIGN.search(position) is None


def _is_number(position: str) -> bool:
    return NUMBER.fullmatch(position) is not None


class Paging(CursorPagination):
    """Pages turned by key, so that the thousandth costs what the first did."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"
    ordering: str | tuple[str, ...] = "-pk"

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> Any:
        if "rank" in queryset.query.annotations:
            return ("-rank", "-pk")
        # A view's own order, made total by the key.
        return getattr(view, "list_order", None) or super().get_ordering(
            request, queryset, view
        )

    def decode_cursor(self, request: Request) -> Cursor | None:
        cursor = super().decode_cursor(request)
        is_ours = _is_number if self.ordering[0] == "-rank" else _is_ours
        if cursor and cursor.position and not is_ours(str(cursor.position)):
            raise NotFound(self.invalid_cursor_message)
        return cursor


class OldestFirst(Paging):
    """Pages of what is read in the order in which it was written."""

    ordering = ("written_at", "pk")
