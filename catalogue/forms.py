from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team
from calendars.models import Calendar
from catalogue.models import Component, Service
from catalogue.selectors import possible_customers, possible_owners
from core.inputs import VersionForm
from core.models import User


class ServiceForm(VersionForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Service
        fields = [
            "name",
            "summary",
            "description",
            "included",
            "excluded",
            "how_to_get",
            "price_note",
            "is_supporting",
            "owner",
            "service_hours",
            "criticality",
        ]
        widgets = {
            "summary": forms.TextInput(),
            "description": forms.Textarea(attrs={"rows": 5}),
            "included": forms.Textarea(attrs={"rows": 4}),
            "excluded": forms.Textarea(attrs={"rows": 4}),
            "how_to_get": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {"summary": _("One line, as it stands in the catalogue.")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        owner = cast("forms.ModelChoiceField[Any]", self.fields["owner"])
        owner.queryset = possible_owners()
        hours = cast("forms.ModelChoiceField[Any]", self.fields["service_hours"])
        hours.queryset = Calendar.objects.visible_to(user)

    def values(self) -> dict[str, Any]:
        """Return what the service is to be told, without the version."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class MoveForm(VersionForm):
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept in the history."),
    )


class EntitleForm(forms.Form):
    customer = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Customer"), empty_label=_("Choose…")
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["customer"])
        field.queryset = possible_customers(service)


class WithdrawForm(forms.Form):
    """Nothing is asked: what may be refused is shown here."""


class ComponentForm(VersionForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Component
        fields = ["name", "description", "team", "person", "supplier"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        for name, queryset in (
            ("team", Team.objects.filter(is_active=True)),
            ("person", possible_owners()),
            ("supplier", Organisation.objects.suppliers()),
        ):
            cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = queryset

    def values(self) -> dict[str, Any]:
        """Return what the component is to be told, without the version."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or ()}


class DependencyForm(forms.Form):
    on_service = forms.ModelChoiceField(
        Service.objects.none(), label=_("Another service"), required=False
    )
    on_component = forms.ModelChoiceField(
        Component.objects.order_by("name"), label=_("Or a component"), required=False
    )
    role = forms.CharField(
        label=_("What for"),
        required=False,
        max_length=150,
        help_text=_("In a few words: “carries all calls”."),
    )
    group = forms.CharField(
        label=_("Redundant group"),
        required=False,
        max_length=60,
        help_text=_(
            "What stands for each other has the same group; empty if nothing does."
        ),
    )
    needed = forms.IntegerField(
        label=_("Needed of the group"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("How many of the group must work; one if nothing is said."),
    )

    def __init__(self, *args: Any, service: Service, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Any]", self.fields["on_service"])
        others = Service.objects.exclude(pk=service.pk).exclude(state="retired")
        field.queryset = others.order_by("name")
