from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.inputs import InstantInput
from incidents.forms.acts import ActForm
from records.services import Handover

CONTROL = (
    ("", _("We are: the team goes on steering it")),
    ("theirs", _("The supplier: it decides how it goes on, and holds it")),
)
REFERENCE = _("The number under which the supplier has it, if it is known yet.")


class SupplierForm(ActForm):
    supplier = forms.ModelChoiceField(
        Organisation.objects.suppliers().order_by("name"),
        label=_("Supplier"),
        empty_label=_("Choose…"),
    )
    reference = forms.CharField(
        label=_("Their reference"), max_length=100, required=False, help_text=REFERENCE
    )
    control = forms.ChoiceField(
        label=_("Who is in control"),
        choices=CONTROL,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "If a promise is broken meanwhile, it is put down to whoever is in control."
        ),
    )
    reason = forms.CharField(
        label=_("What it is asked to do"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For colleagues; needed if it is to wait."),
    )
    expected_at = forms.DateTimeField(
        label=_("Let it wait for the supplier until"),
        required=False,
        widget=InstantInput(),
        help_text=_("Empty: it stays as it is, and you go on working on it."),
    )

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        is_theirs = bool(data["control"])
        return {
            "handover": Handover(data["supplier"], data["reference"], is_theirs),
            "reason": data["reason"],
            "expected_at": data["expected_at"],
        }


class AnswerForm(ActForm):
    reference = forms.CharField(
        label=_("Their reference"), max_length=100, required=False, help_text=REFERENCE
    )
    text = forms.CharField(
        label=_("What they said"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For colleagues; the customer does not read it."),
    )


class BackForm(ActForm):
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
