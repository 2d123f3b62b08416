from datetime import date, datetime
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from catalogue.models import Service
from core.filters import DayFilter, FromDayFilter, UntilDayFilter
from core.periods import days, month
from records.choices import Priority
from slm.choices import (
    OPEN_STATUSES,
    CapabilityState,
    ClockStatus,
    Coverage,
    ExclusionReason,
    ExclusionState,
    GoalVerdict,
    Leg,
    Metric,
    RequirementState,
    Resolution,
    Verdict,
    VersionStatus,
)
from slm.models import (
    Agreement,
    AgreementVersion,
    BreachCause,
    CapabilityAssessment,
    Clock,
    Exclusion,
    PeriodResult,
    Repair,
    ServiceLevelRequirement,
    TargetBudget,
    WhatIf,
)
from slm.selectors import CatalogueStanding, catalogue_standings

# A filter “open” beside the statuses themselves.
OPEN = "open"


class AgreementFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Title or party"), method="filter_text")
    leg = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Leg.choices,
        empty_label=_("All kinds"),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=VersionStatus.choices,
        field_name="versions__status",
        distinct=True,
        empty_label=_("Any status"),
    )

    class Meta:
        model = Agreement
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Agreement], name: str, value: str
    ) -> QuerySet[Agreement]:
        return queryset.filter(
            Q(title__icontains=value)
            | Q(item__number__iexact=value)
            | Q(customer__name__icontains=value)
            | Q(team__name__icontains=value)
            | Q(supplier__name__icontains=value)
        )


CHAIN_STATES = {
    "broken": Q(faults__gt=0),
    "holds": Q(faults=0, resting__gt=0),
    "nothing": Q(resting=0),
}


class ChainFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Title or party"), method="filter_text")
    leg = django_filters.ChoiceFilter(
        label=_("Kind"),
        field_name="agreement__leg",
        choices=[choice for choice in Leg.choices if choice[0] != Leg.UC],
        empty_label=_("All kinds"),
    )
    state = django_filters.ChoiceFilter(
        label=_("Now"),
        choices=[
            ("broken", _("No longer holds")),
            ("holds", _("Holds")),
            ("nothing", _("Rests on nothing")),
        ],
        method="filter_state",
        empty_label=_("Any"),
    )

    class Meta:
        model = AgreementVersion
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[AgreementVersion], name: str, value: str
    ) -> QuerySet[AgreementVersion]:
        return queryset.filter(
            Q(agreement__title__icontains=value)
            | Q(agreement__item__number__iexact=value)
            | Q(agreement__customer__name__icontains=value)
            | Q(agreement__team__name__icontains=value)
        )

    def filter_state(
        self, queryset: QuerySet[AgreementVersion], name: str, value: str
    ) -> QuerySet[AgreementVersion]:
        # The list adds to its rows how much there is of each.
        return queryset.filter(CHAIN_STATES[value])


class ClockFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Stands"),
        choices=[(OPEN, _("Open")), *ClockStatus.choices],
        method="filter_status",
        empty_label=_("Any"),
    )
    verdict = django_filters.ChoiceFilter(
        label=_("Verdict"), choices=Verdict.choices, empty_label=_("Any verdict")
    )
    decided = DayFilter(
        label=_("Decided in the month"),
        method="filter_month",
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    leg = django_filters.ChoiceFilter(
        label=_("Promise"), choices=Leg.choices, empty_label=_("Any promise")
    )
    metric = django_filters.ChoiceFilter(
        label=_("Measures"), choices=Metric.choices, empty_label=_("Anything")
    )
    priority = django_filters.ChoiceFilter(
        label=_("Priority"),
        field_name="record__priority",
        choices=Priority.choices,
        empty_label=_("Any priority"),
    )
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        field_name="record__customer",
        queryset=Organisation.objects.customers(),
        empty_label=_("All customers"),
    )
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        field_name="record__service",
        queryset=Service.objects.order_by("name"),
        empty_label=_("All services"),
        null_label=_("No service"),
    )
    team = django_filters.ModelChoiceFilter(
        label=_("Team"),
        field_name="record__team",
        queryset=Team.objects.all(),
        empty_label=_("All teams"),
        null_label=_("No team"),
    )
    supplier = django_filters.ModelChoiceFilter(
        label=_("Supplier"),
        queryset=Organisation.objects.filter(is_supplier=True).order_by("name"),
        empty_label=_("All suppliers"),
    )
    cause = django_filters.ModelChoiceFilter(
        label=_("Cause"),
        field_name="cause__cause",
        queryset=BreachCause.objects.all(),
        empty_label=_("Any cause"),
        null_label=_("Not given"),
    )
    # Figures lead here; nobody chooses these by hand.
    agreement = django_filters.ModelChoiceFilter(
        field_name="budget__target__version__agreement",
        queryset=Agreement.objects.all(),
        widget=forms.HiddenInput,
    )
    decided_from = FromDayFilter(field_name="verdict_at", widget=forms.HiddenInput)
    decided_until = UntilDayFilter(field_name="verdict_at", widget=forms.HiddenInput)
    budget = django_filters.ModelChoiceFilter(
        queryset=TargetBudget.objects.all(), widget=forms.HiddenInput
    )
    agreement = django_filters.ModelChoiceFilter(
        queryset=Agreement.objects.all(),
        field_name="budget__target__version__agreement",
        widget=forms.HiddenInput,
    )
    relaxed = django_filters.BooleanFilter(
        field_name="was_relaxed", widget=forms.HiddenInput
    )
    decided_from = DayFilter(method="filter_decided_from", widget=forms.HiddenInput)
    decided_to = DayFilter(method="filter_decided_to", widget=forms.HiddenInput)
    due_to = DayFilter(method="filter_due_to", widget=forms.HiddenInput)
    target = django_filters.NumberFilter(
        field_name="budget__target", widget=forms.HiddenInput
    )
    narrow = django_filters.BooleanFilter(
        method="filter_narrow", widget=forms.HiddenInput
    )
    agreement = django_filters.ModelChoiceFilter(
        field_name="budget__target__version__agreement",
        queryset=Agreement.objects.all(),
        widget=forms.HiddenInput,
    )
    reopened = django_filters.BooleanFilter(
        method="filter_reopened", widget=forms.HiddenInput
    )

    class Meta:
        model = Clock
        fields: list[str] = []

    def filter_status(
        self, queryset: QuerySet[Clock], name: str, value: str
    ) -> QuerySet[Clock]:
        wanted = OPEN_STATUSES if value == OPEN else [value]
        # The list adds the status to its rows.
        return queryset.filter(Q(status__in=wanted))

    def filter_month(
        self, queryset: QuerySet[Clock], name: str, value: datetime
    ) -> QuerySet[Clock]:
        period = month(value.replace(day=1))
        return queryset.filter(verdict_at__gte=period.start, verdict_at__lt=period.end)

    def filter_narrow(
        self, queryset: QuerySet[Clock], name: str, value: bool
    ) -> QuerySet[Clock]:
        used = F("budget_seconds") * settings.NARROW_PERCENT / 100
        narrow = Q(verdict=Verdict.MET, elapsed_seconds__gte=used)
        return queryset.filter(narrow if value else ~narrow)

    # By the provider's days, as figures count them, and not by the reader's.
    def filter_decided_from(
        self, queryset: QuerySet[Clock], name: str, value: date
    ) -> QuerySet[Clock]:
        return queryset.filter(verdict_at__gte=days(value, value).start)

    def filter_decided_to(
        self, queryset: QuerySet[Clock], name: str, value: date
    ) -> QuerySet[Clock]:
        return queryset.filter(verdict_at__lt=days(value, value).end)

    def filter_due_to(
        self, queryset: QuerySet[Clock], name: str, value: date
    ) -> QuerySet[Clock]:
        return queryset.filter(due_at__lt=days(value, value).end)

    def filter_reopened(
        self, queryset: QuerySet[Clock], name: str, value: bool
    ) -> QuerySet[Clock]:
        again = Q(record__reopen_count__gt=0, metric=Metric.RESOLUTION)
        return queryset.filter((again if value else ~again) & ~Q(verdict=Verdict.VOID))


class ExclusionFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ExclusionState.choices, empty_label=_("Any state")
    )
    reason = django_filters.ChoiceFilter(
        label=_("Reason"), choices=ExclusionReason.choices, empty_label=_("Any reason")
    )
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        queryset=Service.objects.order_by("name"),
        empty_label=_("All services"),
    )
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        queryset=Organisation.objects.customers(),
        empty_label=_("All customers"),
    )
    # Pages of agreements lead here.
    agreement = django_filters.ModelChoiceFilter(
        queryset=Agreement.objects.all(), widget=forms.HiddenInput
    )
    since = FromDayFilter(label=_("Ends after"), field_name="end")
    until = UntilDayFilter(label=_("Begins before"), field_name="start")

    class Meta:
        model = Exclusion
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Exclusion], name: str, value: str
    ) -> QuerySet[Exclusion]:
        return queryset.filter(
            Q(text__icontains=value)
            | Q(item__number__iexact=value)
            | Q(record__item__number__iexact=value)
        )


class PeriodResultFilter(django_filters.FilterSet):
    agreement = django_filters.CharFilter(field_name="agreement__item__number")
    month = DayFilter()
    verdict = django_filters.ChoiceFilter(choices=GoalVerdict.choices)

    class Meta:
        model = PeriodResult
        fields: list[str] = []


class RepairFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ExclusionState.choices, empty_label=_("Any state")
    )

    class Meta:
        model = Repair
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Repair], name: str, value: str
    ) -> QuerySet[Repair]:
        return queryset.filter(Q(text__icontains=value) | Q(item__number__iexact=value))


class WhatIfFilter(django_filters.FilterSet):
    agreement = django_filters.CharFilter(field_name="agreement__item__number")

    class Meta:
        model = WhatIf
        fields: list[str] = []


class Need(TextChoices):
    """Which customers' catalogues are looked for."""

    DUE = "due", _("Not agreed, or changed since")
    CHANGED = "changed", _("Changed since")
    CURRENT = "current", _("Agreed and unchanged")


class CatalogueFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Customer"), lookup_expr="icontains", field_name="name"
    )
    need = django_filters.ChoiceFilter(
        label=_("State"), choices=Need.choices, empty_label=_("Any"), method="by_need"
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def by_need(
        self, queryset: QuerySet[Organisation], name: str, value: str
    ) -> QuerySet[Organisation]:
        standings = catalogue_standings(queryset, self._at)
        found = [one.customer.pk for one in standings if _is_meant(one, value)]
        return queryset.filter(pk__in=found)


def _is_meant(standing: CatalogueStanding, need: str) -> bool:
    if need == Need.CHANGED:
        return standing.has_changed
    if need == Need.CURRENT:
        return standing.is_current
    return bool(standing.services or standing.agreed) and not standing.is_current


class CapabilityFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=CapabilityState.choices, empty_label=_("Any state")
    )

    class Meta:
        model = CapabilityAssessment
        fields: list[str] = []


class RequirementFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=RequirementState.choices, empty_label=_("Any state")
    )
    resolution = django_filters.ChoiceFilter(
        label=_("Resolution"),
        choices=Resolution.choices,
        empty_label=_("Any resolution"),
    )
    coverage = django_filters.ChoiceFilter(
        label=_("Coverage"), choices=Coverage.choices, empty_label=_("Any coverage")
    )
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        queryset=Organisation.objects.customers(),
        empty_label=_("All customers"),
    )
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        queryset=Service.objects.order_by("name"),
        empty_label=_("All services"),
    )

    class Meta:
        model = ServiceLevelRequirement
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[ServiceLevelRequirement], name: str, value: str
    ) -> QuerySet[ServiceLevelRequirement]:
        return queryset.filter(
            Q(title__icontains=value)
            | Q(need__icontains=value)
            | Q(item__number__iexact=value)
        )
