from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.choices import Visibility


class EntryForm(forms.Form):
    """
    A public reply or an internal note, as it is being written.

    `version` is the last event that had been read then, if that is to be checked.
    """

    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )

    version = forms.IntegerField(
        required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput
    )

    def __init__(
        self, data: Any = None, *, visibility: Visibility, seen: int | None = None
    ):
        initial = {"version": seen}
        super().__init__(data, initial=initial, auto_id=f"{visibility.value}_%s")
        self.visibility = visibility
