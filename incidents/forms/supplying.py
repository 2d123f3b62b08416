from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.inputs import InstantInput
from incidents.forms.acts import ActForm
from records.models import Record
from records.services import Handover
from slm.models import Agreement
from slm.selectors.supplying import contracts_for

CONTROL = (
    ("", _("We are: the team goes on steering it")),
    ("theirs", _("The supplier: it decides how it goes on, and holds it")),
)
REFERENCE = _("The number under which the supplier has it, if it is known yet.")


class SupplierField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Suppliers, first those that promised something about the record."""

    contracts: Mapping[int, Agreement] = {}

    def offer(self, record: Record) -> None:
        """Say of each supplier by which contract it would work on the record."""
        self.contracts = contracts_for(record)
        bound = Case(When(pk__in=list(self.contracts), then=0), default=1)
        self.queryset = Organisation.objects.suppliers().order_by(bound, "name")

    def label_from_instance(self, supplier: Any) -> str:
        contract = self.contracts.get(supplier.pk)
        if contract is None:
            return str(gettext("%s – no contract for this") % supplier)
        words = {"supplier": supplier, "number": contract.number}
        return str(gettext("%(supplier)s – contract %(number)s") % words)


class SupplierForm(ActForm):
    supplier = SupplierField(
        Organisation.objects.suppliers(),
        label=_("Supplier"),
        empty_label=_("Choose…"),
        help_text=_(
            "Without a contract for the service, nothing was promised and no clock will"
            " run."
        ),
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

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(SupplierField, self.fields["supplier"]).offer(self.incident)

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
