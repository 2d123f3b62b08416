"""What people type about measures and their values."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ImportForm
from catalogue.models import Service
from core.inputs import VersionForm
from core.monthly import MonthField
from slm.forms.measuring import ResponsibleField
from slm.models import Measure

NAMES = ("name", "unit", "service", "point", "source", "responsible")


class MeasureForm(VersionForm):
    name = forms.CharField(label=_("Name"), max_length=100)
    unit = forms.CharField(
        label=_("Unit"), max_length=20, help_text=_("Such as ms, or %.")
    )
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"), label=_("Service")
    )
    point = forms.CharField(
        label=_("Measuring point"),
        max_length=250,
        help_text=_("Where it is measured, as near to the users as can be."),
    )
    source = forms.CharField(
        label=_("Data source"), max_length=250, help_text=_("The system that measures.")
    )
    responsible = ResponsibleField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].required = True
        self.fields["responsible"].help_text = ""

    @staticmethod
    def initial_of(measure: Measure) -> dict[str, Any]:
        """Return what the form shows for a stored measure."""
        return {name: getattr(measure, name) for name in (*NAMES, "version")}

    def values(self) -> dict[str, Any]:
        """Return what was entered of the measure."""
        return {name: self.cleaned_data[name] for name in NAMES}


class MeasureMonthForm(forms.Form):
    month = MonthField(label=_("Month"), required=False)


class ValuesForm(ImportForm):
    """A table of values: a file, its lines, or what was checked before."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _(
            "The first line names the columns: at, value; commas, semicolons or tabs part"
            " them. Instants as 2026-03-04 12:00, where you are, or with a zone of their"
            " own."
        )
