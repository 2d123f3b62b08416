"""What people type about targets of a month as a whole."""

from typing import Any, cast

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calendars.models import Calendar
from catalogue.models import Service
from slm.choices import DIRECTIONS, Direction, Leg, PeriodMetric, Statistic
from slm.durations import plain_number
from slm.forms.measuring import MEASURING, MeasuringForm
from slm.forms.targets import CreditsField
from slm.models import Measure, ServiceLevelRequirement, Target
from slm.selectors.completeness import usual_formula
from slm.terms import OF_PERIOD, TargetTerms

NAMES = (
    "metric",
    "calendar",
    "name",
    "service",
    "direction",
    "statistic",
    "measure",
    "credits",
    "measuring_point",
    *OF_PERIOD,
    *MEASURING,
)


def _usual() -> str:
    lines = (f"{one.label}: {usual_formula(one)}" for one in PeriodMetric)
    return gettext("Empty: the usual one is taken over. %s") % "; ".join(lines)


class PeriodTargetForm(MeasuringForm):
    """The terms of one target that is kept or missed over a month as a whole."""

    metric = forms.ChoiceField(label=_("What is measured"), choices=PeriodMetric)
    calendar = forms.ModelChoiceField(
        Calendar.objects.order_by("name"),
        label=_("Service hours"),
        help_text=_("Only what lies within them counts; ratings count at any time."),
    )
    goal_value = forms.DecimalField(
        label=_("Goal"),
        min_value=0,
        max_digits=14,
        decimal_places=3,
        help_text=_(
            "Percent of availability, minutes to restore, of the longest interruption or"
            " of users, hours between failures, how many interruptions, a rating from 1"
            " to 5, or in the unit of the measure."
        ),
    )
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("Each service of the agreement"),
    )
    partial_weight = forms.IntegerField(
        label=_("Weight of a degraded service, percent"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=_("Needed of availability; 100 is a full loss, 0 none."),
    )
    planned_minutes = forms.IntegerField(
        label=_("Planned interruption that does not count, minutes a month"),
        min_value=0,
        max_value=44_640,
        required=False,
        help_text=_("Empty: all that is planned and announced before it begins."),
    )
    measure = forms.ModelChoiceField(
        Measure.objects.order_by("name"), label=_("Measure"), required=False
    )
    statistic = forms.ChoiceField(
        label=_("Statistic"), choices=[("", "–"), *Statistic.choices], required=False
    )
    direction = forms.ChoiceField(
        label=_("The value is to be"),
        choices=[("", "–"), *Direction.choices],
        required=False,
    )
    least_answers = forms.IntegerField(
        label=_("At least so many ratings"),
        min_value=1,
        max_value=10_000,
        required=False,
        help_text=_("With fewer, nothing is concluded from them."),
    )
    source = forms.CharField(
        label=_("Data source"),
        max_length=250,
        required=False,
        help_text=_("Needed before the agreement can enter into force."),
    )
    measuring_point = forms.CharField(
        label=_("Measuring point"),
        max_length=250,
        required=False,
        help_text=_(
            "Where the service is taken to be there, or not: needed of what outages tell."
            " A measure names its own."
        ),
    )
    formula = forms.CharField(
        label=_("Formula"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy(_usual, str)(),
    )
    credits = CreditsField(label=_("Credits if the goal is missed"))
    name = forms.CharField(label=_("Name"), max_length=100, required=False)

    def __init__(self, *args: Any, leg: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if leg != Leg.SLA:
            metric = cast(forms.ChoiceField, self.fields["metric"])
            metric.choices = [
                choice
                for choice in PeriodMetric.choices
                if choice[0] != PeriodMetric.EXPERIENCE
            ]

    @staticmethod
    def initial_of(target: Target) -> dict[str, Any]:
        """Return what the form shows for a stored target."""
        terms = TargetTerms.of(target)
        found = {name: getattr(terms, name) for name in NAMES}
        goal = terms.goal_value
        return found | {"goal_value": None if goal is None else plain_number(goal)}

    @staticmethod
    def wished(requirement: ServiceLevelRequirement) -> dict[str, Any]:
        """Return what the form begins with to promise what a customer wishes."""
        said = {"service": requirement.service}
        if not requirement.is_of_month:
            return said
        goal = requirement.goal_value
        value = None if goal is None else plain_number(goal)
        return {**said, "metric": requirement.metric, "goal_value": value}

    def terms(self) -> TargetTerms:
        """Return what was entered as a value for the services; what does not fit, not."""
        data = dict(self.cleaned_data)
        metric = data["metric"]
        data["formula"] = data["formula"].strip() or usual_formula(metric)
        if metric in DIRECTIONS:
            data.update(measure=None, statistic="", direction="")
        if metric != PeriodMetric.EXPERIENCE:
            data["least_answers"] = None
        if metric in (PeriodMetric.MEASURED, PeriodMetric.EXPERIENCE):
            data.update(partial_weight=None, planned_minutes=None, measuring_point="")
        return TargetTerms(**{name: data[name] for name in NAMES})
