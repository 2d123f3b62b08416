"""What people type while an agreement is negotiated and signed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.inputs import DayInput, VersionForm
from slm.choices import SignatureRole
from slm.redlines import Clause
from slm.services import OnPaper


class OfferForm(VersionForm):
    message = forms.CharField(
        label=_("Message to the other side"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WhyForm(VersionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class RoleForm(forms.Form):
    """In which role somebody signs which wording."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    role = forms.ChoiceField(label=_("Signs as"))

    def __init__(
        self, *args: Any, roles: Sequence[SignatureRole], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(one.value, one.label) for one in roles]  # type: ignore[attr-defined]


class SignForm(RoleForm):
    authority = forms.CharField(
        label=_("By what right"),
        max_length=250,
        help_text=_("For instance “Head of IT, by power of attorney”."),
    )
    is_meant = forms.BooleanField(
        label=_("I have read this wording and sign it for the party that I speak for.")
    )

    field_order = ["role", "authority", "is_meant"]

    def values(self) -> dict[str, Any]:
        """Return what was entered as values for the service."""
        names = ("role", "authority", "digest")
        return {name: self.cleaned_data[name] for name in names}


class PaperForm(RoleForm):
    name = forms.CharField(label=_("Name of who signed"), max_length=150)
    authority = forms.CharField(label=_("By what right"), max_length=250)
    signed_on = forms.DateField(label=_("Signed on"), widget=DayInput())
    reference = forms.CharField(
        label=_("Where the paper is"),
        max_length=150,
        help_text=_("A folder, or the number under which it is kept."),
    )

    def values(self) -> dict[str, Any]:
        """Return what was entered as values for the service."""
        data = self.cleaned_data
        names = ("name", "authority", "signed_on", "reference")
        paper = OnPaper(**{name: data[name] for name in names})
        return {"role": data["role"], "digest": data["digest"], "paper": paper}


class CommentForm(forms.Form):
    key = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Comment"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_internal = forms.BooleanField(
        label=_("Only for our own side"),
        required=False,
        help_text=_("The other side does not see it."),
    )

    def __init__(
        self, *args: Any, clauses: Sequence[Clause], is_staff: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        parts = [(one.key, one.heading) for one in clauses]
        self.fields["key"].choices = [("", _("All of it")), *parts]  # type: ignore[attr-defined]
        if not is_staff:
            del self.fields["is_internal"]


class ReviewForm(VersionForm):
    review_on = forms.DateField(label=_("Next review"), widget=DayInput())
