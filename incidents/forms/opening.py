from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, Team
from accounts.selectors import person_of
from catalogue.models import Service
from core.models import User
from incidents.forms.holders import split_holder
from incidents.models import Incident
from incidents.selectors import holder_choices, incident_rules, matching_people
from records.choices import ContactChannel, Impact, Urgency
from records.models import Category

NEW_PERSON = "new"


class CallerForm(forms.Form):
    """Who calls for the first time: a name and whose they are is enough."""

    name = forms.CharField(label=_("Name"), max_length=150)
    organisation = forms.ModelChoiceField(
        Organisation.objects.customers().filter(is_active=True),
        label=_("Organisation"),
        empty_label=_("Choose…"),
    )
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=50)

    # Kept apart from the fields of the call, and not required by the browser: they
    # are in the page before anybody says that the caller is new.
    prefix = NEW_PERSON
    use_required_attribute = False

    def person(self) -> Person:
        """Return the person as entered, not yet stored."""
        return Person(**self.cleaned_data)


class NewIncidentForm(forms.Form):
    """A call, as it is taken down: caller and one sentence are enough."""

    caller = forms.CharField(
        label=_("Caller"),
        max_length=100,
        widget=forms.TextInput(
            attrs={
                "autofocus": True,
                "autocomplete": "off",
                "data-arrows-into": "callers",
            }
        ),
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

    def __init__(self, data: Any = None, *, user: User):
        # Somebody new is one of the answers to who it is, but no key of a person.
        self.is_new = bool(data) and data.get("requester") == NEW_PERSON
        super().__init__({**data.dict(), "requester": ""} if self.is_new else data)
        self.user = user
        self.matches: list[Person] = []
        text = data.get("caller", "") if data else ""
        self.newcomer = CallerForm(
            data if self.is_new else None, initial={"name": text}
        )
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
        if self.is_new:
            self._check_newcomer()
        elif text and values.get("requester") is None:
            self.matches = matching_people(text, self.user)
            if len(self.matches) == 1:
                values["requester"] = self.matches[0]
            else:
                self.add_error("caller", self._unclear(text))
        return values

    def _check_newcomer(self) -> None:
        for name, problems in self.newcomer.errors.items():
            field = self.newcomer.fields[name]
            for problem in problems:
                self.add_error(None, f"{field.label}: {problem}")

    def offer_known(self) -> Person | None:
        """Offer whoever has the newcomer's e-mail already, if that was the trouble."""
        if not self.has_error(NON_FIELD_ERRORS, "known"):
            return None
        people = Person.objects.visible_to(self.user).active()
        email = self.newcomer.cleaned_data["email"]
        self.matches = list(people.filter(email__iexact=email)[:1])
        return next(iter(self.matches), None)

    def new_caller(self) -> Person | None:
        """Return who calls for the first time, not yet stored; else nobody."""
        return self.newcomer.person() if self.is_new else None

    def _unclear(self, text: str) -> str:
        if self.matches:
            return gettext("Several people match: choose one below.")
        return (
            gettext("Nobody matches “%s”. Try fewer letters, or log somebody new.")
            % text
        )

    def incident(self) -> Incident:
        """Return the incident that was taken down, not yet stored."""
        values = dict(self.cleaned_data)
        values.pop("caller")
        if self.is_new:
            values.pop("requester")
        holder = values.pop("holder")
        incident = Incident(**values)
        if holder == "me":
            incident.assignee = person_of(self.user)
            incident.team = Team.objects.of(self.user).order_by("name").first()
        else:
            incident.team, incident.assignee = split_holder(holder)
        return incident
