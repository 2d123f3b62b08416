"""Forms for what customers need."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person
from catalogue.models import Service
from core.inputs import DayInput, VersionForm
from core.models import User
from records.choices import Priority
from slm.choices import WISHED_METRICS, Coverage, Resolution
from slm.durations import parse_budget
from slm.models import ServiceLevelRequirement, Target
from slm.selectors.ways import leads_on, offered_answers, targets_as_wished


class NeedForm(VersionForm):
    """What a customer needs, as the customer says it; in the portal and for staff."""

    title = forms.CharField(label=_("In a few words"), max_length=150)
    need = forms.CharField(
        label=_("What is needed, and why"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("In the customer's own words."),
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )
    new_service = forms.CharField(
        label=_("Or a service that there is not yet"), max_length=150, required=False
    )
    metric = forms.ChoiceField(
        label=_("What is measured"),
        required=False,
        choices=[("", _("Nothing in particular")), *WISHED_METRICS],
    )
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        required=False,
        choices=[("", _("Any priority")), *Priority.choices],
        coerce=int,
        empty_value=None,
    )
    wished = forms.CharField(
        label=_("Wished time"),
        max_length=30,
        required=False,
        help_text=_("“4 h”, “1 h 30 min”, “2 d” for working days."),
    )
    goal_percent = forms.DecimalField(
        label=_("Wished share, percent"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
    )
    goal_value = forms.DecimalField(
        label=_("Wished value of a month"),
        min_value=0,
        max_digits=14,
        decimal_places=3,
        required=False,
        help_text=_(
            "Percent of availability, minutes to restore or of the longest interruption,"
            " hours between failures, how many interruptions, user minutes lost, or a"
            " score from 1 to 5."
        ),
    )
    hours = forms.CharField(
        label=_("Wished hours"),
        max_length=150,
        required=False,
        help_text=_("For instance “Mon–Sat, 6 to 22”."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = Service.objects.visible_to(user).order_by("name")
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    def clean_wished(self) -> str:
        text: str = self.cleaned_data["wished"].strip()
        if text:
            parse_budget(text)
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("service") and data.get("new_service"):
            self.add_error(
                "new_service",
                _("Choose a service, or name one that there is not yet."),
            )
        return data

    @classmethod
    def initial_of(cls, requirement: ServiceLevelRequirement) -> dict[str, Any]:
        """Return what the form shows of a stored requirement."""
        names = [name for name in cls.base_fields if name != "version"]
        return {name: getattr(requirement, name) for name in names}

    def values(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        data = self.cleaned_data
        return {name: value for name, value in data.items() if name != "version"}


class RequirementForm(NeedForm):
    """The same for staff, with whose need it is and where it comes from."""

    customer = forms.ModelChoiceField(
        Organisation.objects.customers(), label=_("Customer")
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=150,
        required=False,
        help_text=_("For instance “workshop” or “letter”."),
    )
    stated_by = forms.ModelChoiceField(
        Person.objects.none(), label=_("Stated by"), required=False
    )
    stated_on = forms.DateField(label=_("Stated on"), widget=DayInput())

    field_order = ["title", "need", "customer", "service", "new_service"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.filter(organisation__is_customer=True)
        self.fields["stated_by"].queryset = people.order_by("name")  # type: ignore[attr-defined]


class AssessForm(VersionForm):
    assessment = forms.CharField(
        label=_("Assessment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What can be delivered today, and what more would take."),
    )


class ResolveForm(VersionForm):
    resolution = forms.ChoiceField(
        label=_("What is done"), choices=Resolution, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class TargetsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        target: Target = obj
        return f"{target.version}: {target}"


class DocumentForm(VersionForm):
    coverage = forms.ChoiceField(
        label=_("How far it is answered"),
        choices=[one for one in Coverage.choices if one[0] != Coverage.OPEN],
        widget=forms.RadioSelect,
    )
    targets = TargetsField(
        Target.objects.none(),
        label=_("By these targets"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, requirement: ServiceLevelRequirement, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        targets = offered_answers(requirement, timezone.localdate())
        self.fields["targets"].queryset = targets  # type: ignore[attr-defined]
        if requirement.coverage == Coverage.OPEN and leads_on(requirement):
            # A first answer is given by what promises it as it was wished.
            self.initial["targets"] = targets_as_wished(requirement, targets)
