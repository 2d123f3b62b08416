from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.models import Organisation
from catalogue.models import Service
from core.inputs import InstantInput
from core.models import User
from incidents.choices import CloseCode
from incidents.forms.holders import split_holder
from incidents.models import Incident
from incidents.selectors import end_of_working_day, holder_choices
from records.choices import Impact, Priority, Urgency, WaitingFor
from records.models import Category
from records.selectors import customer_was_asked

# Working days ahead, as they are offered where something is waited for.
SOON = (
    (1, _("The next working day")),
    (3, _("In three working days")),
    (5, _("In five working days")),
)
ASKED = _(
    "The desk has written to the customer since their last word: if the question was"
    " in that, leave this empty. What you write here is sent to them as a reply."
)


class ActForm(forms.Form):
    """What is asked for one act on an incident."""

    occurred_at = forms.DateTimeField(
        label=_("When it happened"),
        required=False,
        widget=InstantInput(),
        help_text=_("Only if it happened earlier than now."),
    )

    def __init__(
        self, *args: Any, user: User, incident: Incident, now: datetime, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.incident, self.now = incident, now
        if not user.has_perm("records.late_entry"):
            del self.fields["occurred_at"]
        else:
            self.order_fields([name for name in self.fields if name != "occurred_at"])

    def clean_occurred_at(self) -> datetime | None:
        occurred_at = cast(datetime | None, self.cleaned_data["occurred_at"])
        if occurred_at and occurred_at > self.now:
            raise forms.ValidationError(_("This has not happened yet."))
        return occurred_at

    def values(self) -> dict[str, Any]:
        """Return what the service is to be called with, besides who and when."""
        values = dict(self.cleaned_data)
        values.pop("occurred_at", None)
        return values

    def at(self) -> datetime:
        """Return when it happened."""
        return self.cleaned_data.get("occurred_at") or self.now


class AssignForm(ActForm):
    holder = forms.ChoiceField(label=_("Hand over to"))
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the next one should know."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose…")), *holder_choices()]
        cast(forms.ChoiceField, self.fields["holder"]).choices = choices

    def values(self) -> dict[str, Any]:
        team, person = split_holder(self.cleaned_data["holder"])
        reason = self.cleaned_data["reason"]
        return {"team": team, "person": person, "reason": reason}


class PendForm(ActForm):
    waiting_for = forms.ChoiceField(
        label=_("It waits for"), choices=WaitingFor.choices, widget=forms.RadioSelect
    )
    question = forms.CharField(
        label=_("Question to the customer"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Sent to the customer as a reply. Needed if it waits for the customer."
        ),
    )
    reason = forms.CharField(
        label=_("What exactly"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "The customer can see for whom it waits, not this note. Not needed beside"
            " a question."
        ),
    )
    # What is sent is the moment that was read, not a number of days from then on.
    until = forms.TypedChoiceField(
        label=_("Expected until"),
        widget=forms.RadioSelect,
        coerce=datetime.fromisoformat,
        error_messages={
            "invalid_choice": _("Other days are offered by now: please choose again.")
        },
    )
    expected_at = forms.DateTimeField(
        label=_("Or until another moment"),
        required=False,
        widget=InstantInput(),
        help_text=_("If you enter one, it counts."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        soon = [
            (end_of_working_day(self.incident, self.now, days=days), label)
            for days, label in SOON
        ]
        until = cast(forms.ChoiceField, self.fields["until"])
        until.choices = [
            (end.isoformat(), f"{label}: {_moment(end)}") for end, label in soon
        ]
        until.initial = soon[0][0].isoformat()
        if customer_was_asked(self.incident):
            self.fields["question"].help_text = ASKED

    def values(self) -> dict[str, Any]:
        values = super().values()
        offered = values.pop("until")
        return {**values, "expected_at": values["expected_at"] or offered}


class ResolveForm(ActForm):
    resolution = forms.CharField(
        label=_("What was done"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The customer reads this."),
    )
    close_code = forms.ChoiceField(
        label=_("How it ended"), choices=[("", _("Choose…")), *CloseCode.choices]
    )


class ReasonForm(ActForm):
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class DuplicateForm(ActForm):
    of = forms.CharField(
        label=_("Duplicate of"),
        max_length=30,
        help_text=_("The number of the incident that stays open."),
    )


class EditForm(ActForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class ClassifyForm(ActForm):
    impact = forms.TypedChoiceField(
        label=_("Impact"), choices=Impact.choices, coerce=int
    )
    urgency = forms.TypedChoiceField(
        label=_("Urgency"), choices=Urgency.choices, coerce=int
    )
    priority = forms.TypedChoiceField(
        label=_("Another priority"),
        choices=[("", _("As the matrix says")), *Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why another priority"), required=False, max_length=250
    )
    service = forms.ModelChoiceField(
        Service.objects.live(), label=_("Service"), required=False
    )
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True), label=_("Category"), required=False
    )
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(), label=_("Customer")
    )

    def values(self) -> dict[str, Any]:
        values = super().values()
        if values["priority"] is None:
            del values["priority"]
        return values


def _moment(instant: datetime) -> str:
    return date_format(localtime(instant), pgettext("date format", "D j M, H:i"))
