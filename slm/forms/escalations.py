from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Team
from core.inputs import VersionForm
from core.roles import Role
from slm.choices import BREACH, Ladder, Whom
from slm.models import EscalationStep
from slm.models.escalation import MOST_MINUTES

ROLES = [("", "–"), *((role.value, role.label) for role in Role if role != Role.SYSTEM)]


class StepForm(VersionForm):
    """One step: when, which way, and whom."""

    percent = forms.IntegerField(
        label=_("At percent of the time"), min_value=1, max_value=1000, initial=BREACH
    )
    minutes = forms.IntegerField(
        label=_("Minutes after the breach"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=_("Only at 100 percent; empty means at once."),
    )
    ladder = forms.ChoiceField(label=_("Direction"), choices=Ladder)
    whom = forms.ChoiceField(label=_("Who is told"), choices=Whom)
    team = forms.ModelChoiceField(
        Team.objects.filter(is_active=True),
        label=_("Team"),
        required=False,
        empty_label=_("The team that has it"),
    )
    person = forms.ModelChoiceField(
        Person.objects.filter(is_active=True, organisation__is_provider=True),
        label=_("Person"),
        required=False,
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, required=False)
    acknowledge_minutes = forms.IntegerField(
        label=_("To be acknowledged within minutes"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=_("Otherwise the next hierarchical step is taken."),
    )

    def step(self) -> EscalationStep:
        """Return the step that was entered, not yet stored."""
        values: dict[str, Any] = {
            name: value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }
        # What does not belong to whoever is told is left aside.
        if values["whom"] != Whom.PERSON:
            values["person"] = None
        if values["whom"] != Whom.ROLE:
            values["role"] = ""
        return EscalationStep(**values)
