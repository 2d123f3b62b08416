from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.inputs import VersionForm
from slm.models import BreachCause, Clock
from slm.models.cause import UNSAID


class CauseForm(VersionForm):
    """Why a promise was broken."""

    cause = forms.ModelChoiceField(
        BreachCause.objects.filter(is_active=True), label=_("Cause")
    )
    words = forms.CharField(
        label=_("In words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CausesForm(CauseForm):
    """The same, of several promises at once."""

    clocks = forms.ModelMultipleChoiceField(
        Clock.objects.none(),
        widget=forms.MultipleHiddenInput,
        error_messages={
            "required": _("Choose the breaches that had this cause."),
            "invalid_choice": _(
                "Of some of these breaches somebody has said the cause meanwhile."
            ),
        },
    )

    def __init__(self, *args: Any, clocks: QuerySet[Clock], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["clocks"].queryset = clocks  # type: ignore[attr-defined]
        del self.fields["version"]

    def explanation(self) -> dict[str, Any]:
        """Return what was entered as values for the services."""
        data = self.cleaned_data
        ids = [clock.pk for clock in data["clocks"]]
        said = {"cause": data["cause"], "words": data["words"]}
        # Only those are offered of which nobody has said a cause.
        return {"clock_ids": ids, **said, "version": UNSAID}


class CauseNameForm(VersionForm):
    """A cause of the list."""

    name = forms.CharField(label=_("Name"), max_length=80)
    is_active = forms.BooleanField(
        label=_("Offered"),
        required=False,
        help_text=_("What was chosen stays as it is."),
    )
