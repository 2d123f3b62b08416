from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Team, validate_time_zone
from calendars.hours import Budget
from calendars.models import Calendar
from catalogue.models import Service
from records.choices import Priority, WaitingFor
from records.models import Category
from slm.choices import PARTIES, TO_CUSTOMERS, Leg, Level, Metric
from slm.credits import parse_credit_lines, spell_credits
from slm.durations import parse_budget, plain_percent, spell_budget
from slm.exclusion_forms import InstantInput
from slm.forms_measuring import MEASURING, MeasuringForm
from slm.models import Agreement, BreachCause, Clock, Target
from slm.models.target import standard_thresholds
from slm.selectors import record_kinds
from slm.services import DURATION, Wording
from slm.terms import TargetTerms

LEGS = (
    (Leg.SLA, _("With a customer (SLA)")),
    (Leg.OLA, _("With a team, or a customer acting as supplier (OLA)")),
    (Leg.UC, _("With a supplier (underpinning contract)")),
)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_after(last: date | None) -> date | None:
    """Return the first day without it, as it is stored; people say the last day."""
    # The last day there is has none after it, and is refused for itself.
    return last + timedelta(1) if last and last < date.max else last


class BudgetField(forms.CharField):
    """A time as people write it: “4 h”, “2 d”."""

    def prepare_value(self, value: Any) -> Any:
        return spell_budget(value) if isinstance(value, Budget) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return parse_budget(text) if text else None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PercentList(forms.CharField):
    """Whole percentages, separated by commas."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = (
            str(super().to_python(value) or "")
            .replace("%", " ")
            .replace(",", " ")
            .split()
        )
        try:
            return sorted({int(word) for word in words})
        except ValueError as error:
            raise ValidationError(_("Write whole percentages: 50, 75, 100.")) from error


class DraftForm(forms.Form):
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
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

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
    """A new agreement."""

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


class CreditsField(forms.CharField):
    """Credits, one a line, as “2.5: 5 %”."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(f"{key}: {text}" for key, text in spell_credits(value).items())

    def clean(self, value: Any) -> Any:
        return parse_credit_lines(super().clean(value))


class TargetForm(MeasuringForm):
    """The terms of one target."""

    metric = forms.ChoiceField(label=_("What is measured"), choices=Metric)
    calendar = forms.ModelChoiceField(
        Calendar.objects.order_by("name"), label=_("Service hours")
    )
    budget_1 = BudgetField(label=_("Critical"), required=False)
    budget_2 = BudgetField(label=_("High"), required=False)
    budget_3 = BudgetField(label=_("Moderate"), required=False)
    budget_4 = BudgetField(label=_("Low"), required=False)
    budget_any = BudgetField(label=_("All others"), required=False)
    pauses = forms.MultipleChoiceField(
        label=_("Pauses while waiting for"),
        choices=WaitingFor,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    goal_percent = forms.DecimalField(
        label=_("Goal, percent met"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        initial=95,
    )
    thresholds = PercentList(
        label=_("Tell people at, percent"),
        initial=standard_thresholds,
        help_text=_("100 is the breach itself and always among them."),
    )
    credits = CreditsField(
        label=_("Credits if the goal is missed"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line: from how many percentage points below the goal, what: “0: 5 %”,"
            " “2.5: 500.00 EUR”."
        ),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        required=False,
        help_text=_("Only if “First response” or “Resolution” does not say enough."),
    )
    record_kind = forms.ChoiceField(label=_("Kind of record"), required=False)
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=_("Category"),
        required=False,
        empty_label=_("All categories"),
    )
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        required=False,
        empty_label=_("All customers"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, leg: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record_kind"].choices = [("", _("All kinds")), *record_kinds()]  # type: ignore[attr-defined]
        if leg == Leg.SLA:
            del self.fields["customer"]
        else:
            metric = cast(forms.ChoiceField, self.fields["metric"])
            metric.choices = [
                choice for choice in Metric.choices if choice[0] not in TO_CUSTOMERS
            ]

    @staticmethod
    def initial_of(target: Target) -> dict[str, Any]:
        """Return what the form shows for a stored target."""
        terms = TargetTerms.of(target)
        names = ("metric", "calendar", "name", "record_kind", "service", "category")
        return {
            **{name: getattr(terms, name) for name in (*names, *MEASURING)},
            **{f"budget_{key or 'any'}": value for key, value in terms.budgets.items()},
            "customer": terms.customer,
            "pauses": list(terms.pauses),
            "thresholds": list(terms.thresholds),
            "goal_percent": plain_percent(terms.goal_percent),
            "credits": terms.credits,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = [f"budget_{key}" for key in (*Priority.values, "any")]
        if not any(data.get(name) or name in self.errors for name in names):
            self.add_error("budget_1", _("Give a time for at least one priority."))
        return data

    def terms(self) -> TargetTerms:
        """Return what was entered as a value for the services."""
        data = self.cleaned_data
        keys: tuple[int | None, ...] = (*Priority.values, None)
        given = {key: data[f"budget_{key or 'any'}"] for key in keys}
        return TargetTerms(
            metric=data["metric"],
            calendar=data["calendar"],
            budgets={key: budget for key, budget in given.items() if budget},
            name=data["name"],
            record_kind=data["record_kind"],
            customer=data.get("customer"),
            service=data["service"],
            category=data["category"],
            pauses=tuple(data["pauses"]),
            thresholds=tuple(data["thresholds"]),
            goal_percent=data["goal_percent"],
            credits=data["credits"],
            **{name: data[name] for name in MEASURING},
        )


class TerminationForm(forms.Form):
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
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def ending(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        return {**self.cleaned_data, "ends_on": day_after(self.cleaned_data["ends_on"])}


class ConfirmationForm(forms.Form):
    """Nothing but the version that was read, so that nobody confirms the unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReviewForm(forms.Form):
    """When and where an agreement is reviewed."""

    starts_at = forms.DateTimeField(label=_("From"), widget=InstantInput())
    ends_at = forms.DateTimeField(label=_("To"), widget=InstantInput())
    place = forms.CharField(
        label=_("Place"),
        max_length=250,
        required=False,
        help_text=_("A room, or the address of a call."),
    )


class CauseForm(forms.Form):
    """Why a promise was broken."""

    cause = forms.ModelChoiceField(
        BreachCause.objects.filter(is_active=True), label=_("Cause")
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CausesForm(CauseForm):
    """The same, of several promises at once."""

    clocks = forms.ModelMultipleChoiceField(
        Clock.objects.none(), widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args: Any, clocks: QuerySet[Clock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clocks"].queryset = clocks  # type: ignore[attr-defined]
        del self.fields["version"]

    def explanation(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        data = self.cleaned_data
        ids = [clock.pk for clock in data["clocks"]]
        return {"clock_ids": ids, "cause": data["cause"], "words": data["words"]}


class CauseNameForm(forms.Form):
    """A cause of the list."""

    name = forms.CharField(label=_("Name"), max_length=80)
    is_active = forms.BooleanField(
        label=_("Offered"),
        required=False,
        help_text=_("What was chosen stays as it is."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
