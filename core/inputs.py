"""How days, months, instants and versions come in by a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

# What is shown of an empty choice that nobody gave words.
BLANK = "---------"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MonthInput(forms.DateInput):
    input_type = "month"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m")


class InstantInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"step": 60}, format="%Y-%m-%dT%H:%M")


class VersionForm(forms.Form):
    """The version that was read, so that nobody confirms or overwrites the unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # What a form does not say itself of an empty choice is said in words.
            if getattr(field, "empty_label", "") == BLANK:
                word = _("Choose…") if field.required else _("Not given")
                field.empty_label = word  # type: ignore[attr-defined]
