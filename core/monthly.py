"""A month as people type it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# The years that calendars can answer for.
FIRST_YEAR, LAST_YEAR = 1900, 2199


class MonthField(forms.DateField):
    """A month, written as 2026-03; its value is the first day of it."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **kwargs)
        self.error_messages["invalid"] = _("Write a month as 2026-03.")

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found.replace(day=1) if found else None
