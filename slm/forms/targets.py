from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from calendars.hours import Budget
from calendars.models import Calendar
from catalogue.models import Service
from records.choices import Priority, WaitingFor
from records.models import Category
from slm.choices import TO_CUSTOMERS, Leg, Metric
from slm.credits import parse_credit_lines, spell_credits
from slm.durations import parse_budget, plain_percent, spell_budget
from slm.forms.measuring import MEASURING, MeasuringForm
from slm.models import ServiceLevelRequirement, Target
from slm.models.target import standard_thresholds
from slm.selectors import record_kinds
from slm.terms import TargetTerms


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


class CreditsField(forms.CharField):
    """Credits, one a line, as “2.5: 5 %”."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        help_text = _(
            "One a line: “5 %” if the goal is missed at all, or from how many percentage"
            " points below it: “2.5: 500.00 EUR”. Of the month, availability alone has"
            " points."
        )
        super().__init__(required=False, help_text=help_text, **kwargs)

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
    credits = CreditsField(label=_("Credits if the goal is missed"))
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

    @staticmethod
    def wished(requirement: ServiceLevelRequirement) -> dict[str, Any]:
        """Return what the form begins with to promise what a customer wishes."""
        said = {
            "metric": "" if requirement.is_of_month else requirement.metric,
            "service": requirement.service,
            f"budget_{requirement.priority or 'any'}": requirement.budget,
            "goal_percent": requirement.goal_percent,
        }
        return {name: value for name, value in said.items() if value not in (None, "")}

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
