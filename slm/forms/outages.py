"""What people type about outages."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.inputs import InstantInput, VersionForm
from core.lifecycle import Transition
from core.models import User
from core.numbers import meant_numbers
from records.models import Record
from slm.choices import Loss, OutageSource
from slm.models import Outage
from slm.services import OutageTerms


def instant(label: Any, **values: Any) -> forms.DateTimeField:
    """Return a field for an instant where the reader is."""
    return forms.DateTimeField(label=label, widget=InstantInput(), **values)


class OutageForm(VersionForm):
    """What is said of an outage."""

    service = forms.ModelChoiceField(
        Service.objects.order_by("name"), label=_("Service")
    )
    component = forms.CharField(
        label=_("Component"),
        required=False,
        max_length=100,
        help_text=_(
            "The part of the service that failed, if it is known. Without one that is"
            " registered it is charged to no team or supplier that answers for"
            " components."
        ),
    )
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        required=False,
        empty_label=_("All who use the service"),
    )
    loss = forms.ChoiceField(
        label=_("What users lost"), choices=Loss, initial=Loss.FULL
    )
    share = forms.IntegerField(
        label=_("Share of the loss (percent)"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_(
            "Of a degraded service, if it was agreed how much was lost. Empty: the"
            " weight counts that the agreement gives to degraded service."
        ),
    )
    users = forms.IntegerField(
        label=_("Users affected"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("Empty: not known yet. It is never taken for nobody."),
    )
    start = instant(_("From"))
    end = instant(_("To"), required=False, help_text=_("Empty while it goes on."))
    detected_at = instant(_("Detected"), required=False)
    responded_at = instant(_("Taken up"), required=False)
    repaired_at = instant(_("Repaired"), required=False)
    is_planned = forms.BooleanField(
        label=_("Planned, and announced before it begins"), required=False
    )
    text = forms.CharField(
        label=_("What happened, or is planned"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    record = forms.CharField(
        label=_("Record"),
        required=False,
        max_length=30,
        help_text=_("Its number, if it comes from one: its course is taken over."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @staticmethod
    def initial_of(outage: Outage) -> dict[str, Any]:
        """Return what the form shows for a stored outage."""
        terms = OutageTerms.of(outage)
        values = {field.name: getattr(terms, field.name) for field in fields(terms)}
        return {**values, "version": outage.version}

    @staticmethod
    def asked(query: Mapping[str, str], user: User, at: datetime) -> dict[str, Any]:
        """Return what an address that leads here fills in; what it cannot, is left."""
        numbers = meant_numbers(query.get("record", "")[:30])
        seen = Record.objects.visible_to(user).select_related("item")
        record = seen.filter(item__number__in=numbers).first()
        if record is None:
            return {"start": at}
        return {
            "record": record.number,
            "service": record.service_id,
            "customer": record.customer_id,
            "start": record.opened_at,
            "end": record.resolved_at,
            "text": record.title,
        }

    def clean_record(self) -> Record | None:
        number = self.cleaned_data["record"].strip().upper()
        if not number:
            return None
        seen = Record.objects.visible_to(self.user)
        found = seen.filter(item__number=number).select_related("service").first()
        if found is None:
            raise ValidationError(_("There is no record %s.") % number)
        return found

    def source(self) -> OutageSource:
        record = self.cleaned_data["record"]
        return OutageSource.RECORD if record else OutageSource.HAND

    def terms(self) -> OutageTerms:
        """Return what was entered as a value for the services."""
        names = [field.name for field in fields(OutageTerms)]
        return OutageTerms(**{name: self.cleaned_data[name] for name in names})


class OutageChangeForm(OutageForm):
    """The same of a stored one; once it has ended, with the reason for a correction."""

    reason = forms.CharField(
        label=_("Why it is corrected"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    field_order = ["reason"]

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["record"]
        self.fields["reason"].required = is_correction
        if not is_correction:
            del self.fields["reason"]


class OutageMoveForm(VersionForm):
    """What a move of an outage asks for."""

    end = instant(_("Back since"))
    repaired_at = instant(_("Repaired"), required=False)
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, step: Transition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left_out = ["reason"] if step.name == "end" else ["end", "repaired_at"]
        for name in left_out:
            del self.fields[name]
        if "reason" in self.fields:
            reason = cast(forms.CharField, self.fields["reason"])
            reason.required = "reason" in step.required
