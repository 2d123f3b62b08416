import django_filters
from django.utils.translation import gettext_lazy as _

from calendars.models import Calendar


class CalendarFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label=_("Name"), lookup_expr="icontains")

    class Meta:
        model = Calendar
        fields: list[str] = []
