"""The words of a record, weighted, for Postgres full-text search."""

import re
from collections.abc import Iterable

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Value

from records.choices import Visibility
from records.models import Record, SearchDocument

# Titles and names are in any language: stemming by one of them would mislead.
CONFIG = "simple"
MOST_WORDS = 12
# Postgres refuses what comes to more than a megabyte, and with it the whole act.
MOST_CHARACTERS = 50_000


def index_record(record: Record) -> None:
    """
    Store anew what the record can be found by.

    What customers may search leaves out every internal note.
    """
    # The newest first: what is cut is what was written longest ago.
    entries = list(record.entries.order_by("-pk").values_list("visibility", "text"))
    public = _start(text for kind, text in entries if kind == Visibility.PUBLIC)
    internal = _start(text for _kind, text in entries)
    names = " ".join(
        str(value)
        for value in (record.service, record.category, record.requester)
        if value
    )
    base = (
        SearchVector(
            Value(f"{record.number} {record.title}"), weight="A", config=CONFIG
        )
        + SearchVector(Value(names), weight="B", config=CONFIG)
        + SearchVector(Value(_start([record.description])), weight="C", config=CONFIG)
    )
    document = SearchDocument(
        record_id=record.pk,
        public=base + SearchVector(Value(public), weight="D", config=CONFIG),
        internal=base + SearchVector(Value(internal), weight="D", config=CONFIG),
        is_open=record.is_open,
    )
    SearchDocument.objects.bulk_create(
        [document],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=["public", "internal", "is_open"],
    )


def _start(texts: Iterable[str]) -> str:
    """Return the texts one after the other, as far as they are searched."""
    return " ".join(texts)[:MOST_CHARACTERS]


def search_query(text: str) -> SearchQuery | None:
    """Return the search for all these words, each perhaps only begun; or none."""
    words = re.findall(r"\w+", text)[:MOST_WORDS]
    if not words:
        return None
    # Only letters and digits are left: nothing here can be an operator.
    # The planner takes the beginning of any word for 2 % of all records: the whole
    # word beside it tells what is frequent, and saying all twice what is rare.
    typed = " & ".join(f"({word} | {word}:*)" for word in [*words, *words])
    return SearchQuery(typed, search_type="raw", config=CONFIG)
