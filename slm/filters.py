from datetime import datetime

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from catalogue.models import Service
from core.filters import DayFilter, FromDayFilter, UntilDayFilter
from core.periods import month
from records.choices import Priority
from slm.choices import (
    OPEN_STATUSES,
    ClockStatus,
    ExclusionReason,
    ExclusionState,
    Leg,
    Metric,
    Verdict,
    VersionStatus,
)
from slm.models import Agreement, AgreementVersion, Clock, Exclusion, TargetBudget

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
    # Figures lead here; nobody chooses these by hand.
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
