"""How what was agreed is measured: the data collection document of an agreement."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from slm.choices import Leg, Metric, PeriodMetric
from slm.durations import plain_percent
from slm.models import AgreementVersion, MeasuredValue, Target
from slm.selectors.completeness import formula_of, gaps_of, point_of, source_of
from slm.selectors.landscape import (
    Check,
    Landscape,
    Mismatch,
    register_check,
    services_of,
)
from slm.selectors.month_words import goal_words
from slm.selectors.sheet import limits_of
from slm.selectors.target_words import counting_lines


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
    measuring_point: str
    formula: str
    counting: Sequence[str]
    frequency: str
    responsible: str
    shown_at: str
    gaps: Sequence[str]


def data_collection(version: AgreementVersion) -> list[Collected]:
    """Return for each target of the version how it is measured, and what is not said."""
    targets = _measured(Target.objects.filter(version=version)).select_related(
        *("calendar", "service", "category", "customer", "responsible"),
        *("measure__service", "version__agreement"),
    )
    return [_collected(target) for target in targets.order_by("pk")]


def _measured(targets: QuerySet[Target]) -> QuerySet[Target]:
    values = MeasuredValue.objects.filter(measure=OuterRef("measure"))
    return targets.annotate(has_values=Exists(values))


def _collected(target: Target) -> Collected:
    return Collected(
        target=target,
        measures=str(target),
        goal=_goal(target),
        about=", ".join([*limits_of(target), str(target.calendar)]),
        source=source_of(target),
        measuring_point=point_of(target),
        formula=formula_of(target),
        counting=list(counting_lines(target)),
        frequency=_frequency(target),
        responsible=str(target.responsible or ""),
        shown_at=_shown_at(target),
        gaps=_gaps(target),
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
    """Return the places that show what became of it; reports are for customers."""
    is_to_customer = target.version.agreement.leg == Leg.SLA
    places = [_("dashboard"), _("agenda of the review")]
    if is_to_customer:
        places.insert(1, _("monthly report"))
    if target.metric in Metric:
        return ", ".join([*places, _("page of each record")])
    places.append(_("page of the agreement"))
    if is_to_customer:
        places.append(_("availability page"))
    if target.metric == PeriodMetric.MEASURED:
        places.append(_("page of the measure"))
    elif target.metric == PeriodMetric.EXPERIENCE:
        places.append(_("ratings of the agreement"))
    else:
        places.append(_("availability of the service"))
    return ", ".join(places)


def _gaps(target: Target) -> list[str]:
    """Return what is not said of how it is measured, or of the measure that it names."""
    gaps = gaps_of(target)
    if target.metric == PeriodMetric.MEASURED:
        if target.measure_id is None:
            gaps.append(_("measure"))
        elif not getattr(target, "has_values", True):
            gaps.append(_("any value of the measure"))
    return gaps


def targets_with_gaps(versions: Iterable[int]) -> Iterator[tuple[Target, list[str]]]:
    """Yield the targets of versions of which it is not said how they are measured."""
    targets = _measured(Target.objects.filter(version__in=versions)).order_by("pk")
    for target in targets.select_related("responsible"):
        if gaps := _gaps(target):
            yield target, gaps


def measured_by_nothing(land: Landscape) -> Iterator[Mismatch]:
    """Name each target in force of which the data collection document is not complete."""
    versions = {version.pk: version for version in land.versions}
    for target, gaps in targets_with_gaps(versions):
        version = versions[target.version_id]
        yield Mismatch(
            version.agreement.item,
            version.agreement.title,
            _("Of “%(target)s”, the data collection lacks: %(gaps)s.")
            % {"target": target, "gaps": ", ".join(gaps)},
            services_of(target, version),
            version.agreement.customer,
            is_of_collecting=True,
        )


register_check(
    Check(
        "measured_by_nothing",
        gettext_lazy("Measured by nothing, or data collection not complete"),
        measured_by_nothing,
    )
)
