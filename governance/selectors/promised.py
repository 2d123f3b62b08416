"""How what was promised over months was kept: figures that a baseline is taken from."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from core.evidence import Period
from core.models import Item
from core.periods import month as month_period
from core.periods import months_within
from core.wording import month_words
from governance.measures import Behind, Measured, Select, number, rounded
from governance.selectors.process import behind_clocks, last_day
from records.models import Rating
from slm.choices import GoalVerdict
from slm.models import Agreement, AgreementVersion
from slm.selectors import MonthRow, month_results
from slm.selectors.hints import narrowly_met
from slm.selectors.month_pages import page_behind
from slm.selectors.scores import Rated


def month_figure(metric: str) -> Select:
    """Return what gives the mean of what targets of the month of a metric came to."""

    def select(period: Period, about: Item | None) -> Measured:
        rows = [one for one in _months(period, about) if one.target.metric == metric]
        values = [one.value for one in rows if one.value is not None]
        if not values:
            return Measured(None)
        behind = [_behind(one) for one in rows if one.value is not None]
        return Measured(rounded(sum(values, Decimal(0)) / len(values)), behind)

    return select


def _months(period: Period, about: Item | None) -> Iterator[MonthRow]:
    """Walk through the targets of the month, as they were frozen where it is closed."""
    agreement, asked = _agreement(about), dict[str, Any]()
    if agreement:
        asked = {"agreements": [agreement.pk], "legs": [agreement.leg]}
    for first in months_within(period):
        whole = month_period(first)
        yield from month_results(whole, at=whole.end, **asked)


def _agreement(about: Item | None) -> Agreement | None:
    return Agreement.objects.filter(item=about).first() if about else None


def _behind(row: MonthRow) -> Behind:
    about = f"{row.version.agreement.number} {row.title}, {month_words(row.month)}"
    is_kept = row.verdict == GoalVerdict.KEPT
    return Behind(f"{about}: {row.shown}", is_kept, page_behind(row))


def narrow(period: Period, about: Item | None) -> Measured:
    """Return how many promises were kept with nearly all of their time used up."""
    agreement, found = _agreement(about), list[Behind]()
    for first in months_within(period):
        clocks = narrowly_met(first)
        if agreement:
            clocks = clocks.filter(budget__target__version__agreement=agreement)
        found += behind_clocks(clocks.order_by("verdict_at", "pk"))
    return number(found)


def satisfaction(period: Period, about: Item | None) -> Measured:
    """Return the mean of the ratings in a period: of all, or of an agreement's services."""
    rated, agreement = Rated(None, None, period), _agreement(about)
    if agreement:
        versions = AgreementVersion.objects.valid_on(last_day(period))
        version = versions.filter(agreement=agreement).first()
        if version is None:
            return Measured(None)
        named = frozenset(version.services.values_list("pk", flat=True))
        rated = Rated(agreement.customer_id, named or None, period)
    ratings = rated.narrow(Rating.objects.select_related("record__item"))
    rows = [
        Behind(
            f"{one.record.number}: {one.score}",
            one.score >= settings.HOLLOW_MEAN,
            reverse("item_page", args=[one.record.number]),
            one.record_id,
        )
        for one in ratings.order_by("rated_at", "pk")
    ]
    if not rows:
        return Measured(None)
    mean = Decimal(sum(one.score for one in ratings)) / len(rows)
    return Measured(rounded(mean), rows)
