from datetime import date, datetime

import django_filters
from django import forms
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from catalogue.models import Service
from core.filters import DayFilter, NumberFilter
from core.inputs import MonthInput
from core.periods import days, month
from records.choices import Priority
from slm.choices import OPEN_STATUSES, ClockStatus, Leg, Metric, Verdict
from slm.models import Agreement, BreachCause, Clock, TargetBudget

# A filter “open” beside the statuses themselves.
OPEN = "open"
# What a share met is counted from: “met” and “breached” together.
JUDGED = "judged"


class NumbersFilter(django_filters.BaseInFilter, NumberFilter):
    """Rows by their keys: “12,17”."""


class ClockFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Stands"),
        choices=[(OPEN, _("Open")), *ClockStatus.choices],
        method="filter_status",
        empty_label=_("Any"),
    )
    verdict = django_filters.ChoiceFilter(
        label=_("Verdict"),
        choices=[*Verdict.choices, (JUDGED, _("Met or breached"))],
        method="filter_verdict",
        empty_label=_("Any verdict"),
    )
    decided = DayFilter(
        label=_("Decided in the month"),
        method="filter_month",
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=MonthInput(),
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
    budget = django_filters.ModelChoiceFilter(
        queryset=TargetBudget.objects.all(), widget=forms.HiddenInput
    )
    clocks = NumbersFilter(field_name="pk", widget=forms.HiddenInput)
    relaxed = django_filters.BooleanFilter(
        field_name="was_relaxed", widget=forms.HiddenInput
    )
    decided_from = DayFilter(method="filter_decided_from", widget=forms.HiddenInput)
    decided_until = DayFilter(method="filter_decided_until", widget=forms.HiddenInput)
    stopped_from = DayFilter(method="filter_stopped_from", widget=forms.HiddenInput)
    stopped_until = DayFilter(method="filter_stopped_until", widget=forms.HiddenInput)
    due_to = DayFilter(method="filter_due_to", widget=forms.HiddenInput)
    target = NumberFilter(field_name="budget__target", widget=forms.HiddenInput)
    narrow = django_filters.BooleanFilter(
        method="filter_narrow", widget=forms.HiddenInput
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

    def filter_verdict(
        self, queryset: QuerySet[Clock], name: str, value: str
    ) -> QuerySet[Clock]:
        judged = [Verdict.MET, Verdict.BREACHED]
        return queryset.filter(verdict__in=judged if value == JUDGED else [value])

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

    def filter_decided_until(
        self, queryset: QuerySet[Clock], name: str, value: date
    ) -> QuerySet[Clock]:
        return queryset.filter(verdict_at__lt=days(value, value).end)

    def filter_stopped_from(
        self, queryset: QuerySet[Clock], name: str, value: date
    ) -> QuerySet[Clock]:
        return queryset.filter(stopped_at__gte=days(value, value).start)

    def filter_stopped_until(
        self, queryset: QuerySet[Clock], name: str, value: date
    ) -> QuerySet[Clock]:
        return queryset.filter(stopped_at__lt=days(value, value).end)

    def filter_due_to(
        self, queryset: QuerySet[Clock], name: str, value: date
    ) -> QuerySet[Clock]:
        return queryset.filter(due_at__lt=days(value, value).end)

    def filter_reopened(
        self, queryset: QuerySet[Clock], name: str, value: bool
    ) -> QuerySet[Clock]:
        again = Q(record__reopen_count__gt=0, metric=Metric.RESOLUTION)
        return queryset.filter((again if value else ~again) & ~Q(verdict=Verdict.VOID))
