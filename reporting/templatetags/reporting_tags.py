"""How frozen figures, which are plain JSON, are shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import pgettext

from core.evidence import Verdict
from core.wording import percent
from reporting.choices import CLAUSES
from reporting.selectors.contents import Section, clauses_named

register = template.Library()

VERDICT_TONES = {
    Verdict.EVIDENCED: "track",
    Verdict.GAP: "breached",
    Verdict.NOTHING_OCCURRED: "",
}


@register.filter
def as_percent(share: str | Decimal | None) -> str:
    """Show a share, as it is written in JSON, as a percentage."""
    return percent(None if share is None else Decimal(share))


@register.filter
def as_number(value: str, places: int) -> str:
    """Show a number, as it is written in JSON, in the reader's way."""
    return number_format(Decimal(value), places)


@register.filter
def newer_clauses(rows: Sequence[Mapping[str, Any]]) -> str:
    """Name the clauses of the newer edition that lines of a summary are of."""
    return clauses_named(row["clause_2018"] for row in rows)


@register.filter
def as_month(first: str) -> str:
    """Show a month, as it is written in JSON."""
    shown = date.fromisoformat(first)
    return str(date_format(shown, pgettext("date format", "F Y")))


@register.filter
def clause_name(clause: str) -> str:
    """Say what a clause is about."""
    return str(CLAUSES.get(clause, ""))


@register.filter
def verdict_name(verdict: str) -> str:
    return str(Verdict(verdict).label)


@register.filter
def verdict_tone(verdict: str) -> str:
    return VERDICT_TONES[Verdict(verdict)]


@register.filter
def by_verdict(sections: Sequence[Section]) -> list[tuple[str, str, int]]:
    """Count the items by verdict: its words, its tone, how many."""
    counts = Counter(section.finding.verdict for section in sections)
    return [
        (str(verdict.label), VERDICT_TONES[verdict] or "none", counts[verdict])
        for verdict in Verdict
        if counts[verdict]
    ]
