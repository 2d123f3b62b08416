"""The words of a record, weighted, for Postgres full-text search."""

import re
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Extract
from django.utils.functional import cached_property

from core.listing import COUNT_CAP
from core.models import Item, User
from core.numbers import meant_numbers
from records.choices import Visibility
from records.models import Record, SearchDocument

# Titles and names are in any language: stemming by one of them would mislead.
CONFIG = "simple"
MOST_WORDS = 12
# Only letters and digits: nothing of it can be an operator.
WORD = re.compile(r"\w+")
# Postgres refuses what comes to more than a megabyte, and with it the whole act.
MOST_CHARACTERS = 50_000
# What customers may search, and what the desk may.
PUBLIC, INTERNAL = "public", "internal"
# Only so many are ranked: a common word is in very many.
CANDIDATES = COUNT_CAP
EXACT = 10.0
MOST_SECONDS = 1e13


def index_record(record: Record) -> None:
    """
    Store anew what the record can be found by.

    What customers may search leaves out every internal note.
    """
    # The newest first: what is cut is what was written longest ago.
    entries = list(record.entries.order_by("-pk").values_list("visibility", "text"))
    public = _start(text for kind, text in entries if kind == Visibility.PUBLIC)
    internal = _start(text for _kind, text in entries)
    # Under which a supplier asks for it; customers have nothing to do with it.
    reference = record.supplier_reference
    names = " ".join(
        str(value)
        for value in (record.service, record.category, record.requester)
        if value
    )
    base = (
        _vector(f"{record.number} {record.title}", "A")
        + _vector(names, "B")
        + _vector(record.description, "C")
    )
    document = SearchDocument(
        record_id=record.pk,
        public=base + _vector(public, "D"),
        internal=base + _vector(reference, "B") + _vector(internal, "D"),
        is_open=record.is_open,
    )
    SearchDocument.objects.bulk_create(
        [document],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=["public", "internal", "is_open"],
    )


def _vector(text: str, weight: str) -> SearchVector:
    # In the words in which it is looked for: Postgres reads “NT-4711” as a number
    # below nought, and the name of a host as one word.
    words = " ".join(WORD.findall(text))[:MOST_CHARACTERS]
    return SearchVector(Value(words), weight=weight, config=CONFIG)


def _start(texts: Iterable[str]) -> str:
    """Return the texts one after the other, as far as they are searched."""
    return " ".join(texts)[:MOST_CHARACTERS]


def words_for(user: User) -> str:
    """Return which words the user may search: internal notes only at the desk."""
    return INTERNAL if user.has_perm("records.view_all_records") else PUBLIC


class Search:
    """What somebody looks for, among the words that they may read."""

    def __init__(self, text: str, *, words: str) -> None:
        self.text = text
        self.terms = WORD.findall(text)[:MOST_WORDS]
        self.field = f"search_document__{words}"

    @cached_property
    def numbered(self) -> list[int]:
        """Return the keys of what has the number that was typed, if it is one."""
        numbers = meant_numbers(self.text)
        items = Item.objects.filter(number__in=numbers)
        return list(items.values_list("pk", flat=True)) if numbers else []

    @property
    def query(self) -> SearchQuery:
        """Return the search for all these words, each perhaps only begun."""
        # The planner takes the beginning of any word for 2 % of all records: the
        # whole word beside it tells what is frequent, and saying all twice what is
        # rare.
        twice = [*self.terms, *self.terms]
        typed = " & ".join(f"({word} | {word}:*)" for word in twice)
        return SearchQuery(typed, search_type="raw", config=CONFIG)

    def matching(self, found: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow to the records with all the words, or of the number."""
        if not self.terms:
            return found.none()
        condition = Q(**{self.field: self.query})
        if self.numbered:
            condition |= Q(search_document__pk__in=self.numbered)
        return found.filter(condition)

    def ranked(self, found: QuerySet[Any], rows: QuerySet[Any]) -> QuerySet[Any]:
        """
        Return the newest of what was found, as `rows` fetches it, with its `rank`.

        No more than `CANDIDATES` are ranked. The record of the number comes first;
        what is in the title counts most, a whole word more than one only begun.
        """
        newest = found.order_by("-opened_at", "-pk").values("pk")[:CANDIDATES]
        # Of equal matches the newest: years apart, it is still less than any word.
        opened = Cast(Extract("opened_at", "epoch"), FloatField()) / MOST_SECONDS
        rank = Cast(self._rank("") + self._rank(":*"), FloatField()) + opened
        if self.numbered:
            exact = found.order_by().filter(pk__in=self.numbered)
            newest = newest.union(exact.values("pk"))
            rank += Case(When(pk__in=self.numbered, then=EXACT), default=0.0)
        # In double precision, what is read back equals itself: pages turn by it.
        ranked: QuerySet[Any] = rows.filter(pk__in=newest).annotate(rank=rank)
        return ranked

    def _rank(self, ending: str) -> SearchRank:
        # All are in it anyway; joined by “and”, their distance would decide.
        typed = " | ".join(word + ending for word in self.terms)
        query = SearchQuery(typed, search_type="raw", config=CONFIG)
        return SearchRank(F(self.field), query)
