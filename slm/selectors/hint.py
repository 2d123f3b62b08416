"""A hint at what deserves an improvement: why, in words, and what makes it one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from core.periods import shift
from core.wording import percent
from slm.choices import HintKind
from slm.durations import number_words
from slm.selectors.judging import MonthRow
from slm.selectors.month_pages import page_behind
from slm.selectors.month_words import value_words


@dataclass(frozen=True, slots=True)
class Hint:
    """
    Something that deserves an improvement, and what it is about.

    `key` is the same whenever it is asked for; `item_id` is that of the agreement.
    `row` is what it is about if that is a target of the month as a whole; the month may
    be running.
    """

    kind: HintKind
    month: date
    item_id: int
    agreement: str
    title: str
    target_id: int | None = None
    target: str = ""
    figures: Mapping[str, Any] = field(default_factory=dict)
    row: MonthRow | None = None
    is_running: bool = False

    @property
    def label(self) -> str:
        """Why it deserves one, in a word."""
        return self._so_far(str(self.kind.label), HintKind.NEAR_GOAL)

    @property
    def reason(self) -> str:
        """Why it deserves one, in words."""
        return self._so_far(self._why, HintKind.NEAR_GOAL, HintKind.HOLLOW)

    def _so_far(self, words: str, *kinds: HintKind) -> str:
        # What calls a goal reached is not said of a month that runs.
        return (
            _("%s (so far)") % words
            if self.is_running and self.kind in kinds
            else words
        )

    @property
    def _why(self) -> str:
        if self.row:
            return self._of_month(self.row)
        told = _in_words(self.figures)
        if self.kind == HintKind.HOLLOW:
            text = _(
                "the goal is reached, but %(count)s ratings of the same records have a"
                " mean of %(mean)s of 5"
            )
            return text % told
        if self.kind == HintKind.FALLING:
            shares = " → ".join(percent(Decimal(one)) for one in told["shares"])
            return _("the share met falls period after period: %s") % shares
        if self.kind == HintKind.NEAR_GOAL:
            text = _("reached by only %(points)s points, over all priorities together")
            return text % told
        text = _("%(count)s of %(met)s met with nearly all of their time used up")
        return text % told

    def _of_month(self, row: MonthRow) -> str:
        told = _in_words(self.figures)
        if self.kind == HintKind.HOLLOW:
            text = _(
                "the goal is reached, but %(count)s ratings of the month have a mean of"
                " %(mean)s of 5"
            )
            return text % told
        if self.kind == HintKind.FALLING:
            values = (value_words(row.target, Decimal(one)) for one in told["values"])
            return _("worse month after month: %s") % " → ".join(values)
        text = _("reached by little: %(value)s, promised is %(goal)s")
        return text % {"value": row.shown, "goal": row.goal}

    @property
    def url(self) -> str:
        """Where the records behind it are."""
        code = f"{self.month:%Y-%m}"
        if self.kind == HintKind.HOLLOW:
            service = self.row.service if self.row else None
            query: dict[str, Any] = {"month": code, "target": self.target_id}
            if service:
                query["service"] = service.number
            page = reverse("agreement_ratings", args=[self.agreement])
            return f"{page}?{urlencode(query)}"
        if self.row:
            return page_behind(self.row)
        return f"{reverse('clock_list')}?{urlencode(self._clocks(code))}"

    def _clocks(self, code: str) -> dict[str, Any]:
        if self.kind == HintKind.NARROW:
            return {"decided": code, "target": self.target_id, "narrow": "true"}
        if self.kind == HintKind.NEAR_GOAL:
            return {"decided": code, "target": self.target_id, "verdict": "judged"}
        return {
            "agreement": self.item_id,
            "verdict": "judged",
            "decided_from": shift(self.month, -settings.FALLING_PERIODS),
            "decided_until": shift(self.month, 1) - timedelta(days=1),
        }

    @property
    def key(self) -> str:
        about = [self.agreement]
        if self.target_id:
            about.append(str(self.target_id))
        if self.row and self.row.service:
            about.append(self.row.service.number)
        return f"{self.kind}/{'/'.join(about)}/{self.month:%Y-%m}"


def is_hollow(scores: Sequence[int]) -> bool:
    """Whether so many rated, and so badly, that a goal reached says little."""
    return len(scores) >= settings.HOLLOW_RATINGS and sum(
        scores
    ) < settings.HOLLOW_MEAN * len(scores)


def mean_of(scores: Sequence[int]) -> dict[str, Any]:
    """Return what is told of ratings: their mean, and how many they are."""
    return {"mean": f"{Decimal(sum(scores)) / len(scores):.2f}", "count": len(scores)}


def is_falling(values: Sequence[Decimal | None]) -> bool:
    """Whether each is less than the one before; where nothing was, it is not."""
    return all(
        before is not None and after is not None and after < before
        for before, after in pairwise(values)
    )


def _in_words(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Return the figures as the reader writes numbers; lists of them as they are."""
    return {
        name: one if isinstance(one, list) else number_words(one)
        for name, one in figures.items()
    }
