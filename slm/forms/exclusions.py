"""What people type when they ask that time does not count, and decide on it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.inputs import InstantInput, VersionForm
from core.lifecycle import Transition
from core.models import User
from records.models import Record
from slm.choices import ExclusionReason
from slm.models import Agreement, Exclusion


class ExclusionForm(forms.Form):
    """A request that time does not count; at least one thing must be named."""

    reason = forms.ChoiceField(label=_("Reason"), choices=ExclusionReason)
    start = forms.DateTimeField(label=_("From"), widget=InstantInput())
    end = forms.DateTimeField(label=_("To"), widget=InstantInput())
    text = forms.CharField(
        label=_("What happened, or is planned"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    record = forms.CharField(
        label=_("Record"),
        required=False,
        max_length=30,
        help_text=_("Its number, if it is about one alone."),
    )
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        required=False,
        empty_label=_("All customers"),
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(),
        label=_("Agreement"),
        required=False,
        empty_label=_("All agreements with customers"),
        help_text=_("What teams promise counts on unless theirs is chosen here."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        agreements = Agreement.objects.visible_to(user).select_related("item")
        agreed = agreements.filter(versions__activated_at__isnull=False)
        self.fields["agreement"].queryset = agreed.distinct().order_by("title")  # type: ignore[attr-defined]

    @staticmethod
    def asked(query: Mapping[str, str]) -> dict[str, Any]:
        """Return what an address that leads here fills in; what it cannot, is left."""
        given: dict[str, Any] = {"record": query.get("record", "")[:30]}
        for name in ("start", "end"):
            try:
                given[name] = parse_datetime(query.get(name, "")[:40])
            except ValueError:
                given[name] = None
        return {name: value for name, value in given.items() if value}

    def clean_record(self) -> Record | None:
        number = self.cleaned_data["record"].strip().upper()
        if not number:
            return None
        seen = Record.objects.visible_to(self.user)
        found = seen.filter(item__number=number).first()
        if found is None:
            raise ValidationError(_("There is no record %s.") % number)
        return found

    def exclusion(self) -> Exclusion:
        """Return the exclusion that was entered, not yet stored."""
        return Exclusion(**self.cleaned_data)


class ExclusionMoveForm(VersionForm):
    """Why somebody decides as they do."""

    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, step: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = "reason" in step.required
        if step.name == "retract":
            del self.fields["reason"]
