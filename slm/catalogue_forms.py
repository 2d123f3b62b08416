"""What is typed about customers' catalogues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lifecycle import Transition
from slm.models import AgreedCatalogue


class CatalogueMoveForm(forms.Form):
    """Why, on whose authority, and over which version a catalogue is moved on."""

    authority = forms.CharField(
        label=_("On whose authority you sign"),
        max_length=150,
        help_text=_("For example “Head of IT”, or “for the board”."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, step: Transition, catalogue: AgreedCatalogue, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if step.name != "agree":
            del self.fields["authority"], self.fields["content_hash"]
        else:
            self.fields["content_hash"].initial = catalogue.content_hash
        if step.name in ("agree", "offer"):
            del self.fields["reason"]
        else:
            self.fields["reason"].required = "reason" in step.required
        self.fields["version"].initial = catalogue.version
