from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, DateFilter, FilterSet

from core.models import Event


class EventFilter(FilterSet):
    """Narrow the audit trail to an item, a person, a kind of act, a period."""

    item = CharFilter(label=_("Number"), method="about")
    actor = CharFilter(label=_("Done by"), method="done_by")
    name = CharFilter(label=_("What"), lookup_expr="startswith")
    since = DateFilter(label=_("From"), method="from_day", widget=forms.DateInput)
    until = DateFilter(label=_("To"), method="to_day", widget=forms.DateInput)

    class Meta:
        model = Event
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("since", "until"):
            self.form.fields[name].widget.input_type = "date"

    def about(self, rows: "QuerySet[Event]", name: str, value: str) -> Any:
        return rows.filter(item__number=value.strip().upper())

    def done_by(self, rows: "QuerySet[Event]", name: str, value: str) -> Any:
        words = value.strip()
        return rows.filter(
            Q(actor__name__icontains=words) | Q(actor__email__icontains=words)
        )

    def from_day(self, rows: "QuerySet[Event]", name: str, value: date) -> Any:
        return rows.filter(occurred_at__gte=_midnight(value))

    def to_day(self, rows: "QuerySet[Event]", name: str, value: date) -> Any:
        return rows.filter(occurred_at__lt=_midnight(value + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    """Return when the day begins where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
