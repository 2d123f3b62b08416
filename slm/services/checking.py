"""Whether the terms of a target make sense, before they are stored."""

from collections.abc import Iterator
from typing import NoReturn

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from slm.choices import OF_OUTAGES, TO_CUSTOMERS, Leg, PeriodMetric
from slm.models import Agreement
from slm.selectors import record_kinds
from slm.terms import TargetTerms

NOT_OF_CLOCKS = (
    *("goal_value", "direction", "measure", "statistic", "measuring_point"),
    *("least_answers", "partial_weight", "planned_minutes"),
)


def check_terms(agreement: Agreement, terms: TargetTerms) -> None:
    """
    Refuse what nobody could measure, or what is promised to nobody.

    :raises ValidationError: naming the field, where it is one
    """
    if terms.metric in PeriodMetric:
        _check_month(terms)
    else:
        _check_times(terms)
    if terms.responsible and not terms.responsible.organisation.is_provider:
        _refuse(
            "responsible", _("Somebody of the provider answers for what is measured.")
        )
    if agreement.leg != Leg.SLA:
        _check_within(terms)
    elif terms.customer is not None:
        raise ValidationError(
            _("A service level agreement is about its own customer only.")
        )


def _check_times(terms: TargetTerms) -> None:
    """Refuse a target of records without times, or with a goal for the month."""
    if not terms.budgets:
        raise ValidationError(_("Give a time for at least one priority."))
    if any(getattr(terms, name) not in (None, "") for name in NOT_OF_CLOCKS):
        raise ValidationError(_("A target with times has no goal for the month."))
    if terms.record_kind and terms.record_kind not in dict(record_kinds()):
        raise ValidationError(_("There is no such kind of record."))


def _check_within(terms: TargetTerms) -> None:
    """Refuse what is promised to customers only."""
    if terms.metric in (*TO_CUSTOMERS, PeriodMetric.EXPERIENCE):
        _refuse("metric", _("This is promised to customers only."))
    if terms.metric in OF_OUTAGES and not terms.service:
        _refuse("service", _("Name the service."))


def _check_month(terms: TargetTerms) -> None:
    """Refuse a target of a month that does not say how much, or of what."""
    if terms.budgets or terms.pauses:
        raise ValidationError(_("A target of the month has no times and no pauses."))
    if terms.record_kind or terms.category or terms.customer:
        raise ValidationError(
            _("A target of the month is of services, not of records.")
        )
    has_points = any(one.missed_from for one in terms.credits)
    if has_points and terms.metric != PeriodMetric.AVAILABILITY:
        # No other goal is a share.
        _refuse(
            "credits",
            _("This is no share: credit one thing, due if the goal is missed at all."),
        )
    for name, message in _wrong_goal(terms):
        _refuse(name, message)
    if terms.metric == PeriodMetric.MEASURED:
        for name in ("measure", "statistic", "direction"):
            if not getattr(terms, name):
                _refuse(name, _("Needed for a measured value."))


def _wrong_goal(terms: TargetTerms) -> Iterator[tuple[str, str]]:
    metric, goal = terms.metric, terms.goal_value
    if goal is None or not goal.is_finite():
        yield "goal_value", _("Say how much is promised.")
    elif metric == PeriodMetric.AVAILABILITY and goal > 100:
        yield "goal_value", _("No more than 100 percent.")
    elif metric == PeriodMetric.INTERRUPTIONS and goal % 1:
        yield "goal_value", _("A whole number of interruptions.")
    elif metric == PeriodMetric.EXPERIENCE and not 1 <= goal <= 5:
        yield "goal_value", _("Ratings go from 1 to 5.")


def _refuse(field: str, message: str) -> NoReturn:
    raise ValidationError({field: message})
