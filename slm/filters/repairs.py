import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from slm.choices import ExclusionState
from slm.models import Repair


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
