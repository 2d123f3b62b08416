"""What is typed about customers' catalogues."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models import Service
from core.inputs import VersionForm
from core.lifecycle import Transition
from slm.models import AgreedCatalogue
from slm.selectors.mismatches import all_checks


class CatalogueMoveForm(VersionForm):
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


class MismatchForm(forms.Form):
    """What the register of mismatches is narrowed to; nothing chosen is everything."""

    check = forms.ChoiceField(label=_("Kind"), required=False)
    customer = forms.ModelChoiceField(
        Organisation.objects.customers(),
        label=_("Customer"),
        required=False,
        empty_label=_("All customers"),
    )
    service = forms.ModelChoiceField(
        Service.objects.order_by("name"),
        label=_("Service"),
        required=False,
        empty_label=_("All services"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.key, one.sentence) for one in all_checks()]
        field = cast("forms.ChoiceField", self.fields["check"])
        field.choices = [("", _("Any")), *kinds]
