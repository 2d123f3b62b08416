from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from records.choices import Visibility


class EntryForm(forms.Form):
    """A public reply or an internal note, as it is being written."""

    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )

    def __init__(self, data: Any = None, *, visibility: Visibility):
        super().__init__(data, auto_id=f"{visibility.value}_%s")
        self.visibility = visibility
