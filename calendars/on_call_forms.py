from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Team
from calendars.models import Calendar
from calendars.on_call import MOST_WEEKS, Rotation


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
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
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
            label=_("Take turns, in this order"),
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["people", "first_day", "changes_at", "weeks"])

    def rotation(self) -> Rotation:
        """Return what was entered as a value for the service."""
        data = self.cleaned_data
        return Rotation(
            people=list(data["people"]),
            first_day=data["first_day"],
            changes_at=data["changes_at"],
            weeks=data["weeks"],
        )
