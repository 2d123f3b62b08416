"""How a target is measured, in every form of one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from catalogue.selectors import possible_owners
from core.inputs import VersionForm

MEASURING = ("source", "formula", "responsible")


class ResponsibleField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Who answers for how a target is measured: one of the provider's own."""

    def __init__(self) -> None:
        super().__init__(
            Person.objects.none(),
            label=_("Responsible for measuring"),
            required=False,
            help_text=_("Needed before the agreement can enter into force."),
        )

    def __deepcopy__(self, memo: dict[int, Any]) -> "ResponsibleField":
        # Asked for each form: people come and go.
        found = super().__deepcopy__(memo)
        found.queryset = possible_owners()
        return found


class MeasuringForm(VersionForm):
    """Data source, formula, and who answers for them."""

    source = forms.CharField(
        label=_("Data source"),
        max_length=250,
        required=False,
        help_text=_("Empty: the events of the records."),
    )
    formula = forms.CharField(
        label=_("Formula"),
        max_length=500,
        required=False,
        help_text=_("Empty: the share of records kept within the time."),
    )
    responsible = ResponsibleField()
