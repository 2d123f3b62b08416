"""How days, months, instants and versions come in by a form."""

from django import forms


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
