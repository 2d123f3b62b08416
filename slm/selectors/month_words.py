"""Targets of a month as a whole, and what they came to, in words."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.wording import service_duration
from slm.choices import SECONDS_IN, Direction, PeriodMetric, Statistic
from slm.durations import number_words
from slm.models import Measure, Target


def target_in(kept: Mapping[str, Any]) -> Target:
    """Return a target with what of it was frozen, for its words."""
    goal = kept["goal"]
    return Target(
        metric=kept["metric"],
        goal_value=None if goal is None else Decimal(goal),
        direction=kept["direction"],
        statistic=kept["statistic"],
        measure=Measure(unit=kept["unit"]),
    )


def named_target(
    name: str, metric: str, service: object = "", *, joined: str = ", "
) -> str:
    """
    Name a target of a month with its service, and say nothing twice.

    By its own name if it has one, else by what it measures; with the service unless
    the name has it already: “Availability, E-mail”, “E-mail at any time”.
    """
    named = name or str(PeriodMetric(metric).label)
    about = str(service or "")
    return named if _says(named, about) else f"{named}{joined}{about}"


def beside_metric(name: str, metric: str, service: str) -> str:
    """Return a target's own name where metric and service are shown beside it."""
    label = str(PeriodMetric(metric).label)
    rest = name.replace(service, "") if service else name
    return name if re.search(r"\w", rest.replace(label, "")) else ""


def _says(named: str, about: str) -> bool:
    """Whether a name has these words in it, as words of their own."""
    words = rf"(?<!\w){re.escape(about)}(?!\w)"
    return not about or bool(re.search(words, named, re.IGNORECASE))


def goal_words(target: Target) -> str:
    """Say what a target of a month promises: “at most 300 ms (95th percentile)”."""
    direction = Direction(target.direction).label if target.direction else ""
    statistic = f" ({Statistic(target.statistic).label})" if target.statistic else ""
    return f"{direction} {value_words(target, target.goal_value)}{statistic}".strip()


def value_words(target: Target, value: Decimal | None) -> str:
    """Say a figure in the unit of its target."""
    if value is None:
        return _no_value(target)
    if target.metric in SECONDS_IN:
        return service_duration(round(value * SECONDS_IN[PeriodMetric(target.metric)]))
    shown = number_words(value)
    if target.metric == PeriodMetric.AVAILABILITY:
        return _("%s %%") % shown
    if target.metric == PeriodMetric.IMPACT:
        return _("%s user minutes") % shown
    if target.metric == PeriodMetric.INTERRUPTIONS:
        text = ngettext("%s interruption", "%s interruptions", 1 if value == 1 else 2)
        return text % shown
    if target.metric == PeriodMetric.MEASURED and target.measure:
        return f"{shown} {target.measure.unit}"
    return str(shown)


def _no_value(target: Target) -> str:
    return _("no interruption") if target.metric == PeriodMetric.BETWEEN else "–"


def notes_of(target: Target, facts: Mapping[str, int]) -> list[str]:
    """Say what is missing for a figure of a month, or not settled."""
    notes = []
    if count := facts.get("disputed", 0):
        text = ngettext("%d outage is disputed", "%d outages are disputed", count)
        notes.append(text % count)
    if missing := facts.get("without_users", 0):
        text = ngettext(
            "of %d outage nobody said how many users it hit",
            "of %d outages nobody said how many users they hit",
            missing,
        )
        notes.append(text % missing)
    if target.metric == PeriodMetric.EXPERIENCE:
        notes.append(_answers(facts["ratings"], facts["least"]))
    if target.metric == PeriodMetric.MEASURED and target.measure is None:
        notes.append(_("no measure"))
    if facts.get("missing"):
        text = _("no values for %(missing)d of %(days)d days")
        notes.append(text % {"missing": facts["missing"], "days": facts["days"]})
    return notes


def _answers(count: int, least: int) -> str:
    if count < least:
        text = ngettext(
            "%(n)d rating of %(least)d", "%(n)d ratings of %(least)d", count
        )
        return text % {"n": count, "least": least}
    return ngettext("%d rating", "%d ratings", count) % count


def cause_words(name: str) -> str:
    """Return a cause of the list in the reader's language, if it came with the portal."""
    return _(name) if name else ""
