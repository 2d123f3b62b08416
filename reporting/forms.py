from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from core.evidence import evidence_clauses
from core.periods import days
from reporting.choices import CLAUSES
from reporting.models import ServiceReport


class MonthField(forms.DateField):
    """A month, written as 2026-03; its value is the first day of it."""

    widget = forms.DateInput(attrs={"type": "month"}, format="%Y-%m")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **kwargs)
        self.error_messages["invalid"] = _("Write a month as 2026-03.")

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        return found.replace(day=1) if found else None


class DashboardForm(forms.Form):
    """What the dashboard is narrowed to; nothing chosen is everything."""

    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        required=False,
        empty_label=_("All customers"),
    )
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )
    team = forms.ModelChoiceField(
        Team.objects.all(),
        label=_("Team"),
        required=False,
        empty_label=_("All teams"),
    )
    month = MonthField(label=_("Month"), required=False)


class ReportForm(forms.Form):
    """Which month of whose service is to be reported."""

    customer = forms.ModelChoiceField(
        Organisation.objects.customers(), label=_("Customer")
    )
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )
    month = MonthField(label=_("Month"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=250,
        required=False,
        help_text=_(
            "Needed if this month was reported already: it becomes a revision."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "customer" not in data or "month" not in data:
            return data
        about = {name: data.get(name) for name in ("customer", "service", "month")}
        is_again = ServiceReport.objects.filter(**about).exists()
        if is_again and not data.get("reason", "").strip():
            raise ValidationError(
                {"reason": _("This month was reported already: say why again.")}
            )
        return data

    def arguments(self) -> dict[str, Any]:
        """Return what was chosen as arguments of a job."""
        data = self.cleaned_data
        return {
            "customer": data["customer"].pk,
            "service": data["service"].pk if data["service"] else None,
            "month": data["month"].isoformat(),
            "reason": data["reason"],
        }


class DecisionForm(forms.Form):
    text = forms.CharField(
        label=_("What was decided"), widget=forms.Textarea(attrs={"rows": 3})
    )
    owner = forms.ModelChoiceField(
        Person.objects.filter(is_active=True),
        label=_("To be done by"),
        required=False,
        empty_label=_("Nobody: nothing is to be done"),
    )
    due_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PackForm(forms.Form):
    """Which clauses, over which days, for whom."""

    clauses = forms.MultipleChoiceField(
        label=_("Clauses of ISO/IEC 20000-1:2011"), widget=forms.CheckboxSelectMultiple
    )
    first_day = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Counts as a whole."),
    )
    prepared_for = forms.CharField(label=_("Prepared for"), max_length=150)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        field = cast(forms.MultipleChoiceField, self.fields["clauses"])
        field.choices = clause_choices()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("first_day"), data.get("last_day")
        if first and first > self._today:
            self.add_error("first_day", _("The period has not begun yet."))
        if first and last and last < first:
            self.add_error("last_day", _("The period must end after it begins."))
        return data

    def arguments(self) -> dict[str, Any]:
        """Return what was chosen as arguments of a job."""
        data = self.cleaned_data
        period = days(data["first_day"], data["last_day"])
        return {
            "clauses": data["clauses"],
            "start": period.start.isoformat(),
            "end": period.end.isoformat(),
            "prepared_for": data["prepared_for"],
        }


def clause_choices() -> list[tuple[str, str]]:
    """Return the clauses for which evidence is declared, with what they are about."""
    return [
        (clause, f"{clause} {CLAUSES.get(clause, '')}") for clause in evidence_clauses()
    ]
