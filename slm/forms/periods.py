"""Forms about periods: which to show, to close, and why one is revised."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.monthly import MonthField, NearDayField
from core.periods import Unit
from slm.choices import Leg


class ComplianceForm(forms.Form):
    """Which period is shown, of whose promises."""

    unit = forms.ChoiceField(label=_("Period"), choices=Unit.choices, required=False)
    on = NearDayField(label=_("In which lies"), required=False)
    leg = forms.ChoiceField(label=_("Promise"), choices=Leg.choices, required=False)


class CloseForm(forms.Form):
    """Which month is to be closed."""

    month = MonthField(label=_("Month"))


class RevisionForm(forms.Form):
    """Why a closed month is frozen again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
