import zoneinfo
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.choices import TokenScope
from accounts.models import Location, Organisation, Person, Team
from core.inputs import VersionForm
from core.roles import Role

ROLES = [(role.value, role.label) for role in Role if role != Role.SYSTEM]
LARGEST_FILE = 1_000_000


class EditForm(VersionForm):
    """What is entered of a thing over the version of it that was read."""

    @property
    def values(self) -> dict[str, Any]:
        """Return what was entered, without the version."""
        return {n: v for n, v in self.cleaned_data.items() if n != "version"}


class PersonForm(EditForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = [
            "name",
            "email",
            "phone",
            "organisation",
            "location",
            "manager",
            "time_zone",
            "language",
            "is_vip",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_provider = Person.objects.active().select_related("organisation")
        known = self.instance.organisation_id
        if known:
            of_provider = of_provider.filter(organisation=known)
            places = Location.objects.filter(organisation=known)
            self.fields["location"].queryset = places  # type: ignore[attr-defined]
        self.fields["manager"].queryset = of_provider  # type: ignore[attr-defined]


class OrganisationForm(EditForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Organisation
        fields = [
            "name",
            "language",
            "is_customer",
            "is_supplier",
            "is_provider",
            "is_active",
        ]


class LocationForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Location
        fields = ["name", "address"]
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}


class TeamForm(EditForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Team
        fields = ["name", "description", "email", "is_active"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLES, widget=forms.CheckboxSelectMultiple
    )

    def chosen(self) -> list[Role]:
        return [Role(name) for name in self.cleaned_data["roles"]]


class EraseForm(forms.Form):
    """Why somebody's personal values are to go."""

    reason = forms.CharField(label=_("Reason"), max_length=250)


class MemberForm(forms.Form):
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none())
    is_lead = forms.BooleanField(label=_("Leads the team"), required=False)

    def __init__(self, team: Team, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.active().filter(organisation__is_provider=True)
        self.fields["person"].queryset = people.exclude(  # type: ignore[attr-defined]
            memberships__team=team
        )


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program will use it.")
    )
    scope = forms.ChoiceField(
        label=_("It may"), choices=TokenScope.choices, widget=forms.RadioSelect
    )
    days = forms.TypedChoiceField(
        label=_("It ends after"),
        coerce=int,
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (365, _("a year")),
        ],
    )

    def ending(self, at: datetime) -> datetime:
        return at + timedelta(days=self.cleaned_data["days"])


class ImportForm(forms.Form):
    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(
        label=_("or its lines"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "The first line names the columns: name, email, phone, organisation,"
            " location, language, time_zone."
        ),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        file = values.get("file")
        if file is not None:
            values["text"] = _read(file)
        if not values.get("text"):
            raise forms.ValidationError(_("Choose a file, or paste its lines."))
        if len(values["text"]) > LARGEST_FILE:
            raise forms.ValidationError(_("At most 1 MB can be imported at once."))
        return values


def _read(file: Any) -> str:
    if file.size > LARGEST_FILE:
        raise forms.ValidationError(_("At most 1 MB can be imported at once."))
    try:
        text: str = file.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise forms.ValidationError(
            {"file": _("This file is not text in UTF-8.")}
        ) from error
    if "\x00" in text:
        raise forms.ValidationError({"file": _("This file is not text in UTF-8.")})
    return text


def _zones() -> list[tuple[str, str]]:
    # Old spellings and whole-hour zones would only make the list longer.
    names = {zone for zone in zoneinfo.available_timezones() if "/" in zone}
    old = (
        "Etc/",
        "US/",
        "SystemV/",
        "posix/",
        "right/",
        "Brazil/",
        "Chile/",
        "Mexico/",
    )
    shown = sorted(name for name in names if not name.startswith((*old, "Canada/")))
    return [(name, name.replace("_", " ")) for name in ["UTC", *shown]]


class ProfileForm(forms.Form):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=_zones,
        help_text=_("All times are shown in it."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Where we reach you if we have a question."),
    )
