import django_filters

from core.filters import DayFilter
from slm.choices import GoalVerdict
from slm.models import PeriodResult, WhatIf


class PeriodResultFilter(django_filters.FilterSet):
    agreement = django_filters.CharFilter(field_name="agreement__item__number")
    month = DayFilter()
    verdict = django_filters.ChoiceFilter(choices=GoalVerdict.choices)

    class Meta:
        model = PeriodResult
        fields: list[str] = []


class WhatIfFilter(django_filters.FilterSet):
    agreement = django_filters.CharFilter(field_name="agreement__item__number")

    class Meta:
        model = WhatIf
        fields: list[str] = []
