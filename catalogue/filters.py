"""Narrowing lists of services by query string."""

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.choices import Criticality, ServiceState
from catalogue.models import Component, Service, ServiceDependency


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

    is_supporting = filters.ChoiceFilter(
        label=_("Kind"),
        choices=[("false", _("Customer-facing")), ("true", _("Supporting"))],
        empty_label=_("Any"),
        method="of_kind",
    )

    class Meta:
        model = Service
        fields: list[str] = []

    def of_kind(
        self, queryset: QuerySet[Service], name: str, value: str
    ) -> QuerySet[Service]:
        return queryset.filter(is_supporting=value == "true")

    def search(
        self, queryset: QuerySet[Service], name: str, value: str
    ) -> QuerySet[Service]:
        return queryset.filter(
            Q(name__icontains=value)
            | Q(summary__icontains=value)
            | Q(item__number__iexact=value.strip())
            | Q(owner__name__icontains=value)
        )


class ComponentFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Words"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "class": "field-grow"}),
    )
    supplier = filters.ModelChoiceFilter(
        label=_("Supplier"),
        queryset=Organisation.objects.suppliers(),
        empty_label=_("Any"),
    )

    class Meta:
        model = Component
        fields: list[str] = []

    def search(
        self, queryset: QuerySet[Component], name: str, value: str
    ) -> QuerySet[Component]:
        return queryset.filter(
            Q(name__icontains=value)
            | Q(description__icontains=value)
            | Q(item__number__iexact=value.strip())
        )


class DependencyFilter(filters.FilterSet):
    q = filters.CharFilter(
        label=_("Words"),
        method="search",
        widget=forms.TextInput(attrs={"type": "search", "class": "field-grow"}),
    )

    class Meta:
        model = ServiceDependency
        fields: list[str] = []

    def search(
        self, queryset: QuerySet[ServiceDependency], name: str, value: str
    ) -> QuerySet[ServiceDependency]:
        return queryset.filter(
            Q(service__name__icontains=value)
            | Q(on_service__name__icontains=value)
            | Q(on_component__name__icontains=value)
            | Q(role__icontains=value)
            | Q(group__icontains=value)
        )
