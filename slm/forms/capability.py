"""Forms for the yearly assessment of what can be delivered."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.inputs import VersionForm
from core.wording import day
from slm.choices import CapabilityDecision
from slm.models import CapabilityLine
from slm.selectors.capability import updates_of

FIELDS = ("demand", "capability", "gap", "decision", "change")


class PlanForm(forms.Form):
    """Which plan of the provider an assessment is made against."""

    plan = forms.CharField(
        label=_("Plan that it is made against"),
        max_length=250,
        help_text=_("The provider's plan of this year: title, version or day, place."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class YearForm(PlanForm):
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2199)
    field_order = ("year", "plan")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # It may be named later.
        self.fields["plan"].required = False
        del self.fields["version"]


def _text(label: Any, hint: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=2000,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AssessServiceForm(VersionForm):
    demand = _text(_("Demand"), _("What customers ask for now and in the coming year."))
    capability = _text(_("Capability now"), _("What can be delivered as it is."))
    gap = _text(_("Gap"), required=False)
    decision = forms.ChoiceField(
        label=_("Decision"), choices=CapabilityDecision, widget=forms.RadioSelect
    )
    change = forms.CharField(
        label=_("Change that it leads to"),
        max_length=200,
        required=False,
        help_text=_("Its reference, or in words; needed if something changes."),
    )

    @staticmethod
    def initial_of(line: CapabilityLine) -> dict[str, Any]:
        return {name: getattr(line, name) for name in FIELDS}

    def values(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class UpdateForm(VersionForm):
    """By what the catalogue came to say what was decided."""

    update = forms.ChoiceField(
        label=_("Catalogue updated by"),
        widget=forms.RadioSelect,
        help_text=_("What was done to the service, or the catalogue agreed since."),
    )

    def __init__(self, *args: Any, line: CapabilityLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events, catalogues = updates_of(line)
        self.known: dict[str, Any] = {f"event-{one.pk}": one for one in events}
        self.known |= {one.number: one for one in catalogues}
        choices = [
            (f"event-{one.pk}", f"{line.service.number}, {day(one.occurred_at)}: {one}")
            for one in events
        ]
        choices += [(one.number, f"{one.number} {one.title}") for one in catalogues]
        self.choices = choices
        self.fields["update"].choices = choices  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what was chosen as values for the services."""
        chosen = self.cleaned_data["update"]
        name = "event" if chosen.startswith("event-") else "catalogue"
        return {name: self.known[chosen]}
