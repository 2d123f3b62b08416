"""Narrowing lists of services by query string."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.choices import Criticality, ServiceState
from catalogue.models import Service


class ServiceFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Words"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "class": "field-grow"}),
    )
    state = filters.ChoiceFilter(
        label=_("State"), choices=ServiceState.choices, empty_label=_("Any")
    )
    criticality = filters.ChoiceFilter(
        label=_("Criticality"), choices=Criticality.choices, empty_label=_("Any")
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def search(
        self, queryset: QuerySet[Service], name: str, value: str
    ) -> QuerySet[Service]:
        return queryset.filter(
            Q(name__icontains=value)
            | Q(summary__icontains=value)
            | Q(item__number__iexact=value.strip())
            | Q(owner__name__icontains=value)
        )
