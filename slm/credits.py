"""What is credited if a goal is missed: pure; written as “5 %” or “500.00 EUR”."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) ?%")
SUM = re.compile(r"(\d{1,10}(?:\.\d{1,2})?) ?([A-Z]{3})")
POINTS = re.compile(r"\d{1,2}(?:\.\d{1,2})?|100")
CENT = Decimal("0.01")
POINT_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Credit:
    """From so many percentage points below the goal: a share of the charge, or a sum."""

    missed_from: Decimal
    percent: Decimal | None = None
    amount: Decimal | None = None
    currency: str = ""

    @property
    def points(self) -> str:
        return _short(self.missed_from)

    @property
    def words(self) -> str:
        """Spell it as it is read back."""
        if self.percent is not None:
            return f"{_short(self.percent)} %"
        return f"{self.amount:.2f} {self.currency}"


def _short(value: Decimal) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text or "0"


def parse_credits(given: Mapping[str, Any]) -> tuple[Credit, ...]:
    """
    Read credits by the points from which they are due, as “2.5” to “5 %”.

    :raises ValidationError: naming what cannot be read, or is given twice
    """
    found: dict[Decimal, Credit] = {}
    for points, text in given.items():
        one = _parse(str(points).strip(), str(text).strip())
        if one.missed_from in found:
            raise ValidationError(_("“%s” is given twice.") % points)
        found[one.missed_from] = one
    return tuple(found[points] for points in sorted(found))


def _parse(points: str, text: str) -> Credit:
    if not POINTS.fullmatch(points):
        raise ValidationError(_("“%s” is no number of percentage points.") % points)
    missed_from = Decimal(points).quantize(CENT)
    if (share := SHARE.fullmatch(text)) and Decimal(share[1]) <= 100:
        return Credit(missed_from, percent=Decimal(share[1]).quantize(CENT))
    if fixed := SUM.fullmatch(text):
        amount = Decimal(fixed[1]).quantize(CENT)
        return Credit(missed_from, amount=amount, currency=fixed[2])
    raise ValidationError(_("“%s” is neither like “5 %%” nor like “500 EUR”.") % text)


def parse_credit_lines(text: str) -> tuple[Credit, ...]:
    """
    Read credits from lines as “2.5: 5 %”; “5 %” is due if the goal is missed at all.

    :raises ValidationError: naming what cannot be read
    """
    given: dict[str, str] = {}
    for line in filter(None, (one.strip() for one in re.split(r"[\n;]", text))):
        points, colon, words = line.partition(":")
        if not colon:
            points, words = "0", line
        if points.strip() in given:
            raise ValidationError(_("“%s” is given twice.") % points)
        given[points.strip()] = words
    return parse_credits(given)


def spell_credits(credits_: Iterable[Credit]) -> dict[str, str]:
    """Return credits as they are written in files and by programs."""
    return {one.points: one.words for one in credits_}


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for a target in a period, with the arithmetic behind it."""

    goal: Decimal
    met: int
    n: int
    missed_by: Decimal
    credit: Credit | None


def due_for(
    credits_: Iterable[Credit], *, goal: Decimal, met: int, n: int
) -> Due | None:
    """
    Return what is due for a target, or by how little nothing is; None if it was kept.

    Missed by: the goal less the share met, in percentage points, cut after four places.
    Of the credits whose points are reached the one with the most applies.
    """
    if not n or met * 100 >= goal * n:
        return None
    exact = goal - Decimal(met) * 100 / Decimal(n)
    missed_by = exact.quantize(POINT_PLACES, rounding=ROUND_DOWN)
    reached = [one for one in credits_ if one.missed_from <= exact]
    best = max(reached, key=lambda one: one.missed_from, default=None)
    return Due(goal, met, n, missed_by, best)
