"""How days and instants are typed."""

from datetime import date, timedelta

from django import forms


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_after(last: date | None) -> date | None:
    """Return the first day without it, as it is stored; people say the last day."""
    # The last day there is has none after it, and is refused for itself.
    return last + timedelta(1) if last and last < date.max else last


class InstantInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs={"step": 60}, format="%Y-%m-%dT%H:%M")
