from datetime import date

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.filters import DayFilter, YesNoFilter
from governance.choices import ImprovementState, Source
from governance.models import Improvement, MeasureValue


class ImprovementFilter(django_filters.FilterSet):
    text = django_filters.CharFilter(label=_("Number or words"), method="filter_text")
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ImprovementState.choices, empty_label=_("Any state")
    )
    source = django_filters.ChoiceFilter(
        label=_("Source"), choices=Source.choices, empty_label=_("Any source")
    )
    is_effective = YesNoFilter(label=_("Effective"))
    overdue = YesNoFilter(label=_("Overdue"), method="filter_overdue")

    class Meta:
        model = Improvement
        fields: list[str] = []

    def filter_text(
        self, queryset: QuerySet[Improvement], name: str, value: str
    ) -> QuerySet[Improvement]:
        return queryset.filter(
            Q(title__icontains=value)
            | Q(item__number__iexact=value)
            | Q(about__number__iexact=value)
        )

    def filter_overdue(
        self, queryset: QuerySet[Improvement], name: str, value: bool
    ) -> QuerySet[Improvement]:
        late = Q(due_on__lt=timezone.localdate()) & Q(phase__in=["new", "active"])
        return queryset.filter(late if value else ~late)


class MeasureValueFilter(django_filters.FilterSet):
    measure = django_filters.CharFilter(label=_("Measure"))
    month = DayFilter(
        label=_("Month"), method="filter_month", input_formats=["%Y-%m", "%Y-%m-%d"]
    )
    is_outside = YesNoFilter(label=_("Outside its limits"))

    class Meta:
        model = MeasureValue
        fields: list[str] = []

    def filter_month(
        self, queryset: QuerySet[MeasureValue], name: str, value: date
    ) -> QuerySet[MeasureValue]:
        return queryset.filter(month=value.replace(day=1))
