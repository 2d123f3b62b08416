from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from core.evidence import evidence_clauses
from core.inputs import DayInput, VersionForm
from core.monthly import MonthField
from reporting.choices import CLAUSES
from reporting.models import FigureQuery, ServiceReport
from reporting.selectors import figures_of, people_to_act_on


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
    supplier = forms.ModelChoiceField(
        Organisation.objects.filter(is_supplier=True).order_by("name"),
        label=_("Supplier"),
        required=False,
        empty_label=_("Promises to customers"),
    )
    month = MonthField(label=_("Month"), required=False)


class ReportForm(forms.Form):
    """Which month of whose service is to be reported."""

    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        empty_label=_("Choose…"),
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


class DecisionForm(forms.Form):
    """What was decided on a report, and who of those concerned does what."""

    text = forms.CharField(
        label=_("What was decided"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer reads it here and in the next report."),
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("To be done by"),
        required=False,
        empty_label=_("Nobody: nothing is to be done"),
    )
    due_on = forms.DateField(
        label=_("Until"),
        required=False,
        widget=DayInput(),
    )

    def __init__(self, report: ServiceReport, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Person]", self.fields["owner"])
        field.queryset = people_to_act_on(report)


class PackForm(forms.Form):
    """Which clauses, over which days, for whom."""

    clauses = forms.MultipleChoiceField(
        label=_("Clauses of ISO/IEC 20000-1:2011"), widget=forms.CheckboxSelectMultiple
    )
    first_day = forms.DateField(label=_("First day"), widget=DayInput())
    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        help_text=_("Counts as a whole."),
    )
    prepared_for = forms.CharField(label=_("Prepared for"), max_length=150)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["clauses"])
        field.choices = clause_choices()


def clause_choices() -> list[tuple[str, str]]:
    """Return the clauses for which evidence is declared, with what they are about."""
    return [
        (clause, f"{clause} {CLAUSES.get(clause, '')}") for clause in evidence_clauses()
    ]


class AskForm(forms.Form):
    """Which figure of a report is asked about, and what."""

    figure = forms.ChoiceField(label=_("Figure"))
    text = forms.CharField(
        label=_("Question"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, report: ServiceReport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [  # type: ignore[attr-defined]
            (one.key, f"{one.label}: {one.value}") for one in figures_of(report)
        ]


class QueryForm(VersionForm):
    """What every move of a query has: the version that was read."""

    def __init__(self, *args: Any, query: FigureQuery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.query = query


class ClosingForm(QueryForm):
    """The answer is enough."""


class AgainForm(QueryForm):
    text = forms.CharField(
        label=_("Your reply"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(QueryForm):
    answer = forms.CharField(
        label=_("Answer"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("The customer reads it."),
    )
    corrected_in = forms.ModelChoiceField(
        ServiceReport.objects.none(),
        label=_("Corrected in"),
        required=False,
        empty_label=_("The figure was right"),
        help_text=_("If it was wrong: the revision that has it right."),
    )

    def __init__(self, *args: Any, query: FigureQuery, **kwargs: Any) -> None:
        super().__init__(*args, query=query, **kwargs)
        report = query.report
        later = report.revisions().filter(revision__gt=report.revision)
        self.fields["corrected_in"].queryset = later  # type: ignore[attr-defined]
