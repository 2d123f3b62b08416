import django_filters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.filters import NumberFilter
from core.generic import actor_of
from reporting.choices import QueryState
from reporting.models import EvidencePack, FigureQuery, ServiceReport


def customers_reported_to(request: HttpRequest | None) -> QuerySet[Organisation]:
    """Return the customers of whose reports the reader may know."""
    known = Organisation.objects.filter(service_reports__in=_visible(request))
    return known.distinct().order_by("name")


def services_reported_on(request: HttpRequest | None) -> QuerySet[Service]:
    """Return the services of whose reports the reader may know."""
    known = Service.objects.filter(reports__in=_visible(request))
    return known.distinct().order_by("name")


def _visible(request: HttpRequest | None) -> QuerySet[ServiceReport]:
    if request is None:
        return ServiceReport.objects.none()
    return ServiceReport.objects.visible_to(actor_of(request))


class ReportFilter(django_filters.FilterSet):
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        queryset=customers_reported_to,
        empty_label=_("All customers"),
    )
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        queryset=services_reported_on,
        empty_label=_("All services together"),
    )
    year = NumberFilter(label=_("Year"), field_name="month__year", max_value=9999)

    class Meta:
        model = ServiceReport
        fields: list[str] = []


class PackFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(
        label=_("Prepared for"), field_name="prepared_for", lookup_expr="icontains"
    )

    class Meta:
        model = EvidencePack
        fields: list[str] = []


class QueryFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=QueryState.choices, empty_label=_("Any state")
    )
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        field_name="report__customer",
        queryset=Organisation.objects.customers(),
        empty_label=_("All customers"),
    )

    class Meta:
        model = FigureQuery
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[FigureQuery], name: str, value: str
    ) -> QuerySet[FigureQuery]:
        return queryset.filter(
            Q(text__icontains=value)
            | Q(label__icontains=value)
            | Q(item__number__iexact=value)
        )
