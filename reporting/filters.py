import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.filters import NumberFilter
from reporting.models import EvidencePack, ServiceReport


class ReportFilter(django_filters.FilterSet):
    customer = django_filters.ModelChoiceFilter(
        label=_("Customer"),
        queryset=Organisation.objects.customers(),
        empty_label=_("All customers"),
    )
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        queryset=Service.objects.order_by("name"),
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
