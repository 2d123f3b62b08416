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
    """Who takes turns, by the week, in the order of the turns."""

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
        found = Person.objects.filter(memberships__team=team, is_active=True)
        members = {str(one.pk): one for one in found.order_by("name")}
        choices = [("", _("Nobody")), *((pk, str(one)) for pk, one in members.items())]
        self.turns = [f"turn_{place}" for place, _pk in enumerate(members, 1)]
        for place, (name, pk) in enumerate(zip(self.turns, members, strict=True), 1):
            self.fields[name] = forms.TypedChoiceField(
                choices=choices,
                coerce=members.__getitem__,
                empty_value=None,
                label=_("Turn %s") % place,
                initial=pk,
                required=False,
            )
        self.order_fields(self.turns)

    def rotation(self) -> Rotation:
        """Return what was entered as a value for the service."""
        data = self.cleaned_data
        turns = (data[name] for name in self.turns)
        return Rotation(
            people=[one for one in turns if one is not None],
            first_day=data["first_day"],
            changes_at=data["changes_at"],
            weeks=data["weeks"],
        )
