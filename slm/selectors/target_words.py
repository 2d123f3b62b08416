"""What a target promises, line by line: as it is read, compared, signed and printed."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from records.choices import WaitingFor
from slm.choices import OF_OUTAGES, PeriodMetric
from slm.credits import Credit
from slm.durations import target_words
from slm.models import Target
from slm.selectors.completeness import formula_of, point_of, source_of
from slm.selectors.month_words import goal_words
from slm.selectors.sheet import TargetLine, limits_of


def lines_of_record_target(line: TargetLine) -> list[str]:
    """Say all that a target promises for each record."""
    return [*_scope(line.target), *_times(line), *lines_beside(line.target)]


def lines_of_month_target(target: Target) -> list[str]:
    """Say all that a target of the month promises."""
    return [
        *_scope(target),
        _("Goal: %s") % goal_words(target),
        _("Hours: %s") % target.calendar,
        *lines_beside(target),
    ]


def lines_beside(target: Target) -> list[str]:
    """Say what no table of targets has room for: what counts, how it is measured."""
    told = [] if target.is_of_period else [_telling(target)]
    return [*told, *counting_lines(target), *_measuring(target), *_credits(target)]


def _scope(target: Target) -> Iterable[str]:
    if target.name:
        yield _("What is measured: %s") % target.get_metric_display()
    if limits := limits_of(target):
        yield _("only %s") % ", ".join(limits)


def _times(line: TargetLine) -> Iterable[str]:
    target = line.target
    for priority, budget in line.cells:
        if budget:
            yield f"{priority.label}: {target_words(target.metric, budget)}"
    yield _("Hours: %s") % target.calendar
    yield _("Goal: %s %%") % line.goal
    if pauses := [str(WaitingFor(one).label) for one in target.pauses]:
        yield _("Pauses while waiting for: %s") % ", ".join(pauses)


def _telling(target: Target) -> str:
    shares = ", ".join(f"{percent} %" for percent in target.thresholds)
    return _("People are told at: %s") % shares


def counting_lines(target: Target) -> Iterable[str]:
    """Say what of a month counts, and how much of it."""
    if _uses_weight(target):
        yield _("A degraded service counts %s %%.") % target.partial_weight
    if target.planned_minutes is not None:
        minutes = target.planned_minutes
        text = ngettext(
            "%d minute a month of planned interruption does not count.",
            "%d minutes a month of planned interruption do not count.",
            minutes,
        )
        yield text % minutes
    elif target.metric in OF_OUTAGES:
        yield _("Planned interruptions do not count.")
    if target.metric == PeriodMetric.BETWEEN:
        yield _("A month without an interruption reaches the goal.")
    if target.least_answers is not None:
        yield _("At least so many answers: %s") % target.least_answers


def _uses_weight(target: Target) -> bool:
    """Whether the weight matters: for all others whatever has one is downtime whole."""
    is_share = target.metric == PeriodMetric.AVAILABILITY
    return target.partial_weight is not None and (is_share or not target.partial_weight)


def _measuring(target: Target) -> Iterable[str]:
    if target.measure:
        measure = target.measure
        yield _("Measure: %(name)s, of %(service)s, in %(unit)s") % {
            "name": measure.name,
            "service": measure.service,
            "unit": measure.unit,
        }
        yield _("Measured by: %s") % measure.source
    if point := point_of(target):
        yield _("Measuring point: %s") % point
    if source := source_of(target):
        yield _("Data source: %s") % source
    if formula := formula_of(target):
        yield _("Formula: %s") % formula
    if target.responsible:
        yield _("Responsible for measuring: %s") % target.responsible


def _credits(target: Target) -> Iterable[str]:
    for rule in target.credit_rules.all():
        yield credit_words(rule.credit)


def credit_words(credit: Credit) -> str:
    """Say from how far below the goal what is credited."""
    what = credit.words
    if credit.percent is not None:
        what = _("%s of the charge") % what
    if not credit.missed_from:
        return _("Credit if the goal is missed: %s") % what
    return _("Credit from %(points)s percentage points below the goal on: %(what)s") % {
        "points": credit.points,
        "what": what,
    }
