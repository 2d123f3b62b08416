from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.choices import Impact, Priority, Urgency
from records.models import PriorityMatrix

CELLS = [f"{impact.value}-{urgency.value}" for impact in Impact for urgency in Urgency]


class PriorityMatrixForm(forms.Form):
    """A priority for each impact and urgency; `version` is the one that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, matrix: PriorityMatrix) -> None:
        super().__init__(data, initial={**matrix.cells, "version": matrix.version})
        for impact in Impact:
            for urgency in Urgency:
                self.fields[f"{impact.value}-{urgency.value}"] = forms.TypedChoiceField(
                    label=_("Impact %(impact)s, urgency %(urgency)s")
                    % {
                        "impact": str(impact.label).lower(),
                        "urgency": str(urgency.label).lower(),
                    },
                    choices=Priority,
                    coerce=int,
                )

    def cells(self) -> dict[str, int]:
        """Return what was entered as a value for the service."""
        return {name: self.cleaned_data[name] for name in CELLS}

    def rows(self) -> list[tuple[Impact, list[forms.BoundField]]]:
        """Return the fields as the table shows them."""
        return [
            (impact, [self[f"{impact.value}-{urgency.value}"] for urgency in Urgency])
            for impact in Impact
        ]
