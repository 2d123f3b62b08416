import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalogue.models import Service
from slm.models import Measure


class MeasureFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Name"), method="filter_text")
    service = django_filters.ModelChoiceFilter(
        label=_("Service"),
        queryset=Service.objects.order_by("name"),
        empty_label=_("All services"),
    )

    class Meta:
        model = Measure
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Measure], name: str, value: str
    ) -> QuerySet[Measure]:
        return queryset.filter(Q(name__icontains=value) | Q(item__number__iexact=value))
