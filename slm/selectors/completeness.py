"""What a target must say of how it is measured, and what of it reads doubtful."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from django.conf import settings
from django.utils.translation import gettext as _

from slm.choices import OF_OUTAGES, Metric, PeriodMetric
from slm.models import AgreementVersion, Target


def source_of(target: Target) -> str:
    """Return where the figures of a target come from; clocks read events alone."""
    if target.source or target.is_of_period:
        return target.source
    return _("events of the records, as recorded")


def formula_of(target: Target) -> str:
    """Return how the figure of a target is reckoned, as it was agreed."""
    if target.formula or target.is_of_period:
        return target.formula
    return _("records kept within the time ÷ records decided in the month")


def point_of(target: Target) -> str:
    """Return where it is measured: a measure names its point, of outages the target."""
    return target.measure.point if target.measure else target.measuring_point


def usual_formula(metric: str) -> str:
    """Return how the portal reckons the figure of a month, to be agreed."""
    return {
        PeriodMetric.AVAILABILITY: _(
            "(agreed service time − downtime × weight) ÷ agreed service time"
        ),
        PeriodMetric.RESTORE: _("downtime ÷ number of interruptions"),
        PeriodMetric.BETWEEN: _(
            "(agreed service time − downtime) ÷ number of interruptions"
        ),
        PeriodMetric.INTERRUPTIONS: _(
            "number of interruptions; those that touch each other are one"
        ),
        PeriodMetric.LONGEST: _("downtime of the longest interruption"),
        PeriodMetric.MEASURED: _(
            "mean, 95th percentile or largest of the values within service hours"
        ),
        PeriodMetric.EXPERIENCE: _("sum of the ratings ÷ number of ratings"),
        PeriodMetric.IMPACT: _("sum of users affected × minutes of downtime"),
    }[PeriodMetric(metric)]


def gaps_of(target: Target) -> list[str]:
    """Return the names of what a target does not say of how it is measured."""
    said = {
        _("data source"): source_of(target),
        _("formula"): formula_of(target),
        _("responsible person"): target.responsible_id,
    }
    if target.metric in OF_OUTAGES:
        said[_("measuring point")] = target.measuring_point
    if target.metric == PeriodMetric.AVAILABILITY:
        said[_("weight of a degraded service")] = target.partial_weight
    return [name for name, value in said.items() if value in (None, "")]


def incomplete_targets(targets: Sequence[Target]) -> Iterator[str]:
    """Say of which targets nobody could tell how they are measured."""
    for target in targets:
        if gaps := gaps_of(target):
            yield _("Target “%(target)s” lacks: %(gaps)s.") % {
                "target": target,
                "gaps": ", ".join(gaps),
            }


def doubtful_targets(version: AgreementVersion) -> list[str]:
    """
    Return what of a draft's targets stands in nobody's way, but reads doubtful.

    Two that say the same, two of a month that are both about the same, and more than
    anybody can keep in mind (`SLM_MOST_TARGETS`).
    """
    targets = list(version.targets.select_related("service", "measure"))
    return [*_twice(targets), *_together(targets), *_too_many(targets)]


def _twice(targets: Sequence[Target]) -> Iterator[str]:
    names = Counter(str(target).casefold() for target in targets)
    for target in targets:
        if names.pop(str(target).casefold(), 0) > 1:
            yield _("Several targets are called “%s”.") % target


def _together(targets: Sequence[Target]) -> Iterator[str]:
    of_months = [target for target in targets if target.is_of_period]
    for one, other in combinations(of_months, 2):
        is_same = (one.metric, one.measure_id, one.statistic) == (
            other.metric,
            other.measure_id,
            other.statistic,
        )
        if is_same and _share_scope(one, other):
            yield _(
                "Targets “%(one)s” and “%(other)s” measure the same for some of the"
                " same: each is judged by itself."
            ) % {"one": one, "other": other}


def _share_scope(one: Target, other: Target) -> bool:
    pairs = (
        (one.service_id, other.service_id),
        (one.category_id, other.category_id),
        (one.record_kind, other.record_kind),
        (one.customer_id, other.customer_id),
    )
    return all(mine == theirs or not (mine and theirs) for mine, theirs in pairs)


def _too_many(targets: Sequence[Target]) -> Iterator[str]:
    most = settings.SLM_MOST_TARGETS
    if len(targets) > most:
        yield _(
            "%(count)s targets are more than the %(most)s that people keep in mind."
        ) % {"count": len(targets), "most": most}


def measures_of(metric: str) -> str:
    """Return the word for a metric, of records or of months."""
    known = {**dict(Metric.choices), **dict(PeriodMetric.choices)}
    return str(known[metric])
