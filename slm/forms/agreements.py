from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team, validate_time_zone
from catalogue.models import Service
from core.inputs import DayInput, VersionForm
from slm.choices import PARTIES, Leg, Level
from slm.models import Agreement
from slm.services import DURATION, Wording

LEGS = (
    (Leg.SLA, _("With a customer (SLA)")),
    (Leg.OLA, _("With a team, or a customer acting as supplier (OLA)")),
    (Leg.UC, _("With a supplier (underpinning contract)")),
)


def day_after(last: date | None) -> date | None:
    """Return the first day without it, as it is stored; people say the last day."""
    # The last day there is has none after it, and is refused for itself.
    return last + timedelta(1) if last and last < date.max else last


class DraftForm(VersionForm):
    """Title, days and services of a draft; `version` is the one that was read."""

    title = forms.CharField(label=_("Title"), max_length=150)
    valid_from = forms.DateField(
        label=_("Valid from"),
        required=False,
        widget=DayInput(),
        help_text=_("Needed before it can enter into force."),
    )
    valid_to = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
        help_text=_("On which it still holds; empty if open."),
    )
    services = forms.ModelMultipleChoiceField(
        Service.objects.order_by("name"),
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means: all services."),
    )
    summary = forms.CharField(
        label=_("What is agreed, or what changes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    notice_months = forms.IntegerField(
        label=_("Notice, months"), required=False, min_value=1, max_value=60
    )
    notice_days = forms.IntegerField(
        label=_("Notice, days"),
        required=False,
        min_value=1,
        max_value=366,
        help_text=_("After the months, if there are any."),
    )
    renews_months = forms.IntegerField(
        label=_("Renews by, months"),
        required=False,
        min_value=1,
        max_value=120,
        help_text=_("Unless notice is given in time; empty if it simply ends."),
    )
    review_on = forms.DateField(
        label=_("Next review"),
        required=False,
        widget=DayInput(),
        help_text=_("It can be moved later without a new version."),
    )

    def wording(self) -> Wording:
        """Return what was entered as a value for the services."""
        data = self.cleaned_data
        return Wording(
            valid_from=data["valid_from"],
            valid_to=day_after(data["valid_to"]),
            summary=data["summary"],
            services=tuple(data["services"]),
            **{name: data[name] for name in DURATION},
        )


class AgreementForm(DraftForm):
    """A new agreement, of one of the kinds that whoever makes it manages."""

    leg = forms.ChoiceField(label=_("Agreement"), choices=LEGS, initial=Leg.SLA)
    provider = forms.ModelChoiceField(
        Organisation.objects.filter(is_provider=True), label=_("Provider")
    )
    level = forms.ChoiceField(
        label=_("Level"),
        choices=Level,
        initial=Level.CUSTOMER,
        required=False,
        help_text=_(
            "Of an SLA. Corporate: what every customer is promised, unless an agreement"
            " of its own says otherwise. Service: about the services ticked below."
        ),
    )
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        required=False,
        help_text=_("For an SLA; none on the corporate level."),
    )
    team = forms.ModelChoiceField(
        Team.objects.filter(is_active=True),
        label=_("Team"),
        required=False,
        help_text=_("For an OLA."),
    )
    supplier = forms.ModelChoiceField(
        Organisation.objects.suppliers(),
        label=_("Supplier"),
        required=False,
        help_text=_(
            "For an underpinning contract; or for an OLA, if it is a customer."
        ),
    )
    time_zone = forms.CharField(
        label=_("Time zone"),
        initial="Europe/Berlin",
        validators=[validate_time_zone],
        help_text=_("In which its days begin and end."),
    )

    is_interim = forms.BooleanField(
        label=_("Interim agreement"),
        required=False,
        help_text=_(
            "With a customer only: issued at once by the service level manager alone,"
            " until the formal one is signed; it needs a last day."
        ),
    )
    replaces = forms.ModelChoiceField(
        Agreement.objects.filter(is_interim=True).select_related("item"),
        label=_("Takes the place of"),
        required=False,
        empty_label=_("No interim agreement"),
    )

    field_order = [
        *("title", "leg", "level", *PARTIES.values(), "is_interim", "replaces"),
        *("provider", "time_zone"),
    ]

    def __init__(self, *args: Any, legs: Collection[Leg], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [one for one in LEGS if one[0] in legs]
        choice = self.fields["leg"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices, choice.initial = kinds, kinds[0][0]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        leg = Leg(data.get("leg", Leg.SLA))
        level = (data.get("level") or Level.CUSTOMER) if leg == Leg.SLA else ""
        party = PARTIES[leg]
        if leg == Leg.OLA and not data.get("team") and data.get("supplier"):
            # A customer that acts as supplier.
            party = PARTIES[Leg.UC]
        is_needed = level in (Level.CUSTOMER, "")
        if is_needed and not data.get(party) and party not in self.errors:
            self.add_error(party, _("Choose whom it is made with."))
        whom = None if level == Level.CORPORATE else data.get(party)
        # What does not belong to the kind is left aside rather than refused.
        return {**data, "level": level, **dict.fromkeys(PARTIES.values()), party: whom}

    @staticmethod
    def usual() -> dict[str, Any]:
        """Return what is most likely: the one provider."""
        providers = Organisation.objects.filter(is_provider=True)[:2]
        return {"provider": providers[0]} if len(providers) == 1 else {}

    def agreement(self) -> Agreement:
        """Return the agreement that was entered, not yet stored."""
        names = (
            *("title", "leg", "level", "provider", *PARTIES.values(), "time_zone"),
            *("is_interim", "replaces"),
        )
        return Agreement(**{name: self.cleaned_data[name] for name in names})


class TerminationForm(VersionForm):
    """How an agreement ends."""

    ends_on = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        help_text=_("What is opened until its end keeps its targets."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=250)
    is_mutual = forms.BooleanField(
        label=_("Both sides agree on this day"),
        required=False,
        help_text=_("Else the notice period is kept."),
    )

    def ending(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        return {**self.cleaned_data, "ends_on": day_after(self.cleaned_data["ends_on"])}
