from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.choices import IMPACTS, URGENCIES, Affected, Hindrance, Score
from workflow.forms import FilesField

MOST_FILES = 5


class ReportForm(forms.Form):
    title = forms.CharField(
        label=_("In one sentence: what is wrong?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Since when? What did you do, what happened, what did you expect?"
            " What does the message say?"
        ),
    )
    affected = forms.ChoiceField(
        label=_("Who is affected?"),
        choices=Affected.choices,
        widget=forms.RadioSelect,
    )
    hindrance = forms.ChoiceField(
        label=_("How much does it hinder you?"),
        choices=Hindrance.choices,
        widget=forms.RadioSelect,
    )

    attached = FilesField(
        label=_("Pictures and files"),
        required=False,
        most=MOST_FILES,
        help_text=_("A picture of the message, for example; five files at most."),
    )

    def ask_for_files_again(self) -> None:
        """Say of each file that it has to be chosen again: a browser keeps none."""
        names = [str(file.name) for file in self.files.getlist("attached")]
        if self.errors and names:
            again = _("Your files were not kept. Please choose them again: %s")
            self.add_error("attached", again % ", ".join(names))

    def values(self) -> dict[str, Any]:
        """Return what the incident is to hold."""
        return {
            "title": self.cleaned_data["title"],
            "description": self.cleaned_data["description"],
            "impact": IMPACTS[self.cleaned_data["affected"]],
            "urgency": URGENCIES[self.cleaned_data["hindrance"]],
        }


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Write to us"), max_length=20_000, widget=forms.Textarea
    )


class ConfirmForm(forms.Form):
    """Nothing is asked: what may be refused is shown here."""


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("What is still wrong?"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RateForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("How was it handled?"),
        choices=Score.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=_("Anything you would like to tell us?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
