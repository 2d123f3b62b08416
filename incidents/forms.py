from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, Team
from accounts.selectors import person_of
from catalogue.models import Service
from core.models import User
from incidents.choices import CloseCode
from incidents.models import Incident
from incidents.selectors import holder_choices, incident_rules, matching_people
from records.choices import (
    ContactChannel,
    Impact,
    Priority,
    Urgency,
    Visibility,
    WaitingFor,
)
from records.models import Category

INSTANT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SaveViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)
    is_shared = forms.BooleanField(label=_("Shared with all staff"), required=False)


class ActForm(forms.Form):
    """What is asked for one act on an incident."""

    occurred_at = forms.DateTimeField(
        label=_("When it happened"),
        required=False,
        widget=INSTANT,
        help_text=_("Only if it happened earlier than now."),
    )

    def __init__(self, *args: Any, user: User, now: datetime, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.now = now
        if not user.has_perm("records.late_entry"):
            del self.fields["occurred_at"]
        else:
            self.order_fields([name for name in self.fields if name != "occurred_at"])

    def clean_occurred_at(self) -> datetime | None:
        occurred_at = cast(datetime | None, self.cleaned_data["occurred_at"])
        if occurred_at and occurred_at > self.now:
            raise forms.ValidationError(_("This has not happened yet."))
        return occurred_at

    def values(self) -> dict[str, Any]:
        """Return what the service is to be called with, besides who and when."""
        values = dict(self.cleaned_data)
        values.pop("occurred_at", None)
        return values

    def at(self) -> datetime:
        """Return when it happened."""
        return self.cleaned_data.get("occurred_at") or self.now


class AssignForm(ActForm):
    holder = forms.ChoiceField(label=_("Hand over to"))
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the next one should know."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose…")), *holder_choices()]
        cast(forms.ChoiceField, self.fields["holder"]).choices = choices

    def values(self) -> dict[str, Any]:
        team, person = split_holder(self.cleaned_data["holder"])
        reason = self.cleaned_data["reason"]
        return {"team": team, "person": person, "reason": reason}


class PendForm(ActForm):
    waiting_for = forms.ChoiceField(
        label=_("It waits for"), choices=WaitingFor.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("What exactly"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer can see for whom it waits, not this note."),
    )
    expected_at = forms.DateTimeField(label=_("Expected until"), widget=INSTANT)


class ResolveForm(ActForm):
    resolution = forms.CharField(
        label=_("What was done"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The customer reads this."),
    )
    close_code = forms.ChoiceField(
        label=_("How it ended"), choices=[("", _("Choose…")), *CloseCode.choices]
    )


class ReasonForm(ActForm):
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class DuplicateForm(ActForm):
    of = forms.CharField(
        label=_("Duplicate of"),
        max_length=30,
        help_text=_("The number of the incident that stays open."),
    )


class EditForm(ActForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class ClassifyForm(ActForm):
    impact = forms.TypedChoiceField(
        label=_("Impact"), choices=Impact.choices, coerce=int
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int
    )
    priority = forms.TypedChoiceField(
        label=_("Another priority"),
        choices=[("", _("As the matrix says")), *Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why another priority"), required=False, max_length=250
    )
    service = forms.ModelChoiceField(
        Service.objects.live(), label=_("Service"), required=False
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("Category"), required=False
    )
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(), label=_("Customer")
    )

    def values(self) -> dict[str, Any]:
        values = super().values()
        if values["priority"] is None:
            del values["priority"]
        return values


class NewIncidentForm(forms.Form):
    """A call, as it is taken down: caller and one sentence are enough."""

    caller = forms.CharField(
        label=_("Caller"),
        max_length=100,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("Name, e-mail, telephone or organisation."),
    )
    requester = forms.ModelChoiceField(Person.objects.none(), required=False)
    title = forms.CharField(
        label=_("What is the matter?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Details"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    service = forms.ModelChoiceField(
        Service.objects.live(),
        label=_("Service"),
        required=False,
        empty_label=_("Not known yet"),
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=_("Category"),
        required=False,
        empty_label=_("None yet"),
    )
    impact = forms.TypedChoiceField(
        label=_("Impact"), choices=Impact.choices, coerce=int, initial=Impact.LOW
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int, initial=Urgency.MEDIUM
    )
    contact_channel = forms.ChoiceField(
        label=_("Came in by"), choices=ContactChannel.choices
    )
    holder = forms.ChoiceField(label=_("Hand to"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.user = user
        self.matches: list[Person] = []
        requester = cast("forms.ModelChoiceField[Person]", self.fields["requester"])
        requester.queryset = Person.objects.visible_to(user).active()
        first = incident_rules().first_team
        nobody = (
            _("%s, whoever, as the rules say") % first if first else _("Nobody yet")
        )
        choices = [("", nobody), ("me", _("Me")), *holder_choices()]
        cast(forms.ChoiceField, self.fields["holder"]).choices = choices

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or self.cleaned_data)
        text = values.get("caller", "")
        if text and values.get("requester") is None:
            self.matches = matching_people(text, self.user)
            if len(self.matches) == 1:
                values["requester"] = self.matches[0]
            else:
                self.add_error("caller", self._unclear(text))
        return values

    def _unclear(self, text: str) -> str:
        if self.matches:
            return gettext("Several people match: choose one below.")
        return gettext("Nobody matches “%s”. Try fewer letters.") % text

    def incident(self) -> Incident:
        """Return the incident that was taken down, not yet stored."""
        values = dict(self.cleaned_data)
        values.pop("caller")
        holder = values.pop("holder")
        incident = Incident(**values)
        if holder == "me":
            incident.assignee = person_of(self.user)
            incident.team = Team.objects.of(self.user).order_by("name").first()
        else:
            incident.team, incident.assignee = split_holder(holder)
        return incident


class EntryForm(forms.Form):
    """A public reply or an internal note, as it is being written."""

    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, data: Any = None, *, visibility: Visibility):
        super().__init__(data, auto_id=f"{visibility.value}_%s")
        self.visibility = visibility


class BulkForm(forms.Form):
    """What is to be done to the selected records."""

    holder = forms.ChoiceField(label=_("Hand over to"), required=False)
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[("", _("Choose…")), *Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    reason = forms.CharField(label=_("Why"), max_length=250, required=False)

    def __init__(self, *args: Any, act: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose…")), *holder_choices()]
        cast(forms.ChoiceField, self.fields["holder"]).choices = choices
        unused = {"assign": ["priority"], "priority": ["holder"]}
        for name in unused.get(act, list(self.fields)):
            del self.fields[name]
        needed = {"assign": ["holder"], "priority": ["priority", "reason"]}
        for name in needed.get(act, []):
            self.fields[name].required = True


def split_holder(value: str) -> tuple[Team | None, Person | None]:
    """Return the team, and the person if one is named, of a choice of holder."""
    team, _dash, person = value.partition("-")
    return (
        Team.objects.filter(pk=team).first() if team else None,
        Person.objects.filter(pk=person).first() if person else None,
    )
