"""Forms about periods: which to show, to close, and why one is revised."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from calendars.hours import FIRST_YEAR, LAST_YEAR
from core.periods import Unit
from slm.choices import Leg


class NearDayField(forms.DateField):
    """A day of the years that calendars cover."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        if found and not FIRST_YEAR < found.year < LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class ComplianceForm(forms.Form):
    """Which period is shown, of whose promises."""

    unit = forms.ChoiceField(label=_("Period"), choices=Unit.choices, required=False)
    on = NearDayField(label=_("In which lies"), required=False)
    leg = forms.ChoiceField(label=_("Promise"), choices=Leg.choices, required=False)


class CloseForm(forms.Form):
    """Which month is to be closed."""

    month = NearDayField(
        label=_("Month"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )


class RevisionForm(forms.Form):
    """Why a closed month is frozen again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
