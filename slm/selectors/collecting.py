"""How what was agreed is measured: the data collection document of an agreement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from slm.choices import Metric, PeriodMetric
from slm.durations import plain_percent
from slm.models import AgreementVersion, Target
from slm.selectors.completeness import formula_of, gaps_of, source_of
from slm.selectors.judging import goal_words
from slm.selectors.sheet import limits_of


@dataclass(frozen=True, slots=True)
class Collected:
    """
    How one target is measured.

    Derived from the target whenever it is asked for, so that it cannot differ from it.
    """

    target: Target
    measures: str
    goal: str
    about: str
    source: str
    formula: str
    frequency: str
    responsible: str
    shown_at: str
    gaps: Sequence[str]


def data_collection(version: AgreementVersion) -> list[Collected]:
    """Return for each target of the version how it is measured, and what is not said."""
    targets = version.targets.select_related(
        "calendar", "service", "category", "customer", "responsible", "measure__service"
    )
    return [_collected(target) for target in targets.order_by("pk")]


def _collected(target: Target) -> Collected:
    return Collected(
        target=target,
        measures=str(target),
        goal=_goal(target),
        about=", ".join([*limits_of(target), str(target.calendar)]),
        source=source_of(target),
        formula=formula_of(target),
        frequency=_frequency(target),
        responsible=str(target.responsible or ""),
        shown_at=_shown_at(target),
        gaps=[*gaps_of(target), *_more_gaps(target)],
    )


def _goal(target: Target) -> str:
    if target.is_of_period:
        return goal_words(target)
    return _("%s %% of the records in a month") % plain_percent(target.goal_percent)


def _frequency(target: Target) -> str:
    if target.metric in Metric:
        return _("at every event of a record; judged each month")
    if target.metric == PeriodMetric.MEASURED:
        return _("at least once on each day with service hours; judged each month")
    if target.metric == PeriodMetric.EXPERIENCE:
        return _("after each record that is rated; judged each month")
    return _("at each outage; judged each month")


def _shown_at(target: Target) -> str:
    if target.metric in Metric:
        return _("dashboard, monthly report, page of each record")
    return _("availability page, page of the agreement")


def _more_gaps(target: Target) -> Iterator[str]:
    """Say what of a measure is missing that the target names."""
    if target.metric != PeriodMetric.MEASURED:
        return
    if target.measure is None:
        yield _("measure")
    elif not target.measure.values.exists():
        yield _("any value of the measure")
