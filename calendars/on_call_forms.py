from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Team
from calendars.models import Calendar
from calendars.on_call import MOST_WEEKS, Rotation
from core.inputs import DayInput


class TeamHoursForm(forms.Form):
    """When the team is there."""

    calendar = forms.ModelChoiceField(
        Calendar.objects.order_by("name"),
        label=_("Hours of the team"),
        help_text=_("Outside of them, whoever is on call is told."),
    )


class RotationForm(forms.Form):
    """Who takes turns, by the week."""

    first_day = forms.DateField(
        label=_("First day"),
        widget=DayInput(),
    )
    changes_at = forms.TimeField(
        label=_("Changes at"),
        initial="08:00",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    weeks = forms.IntegerField(
        label=_("Weeks"), min_value=1, max_value=MOST_WEEKS, initial=12
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Person.objects.filter(memberships__team=team, is_active=True)
        self.fields["people"] = forms.ModelMultipleChoiceField(
            members.order_by("name"),
            label=_("Who takes turns"),
            help_text=_("One after the other by name, from whoever begins."),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["begins"] = forms.ModelChoiceField(
            members.order_by("name"),
            label=_("Who begins"),
            required=False,
            empty_label=_("The first by name"),
        )
        self.order_fields(["people", "begins", "first_day", "changes_at", "weeks"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins = data.get("begins")
        if begins and begins not in data.get("people", ()):
            message = _("Whoever begins takes turns as well.")
            self.add_error("begins", message)
        return data

    def rotation(self) -> Rotation:
        """Return what was entered as a value for the service."""
        data = self.cleaned_data
        people = list(data["people"])
        first = people.index(data["begins"]) if data["begins"] else 0
        return Rotation(
            people=[*people[first:], *people[:first]],
            first_day=data["first_day"],
            changes_at=data["changes_at"],
            weeks=data["weeks"],
        )
