"""What availability is narrowed to, and what is tried out with it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.monthly import MonthField
from slm.availability import Group
from slm.choices import Leg
from slm.models import Target

MOST_PARTS = 20


class CustomerMonthForm(forms.Form):
    """Which month, and whose."""

    month = MonthField(label=_("Month"), required=False)
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        required=False,
        empty_label=_("All customers"),
    )


class AvailabilityForm(CustomerMonthForm):
    """Which month, whose services."""

    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )


class ServiceMonthForm(CustomerMonthForm):
    """Which month of a service, for whom, judged by which promise."""

    target = forms.TypedChoiceField(
        label=_("Measured against"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, bases: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, Any]] = [
            (one.target.pk, _name(one.target)) for one in bases if one.target
        ]
        if len(choices) < len(bases):
            choices.insert(0, ("", _("The service’s own hours")))
        self.fields["target"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            del self.fields["target"]


def _name(target: Target) -> str:
    agreement = target.version.agreement
    if agreement.leg == Leg.SLA:
        return f"{agreement}"
    return f"{agreement.get_leg_display()}: {agreement} – {target}"


class Shares(forms.CharField):
    """Percentages, separated by blanks: the availability of each of several parts."""

    def to_python(self, value: Any) -> Any:
        words = str(super().to_python(value) or "").replace("%", " ").replace(";", " ")
        try:
            found = [Decimal(word.replace(",", ".")) / 100 for word in words.split()]
            is_right = all(0 <= one <= 1 for one in found)
        except ArithmeticError:
            # No number, none at all, or one beyond all numbers.
            is_right = False
        if not is_right or len(found) > MOST_PARTS:
            message = _("Write up to 20 percentages, separated by blanks: 99.5 99.5")
            raise ValidationError(message)
        return tuple(found)


class GroupForm(forms.Form):
    """Parts of a service of which so many are needed."""

    name = forms.CharField(label=_("What"), max_length=100, required=False)
    shares = Shares(
        label=_("Availability of each, percent"), max_length=200, required=False
    )
    needed = forms.IntegerField(
        label=_("Needed"), min_value=1, max_value=MOST_PARTS, required=False
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        shares, needed = data.get("shares") or (), data.get("needed")
        if needed and shares and needed > len(shares):
            self.add_error("needed", _("There are only %d of them.") % len(shares))
        return data

    def group(self) -> Group | None:
        """Return what was entered; nothing of an empty row."""
        shares = self.cleaned_data.get("shares")
        if not shares:
            return None
        needed = self.cleaned_data["needed"] or len(shares)
        return Group(self.cleaned_data["name"] or "–", shares, needed)
