"""The measures of service level management that governance itself knows of."""

from django.utils.translation import gettext_lazy as _

from governance.choices import Unit
from governance.measures import Measure, register_measure
from governance.selectors import process, promised
from slm.choices import DIRECTIONS, Direction, PeriodMetric

MONTHLY = _("Monthly")
# In what the results of targets of the month are told; a figure without more if not here.
IN_MONTHS = {
    PeriodMetric.AVAILABILITY: Unit.AVAILABILITY,
    PeriodMetric.RESTORE: Unit.MINUTES,
    PeriodMetric.EXPERIENCE: Unit.RATING,
}

for measure in (
    Measure(
        "clocks.share_met",
        _("Promises kept"),
        _("The share of the promises due in the period that were kept."),
        _("100 × clocks met ÷ clocks met or breached"),
        MONTHLY,
        _("Service clocks"),
        Unit.PERCENT,
        process.share_met,
    ),
    Measure(
        "clocks.breached",
        _("Promises broken"),
        _("How many promises were broken in the period."),
        _("Number of clocks breached"),
        MONTHLY,
        _("Service clocks"),
        Unit.NUMBER,
        process.breaches,
        more_is_better=False,
    ),
    Measure(
        "clocks.narrow",
        _("Promises narrowly kept"),
        _("How many promises were kept with nearly all of their time used up."),
        _("Number of clocks met with nearly all of their time used up"),
        MONTHLY,
        _("Service clocks"),
        Unit.NUMBER,
        promised.narrow,
        more_is_better=False,
    ),
    Measure(
        "ratings.mean",
        _("Satisfaction"),
        _("What users thought of how their records were handled, from 1 to 5."),
        _("Sum of the ratings given in the period ÷ their number"),
        MONTHLY,
        _("Ratings of records"),
        Unit.RATING,
        promised.satisfaction,
    ),
    Measure(
        "slm.services_with_sla",
        _("Services with an SLA"),
        _("The share of offered services with an agreement with a customer in force."),
        _("100 × services under an SLA on the last day ÷ services offered"),
        MONTHLY,
        _("Service catalogue, agreements; interim ones do not count"),
        Unit.PERCENT,
        process.services_with_sla,
        is_process=True,
    ),
    Measure(
        "slm.services_with_ola",
        _("Services with an OLA"),
        _("The share of offered services with an agreement within the provider."),
        _("100 × services under an OLA on the last day ÷ services offered"),
        MONTHLY,
        _("Service catalogue, agreements"),
        Unit.PERCENT,
        process.services_with_ola,
        is_process=True,
    ),
    Measure(
        "slm.reviews_on_time",
        _("SLAs reviewed on time"),
        _("The share of the reviews of SLAs due in the period that were held by then."),
        _("100 × reviews held by the day they were due ÷ reviews due"),
        MONTHLY,
        _("Meetings"),
        Unit.PERCENT,
        process.reviews_on_time,
        is_process=True,
    ),
    Measure(
        "slm.legs_reviewed_on_time",
        _("OLAs and contracts reviewed on time"),
        _(
            "The share of the reviews of OLAs and contracts due in the period that were"
            " held by then."
        ),
        _("100 × reviews held by the day they were due ÷ reviews due"),
        MONTHLY,
        _("Meetings"),
        Unit.PERCENT,
        process.legs_reviewed_on_time,
        is_process=True,
    ),
    Measure(
        "slm.days_to_review",
        _("Days to the review"),
        _("How long after the end of the period it covers a review is held."),
        _("Mean of the days from the end of the period to the review"),
        MONTHLY,
        _("Meetings"),
        Unit.DAYS,
        process.days_to_review,
        is_process=True,
        more_is_better=False,
    ),
    Measure(
        "slm.issues_raised",
        _("Issues raised at reviews"),
        _("What reviews brought up: actions, open queries, points of their own."),
        _("Number of actions, queries and points added by hand"),
        MONTHLY,
        _("Meetings, tasks, queries"),
        Unit.NUMBER,
        process.issues_raised,
        is_process=True,
        more_is_better=False,
    ),
    Measure(
        "slm.corrective_actions_open",
        _("Corrective actions open"),
        _("Actions of reviews and improvements that were open at the end."),
        _("Number of open actions and improvements on the last day"),
        MONTHLY,
        _("Tasks, improvements"),
        Unit.NUMBER,
        process.corrective_actions_open,
        is_process=True,
        more_is_better=False,
    ),
    Measure(
        "slm.reviews_with_improvement",
        _("Reviews that led to an improvement"),
        _("The share of the reviews held that triggered an improvement."),
        _("100 × reviews from which an improvement came ÷ reviews held"),
        MONTHLY,
        _("Meetings, improvements"),
        Unit.PERCENT,
        process.reviews_with_improvement,
        is_process=True,
    ),
):
    register_measure(measure)

# Of one measured value after the other a mean would say nothing.
for metric in PeriodMetric:
    if metric != PeriodMetric.MEASURED:
        register_measure(
            Measure(
                f"months.{metric.value}",
                metric.label,
                _("What targets of the month of this kind came to, for each service."),
                _("Sum of the results of all months and services ÷ their number"),
                MONTHLY,
                _("Closed months as they were frozen, others as they read today"),
                IN_MONTHS.get(metric, Unit.FIGURE),
                promised.month_figure(metric.value),
                more_is_better=DIRECTIONS.get(metric) == Direction.AT_LEAST,
            )
        )
