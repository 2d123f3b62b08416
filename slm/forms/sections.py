"""Forms for the sections of a draft: the text, and what belongs to it in numbers."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from catalogue.models import Service
from core.inputs import DayInput, VersionForm
from core.wording import service_duration
from slm.choices import InterruptionsPer, Per, Recurrence
from slm.durations import parse_budget
from slm.parts import Contents, CriticalSpan, Limit
from slm.selectors import record_kinds
from slm.selectors.contents import HOURS_A_DAY

NOTICE = re.compile(r"(\d{1,4}) ?(h|d)")
MAX_NUMBER = 30_000
# How many empty rows a list offers beside those that it has.
SPARE = 2


class NoticeField(forms.CharField):
    """A time of notice as people write it: “48 h”, “5 d”; in hours."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        days, rest = divmod(value, HOURS_A_DAY)
        return f"{value} h" if rest or not days else f"{days} d"

    def to_python(self, value: Any) -> Any:
        text = " ".join(str(super().to_python(value) or "").lower().split())
        if not text:
            return None
        found = NOTICE.fullmatch(text)
        hours = int(found[1]) * (HOURS_A_DAY if found[2] == "d" else 1) if found else 0
        if not found or hours > MAX_NUMBER:
            raise ValidationError(_("Write a time such as “48 h” or “5 d”."))
        return hours


class LengthField(forms.CharField):
    """How long something may last: “4 h”, “1 h 30 min”; in minutes."""

    def prepare_value(self, value: Any) -> Any:
        return service_duration(value * 60) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        budget = parse_budget(text)
        if budget.working_days is not None or budget.seconds < 60:
            raise ValidationError(_("Write a time such as “4 h” or “1 h 30 min”."))
        return budget.seconds // 60


class SectionForm(VersionForm):
    """The text of one section; `version` is the one that was read."""

    numbers: ClassVar[tuple[str, ...]] = ()

    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Plain text; an empty line begins a paragraph."),
    )

    @classmethod
    def initial_of(cls, contents: Contents, key: str) -> dict[str, Any]:
        """Return what the form shows of these contents."""
        numbers = {name: getattr(contents.numbers, name) for name in cls.numbers}
        return {"text": contents.sections.get(key, ""), **numbers}

    def said(self, key: str) -> dict[str, Any]:
        """Return what was entered as values for the service."""
        data = self.cleaned_data
        return {
            "sections": {key: data["text"].replace("\r\n", "\n")},
            "numbers": {name: data[name] for name in self.numbers},
        }


class InterruptionsForm(SectionForm):
    numbers = (
        "notice_hours",
        "interruptions_at_most",
        "interruptions_per",
        "longest_minutes",
    )

    notice_hours = NoticeField(
        label=_("Announced before"), required=False, help_text=_("“48 h” or “5 d”.")
    )
    interruptions_at_most = forms.IntegerField(
        label=_("How many at most"), required=False, min_value=0, max_value=MAX_NUMBER
    )
    interruptions_per = forms.ChoiceField(
        label=_("Per"), required=False, choices=[("", "–"), *InterruptionsPer.choices]
    )
    longest_minutes = LengthField(
        label=_("None longer than"),
        required=False,
        help_text=_("“4 h” or “1 h 30 min”."),
    )


class ReviewsForm(SectionForm):
    numbers = ("report_every_months", "review_every_months")

    report_every_months = forms.IntegerField(
        label=_("A report every … months"), required=False, min_value=1, max_value=60
    )
    review_every_months = forms.IntegerField(
        label=_("A review every … months"), required=False, min_value=1, max_value=60
    )


class LimitForm(forms.Form):
    record_kind = forms.ChoiceField(label=_("Kind"), required=False)
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )
    lower = forms.IntegerField(
        label=_("At least"), required=False, min_value=0, max_value=2_000_000_000
    )
    upper = forms.IntegerField(
        label=_("At most"), required=False, min_value=0, max_value=2_000_000_000
    )
    per = forms.ChoiceField(label=_("Per"), choices=Per, initial=Per.MONTH)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["record_kind"].choices = [("", _("All kinds")), *record_kinds()]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(contents: Contents) -> list[dict[str, Any]]:
        return [
            {
                "record_kind": one.record_kind,
                "service": one.service,
                "lower": one.lower,
                "upper": one.upper,
                "per": one.per,
            }
            for one in contents.limits
        ]

    def value(self) -> Limit:
        """Return what was entered in this row."""
        names = ("service", "record_kind", "lower", "upper", "per")
        return Limit(**{name: self.cleaned_data[name] for name in names})


class PeriodForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    starts_on = forms.DateField(label=_("First day"), widget=DayInput())
    ends_on = forms.DateField(label=_("Last day"), widget=DayInput())
    recurrence = forms.ChoiceField(
        label=_("How often"), choices=Recurrence, initial=Recurrence.ONCE
    )

    @staticmethod
    def initial_of(contents: Contents) -> list[dict[str, Any]]:
        return [
            {
                "name": one.name,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "recurrence": one.recurrence,
            }
            for one in contents.periods
        ]

    def value(self) -> CriticalSpan:
        """Return what was entered in this row."""
        names = ("name", "starts_on", "ends_on", "recurrence")
        return CriticalSpan(**{name: self.cleaned_data[name] for name in names})


FORMS: Mapping[str, type[SectionForm]] = {
    "planned_interruptions": InterruptionsForm,
    "reports_and_reviews": ReviewsForm,
}
# Of which section a list of rows is part, and under which name the service takes it.
ROWS: Mapping[str, tuple[str, type[LimitForm] | type[PeriodForm]]] = {
    "workload_limits": ("limits", LimitForm),
    "critical_periods": ("periods", PeriodForm),
}


def rows_of(
    key: str, contents: Contents, data: Any = None
) -> "BaseFormSet[forms.Form] | None":
    """Return the list of rows that belongs to a section, none if none does."""
    if key not in ROWS:
        return None
    _name, form = ROWS[key]
    initial = form.initial_of(contents)
    made: Any = forms.formset_factory(form, extra=SPARE, can_delete=True, max_num=100)
    # What others have added or removed meanwhile does not move the rows sent.
    found: BaseFormSet[forms.Form] = made(data, initial=initial, prefix="rows")
    return found


def values_of(rows: "BaseFormSet[forms.Form]") -> list[Any]:
    """Return the rows that were filled in and not taken out."""
    return [
        row.value()  # type: ignore[attr-defined]
        for row in rows
        if row.cleaned_data and not row.cleaned_data.get("DELETE")
    ]
