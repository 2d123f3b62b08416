"""Days and months as people type them."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.inputs import DayInput, MonthInput

# Calendars answer for these years, and for those beside them.
FIRST_YEAR, LAST_YEAR = 1901, 2198


def is_near(day: date) -> bool:
    """Whether calendars answer for the day and whatever period it lies in."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


class NearDayField(forms.DateField):
    """A day of the years that calendars cover."""

    widget: forms.DateInput = DayInput()

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found and not is_near(found):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class MonthField(NearDayField):
    """A month, written as 2026-03; its value is the first day of it."""

    widget = MonthInput()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **kwargs)
        self.error_messages["invalid"] = _("Write a month as 2026-03.")

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        return found.replace(day=1) if found else None


def month_of(text: str) -> date | None:
    """
    Return the first day of the month that an address names, if it names one.

    :raises ValidationError: if it names something else
    """
    found: date | None = MonthField(required=False).clean(text)
    return found
