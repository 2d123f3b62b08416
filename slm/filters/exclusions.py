import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.filters import FromDayFilter, UntilDayFilter
from slm.choices import ExclusionReason, ExclusionState
from slm.models import Agreement, Exclusion


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
