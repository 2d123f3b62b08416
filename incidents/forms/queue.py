from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.selectors import holder_choices
from records.choices import Priority


class SaveViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    query = forms.CharField(max_length=1000, required=False, widget=forms.HiddenInput)
    is_shared = forms.BooleanField(label=_("Shared with all staff"), required=False)


class BulkForm(forms.Form):
    """What is to be done to the selected records."""

    holder = forms.ChoiceField(label=_("Hand over to"), required=False)
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=[("", _("Choose…")), *Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    reason = forms.CharField(label=_("Why"), max_length=250, required=False)

    def __init__(self, *args: Any, act: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose…")), *holder_choices()]
        cast(forms.ChoiceField, self.fields["holder"]).choices = choices
        unused = {"assign": ["priority"], "priority": ["holder"]}
        for name in unused.get(act, list(self.fields)):
            del self.fields[name]
        needed = {"assign": ["holder"], "priority": ["priority", "reason"]}
        for name in needed.get(act, []):
            self.fields[name].required = True
