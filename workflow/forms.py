from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from workflow.choices import LinkKind, Visibility


class AttachmentForm(forms.Form):
    """A file to keep with an item; only staff choose who sees it."""

    file = forms.FileField(label=_("File"), max_length=250)
    visibility = forms.ChoiceField(
        label=_("Visible to"), choices=Visibility, initial=Visibility.PUBLIC
    )

    def __init__(self, *args: Any, is_staff: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["visibility"]

    def visibility_chosen(self) -> str:
        """Return who is to see the file: everybody, where there is no choice."""
        return str(self.cleaned_data.get("visibility", Visibility.PUBLIC))


class LinkForm(forms.Form):
    """What this item is to another."""

    # The weightier ones are chosen, never slipped into.
    kind = forms.ChoiceField(
        label=_("This"), choices=LinkKind, initial=LinkKind.RELATED
    )
    other = forms.CharField(
        label=_("Number"), max_length=30, help_text=_("For example INC-000123.")
    )


class TagForm(forms.Form):
    """A word to find the item by."""

    name = forms.CharField(label=_("Tag"), max_length=40)
