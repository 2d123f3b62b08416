"""Narrowing lists by query string: the fields of every list, and the trail's own."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import BigAutoField, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, FilterSet

from core.inputs import DayInput
from core.models import Event
from core.sentences import event_titles

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class YesNoFilter(django_filters.TypedChoiceFilter):
    """Yes, no, or either; what is neither is refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        usual = {
            "choices": [("", _("Either")), ("true", _("Yes")), ("false", _("No"))],
            "coerce": lambda value: value == "true",
        }
        super().__init__(*args, **{**usual, **kwargs})


class NumberFilter(django_filters.NumberFilter):
    """A whole number that a key can be; a decimal could have millions of digits."""

    field_class = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        limits = {"min_value": 1, "max_value": BigAutoField.MAX_BIGINT}
        super().__init__(*args, **{**limits, **kwargs})

    def get_max_validator(self) -> None:
        """Return nothing: the field has its own."""


class DayFilter(django_filters.DateFilter):
    """A day that is near enough to reckon with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", DayInput())
        limits = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
        super().__init__(*args, validators=limits, **kwargs)


class FromDayFilter(DayFilter):
    """Keeps what lies after the day has begun where the reader is."""

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if not value:
            return qs
        return qs.filter(**{f"{self.field_name}__gte": _midnight(value)})


class UntilDayFilter(DayFilter):
    """Keeps what lies before the day is over where the reader is."""

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        if not value:
            return qs
        end = _midnight(value + timedelta(days=1))
        return qs.filter(**{f"{self.field_name}__lt": end})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, timezone.get_current_timezone())


class EventFilter(FilterSet):
    """Narrow the audit trail to an item, a person, a kind of act, a period."""

    item = CharFilter(label=_("Number"), method="about")
    actor = CharFilter(label=_("Done by"), method="done_by")
    name = django_filters.ChoiceFilter(
        label=_("What"), choices=event_titles, empty_label=_("Everything")
    )
    since = FromDayFilter(label=_("From"), field_name="occurred_at")
    until = UntilDayFilter(label=_("To"), field_name="occurred_at")

    class Meta:
        model = Event
        fields: list[str] = []

    def about(self, rows: "QuerySet[Event]", name: str, value: str) -> Any:
        return rows.filter(item__number=value.strip().upper())

    def done_by(self, rows: "QuerySet[Event]", name: str, value: str) -> Any:
        words = value.strip()
        return rows.filter(
            Q(actor__name__icontains=words) | Q(actor__email__icontains=words)
        )
