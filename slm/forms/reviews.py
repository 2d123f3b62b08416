from django import forms
from django.utils.translation import gettext_lazy as _

from core.inputs import InstantInput


class ReviewForm(forms.Form):
    """When and where an agreement is reviewed."""

    starts_at = forms.DateTimeField(label=_("From"), widget=InstantInput())
    ends_at = forms.DateTimeField(label=_("To"), widget=InstantInput())
    place = forms.CharField(
        label=_("Place"),
        max_length=250,
        required=False,
        help_text=_("A room, or the address of a call."),
    )
