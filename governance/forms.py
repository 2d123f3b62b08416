from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from core.inputs import DayInput, VersionForm
from core.kinds import visible_object
from core.models import Item, User
from governance.choices import Source
from governance.measures import all_measures
from governance.models import Improvement
from slm.choices import Leg
from slm.models import Agreement, Clock


def measures() -> list[tuple[str, str]]:
    """Return what an improvement can be measured by."""
    return [("", str(_("Not said yet")))] + [
        (one.key, str(one.label)) for one in all_measures()
    ]


class ImprovementForm(VersionForm):
    """What is to become better, by how much, by whom and when."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("What is to become better, and how"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    source = forms.ChoiceField(label=_("Source"), choices=Source, initial=Source.ANYONE)
    about = forms.CharField(
        label=_("Came from"),
        max_length=30,
        required=False,
        help_text=_("The number of a review, a record, an agreement."),
    )
    clock = forms.IntegerField(
        widget=forms.HiddenInput, required=False, max_value=2**62
    )
    # What pointed to it, by its key: see `slm.selectors.Hint`.
    hint = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    owner = forms.ModelChoiceField(
        Person.objects.filter(is_active=True, organisation__is_provider=True),
        label=_("Owner"),
        required=False,
        empty_label=_("Nobody yet"),
    )
    due_on = forms.DateField(label=_("Until"), required=False, widget=DayInput())
    measure = forms.ChoiceField(
        label=_("Measured by"), choices=measures, required=False
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("For"),
        required=False,
        empty_label=_("All agreements"),
    )
    months = forms.IntegerField(
        label=_("Over so many months"), min_value=1, max_value=12, initial=1
    )
    target_value = forms.DecimalField(
        label=_("Target"), required=False, max_digits=12, decimal_places=2
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        agreements = Agreement.objects.visible_to(user).filter(leg=Leg.SLA)
        self.fields["agreement"].queryset = agreements.select_related("item")  # type: ignore[attr-defined]

    def clean_about(self) -> Item | None:
        number = self.cleaned_data["about"].strip().upper()
        if not number:
            return None
        try:
            found: Model = visible_object(number, self.user)
        except Item.DoesNotExist as error:
            message = _("There is nothing with the number “%s”.")
            raise ValidationError(message % number) from error
        return Item.objects.get(pk=found.pk)

    def clean_clock(self) -> Clock | None:
        pk = self.cleaned_data.get("clock")
        if pk is None:
            return None
        return Clock.objects.visible_to(self.user).filter(pk=pk).first()

    def terms(self) -> dict[str, Any]:
        """Return what it is measured by, as values for the services."""
        data = self.cleaned_data
        agreement = data["agreement"]
        return {
            "owner": data["owner"],
            "due_on": data["due_on"],
            "measure": data["measure"],
            "measured_about": agreement.item if agreement else None,
            "months": data["months"],
            "target_value": data["target_value"],
        }

    def improvement(self) -> Improvement:
        """Return the improvement that was entered, not yet stored."""
        names = ("title", "description", "source", "about", "clock")
        given = {name: self.cleaned_data[name] for name in names}
        return Improvement(**given, **self.terms())


class DecisionForm(VersionForm):
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RejectionForm(VersionForm):
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class VerificationForm(VersionForm):
    effect = forms.CharField(
        label=_("What it brought"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_effective = forms.BooleanField(label=_("It was effective"), required=False)


class LimitForm(VersionForm):
    """Between which values a measure is to stay."""

    lower = forms.DecimalField(
        label=_("Not below"), required=False, max_digits=12, decimal_places=2
    )
    upper = forms.DecimalField(
        label=_("Not above"), required=False, max_digits=12, decimal_places=2
    )
