"""A chain as a picture: times stacked against the promise, availability multiplied."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core.charts import Chart, Series, bars
from slm.chain import in_series
from slm.durations import number_words
from slm.selectors.chain_checks import goal_value
from slm.selectors.chain_parts import TargetChain, stages_of

STYLES = ("series-1", "series-2", "series-paused", "series-3", "series-risk")
MONTH_MINUTES = 30 * 24 * 60


def picture_of(chain: TargetChain) -> Chart | None:
    """Draw what a target rests on against what it promises; nothing if on nothing."""
    if not chain.links:
        return None
    if chain.lines:
        return _times(chain)
    return _ratios(chain)


def _times(chain: TargetChain) -> Chart:
    """Stack the time of each stage, in percent of what is promised."""
    labels = [line.label for line in chain.lines]
    shares = [
        [
            round(100 * share / max(line.need.promised, 1), 1)
            for share in line.need.shares
        ]
        for line in chain.lines
    ]
    series = [
        Series(name, [row[place] for row in shares], STYLES[place % len(STYLES)])
        for place, name in enumerate(_names(chain))
    ]
    left = [max(0.0, round(100 - sum(row), 1)) for row in shares]
    return bars(
        name=f"chain-{chain.target.pk}",
        title=_("%s: what it rests on, in percent of the time promised") % chain.target,
        description=_(
            "For each priority, the time of each leg in the worst case, one after the"
            " other; the line is what is promised, what is above it is too much."
        ),
        labels=labels,
        series=[*series, Series(_("left for everything else"), left, "series-off")],
        unit=" %",
        is_stacked=True,
        goal=100,
    )


def _ratios(chain: TargetChain) -> Chart | None:
    """Stack how long each stage may be lost in a month, against what was promised."""
    wanted = goal_value(chain.target)
    if wanted is None or not chain.shares:
        return None
    series = [
        Series(name, [_lost(factor)], STYLES[place % len(STYLES)])
        for place, (name, factor) in enumerate(
            zip(_names(chain), chain.factors, strict=True)
        )
    ]
    return bars(
        name=f"chain-{chain.target.pk}",
        title=_("%s: what may be lost in a month") % chain.target,
        description=_described(chain.factors, wanted),
        labels=[_("A month of 30 days")],
        series=series,
        unit=" min",
        is_stacked=True,
        goal=_lost(wanted),
    )


def _described(factors: Sequence[Decimal], wanted: Decimal) -> str:
    """Say what is reached against what is promised; what stands alone needs no sum."""
    if len(factors) == 1:
        text = _(
            "What it rests on gives %(reached)s %%, promised are %(wanted)s %%; the line"
            " is the loss that is promised at most."
        )
    else:
        text = _(
            "Availability multiplied: %(factors)s = %(reached)s %%, promised are"
            " %(wanted)s %%; the line is the loss that is promised at most."
        )
    return text % {
        "factors": " × ".join(f"{_figure(one)} %" for one in factors),
        "reached": _figure(in_series(factors)),
        "wanted": _figure(wanted),
    }


def _figure(percent: Decimal) -> str:
    return number_words(round(percent, 4))


def _lost(percent: Decimal) -> float:
    return round(float(100 - percent) / 100 * MONTH_MINUTES, 1)


def _names(chain: TargetChain) -> list[str]:
    stages = stages_of(chain.links)
    return [
        " | ".join(str(chain.links[one].link.leg.party) for one in row)
        for row in stages
    ]
