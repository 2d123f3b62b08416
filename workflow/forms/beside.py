from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.finding import LONGEST_TEXT, Found
from core.models import Item, User
from workflow.choices import LinkKind, Visibility
from workflow.selectors import linkable
from workflow.services import check_file


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


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files at once, none of them stored: each is looked at as one to keep."""

    widget = ManyFilesInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 250, **kwargs})
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        given = [one for one in data or [] if one]
        if len(given) > self.most:
            raise ValidationError(_("At most %d files at once.") % self.most)
        # The field of a service's error is not this field's: only its words are.
        problems = [problem for one in given for problem in self._problems(one)]
        if problems:
            raise ValidationError(problems)
        return given

    def _problems(self, file: "UploadedFile[Any]") -> list[str]:
        name = str(file.name)
        try:
            # What is empty, the check of what may be kept says better.
            if file.size:
                super().clean(file)
            check_file(name, file)
        except ValidationError as error:
            return [f"{name}: {message}" for message in error.messages]
        return []


class LinkForm(forms.Form):
    """What this item is to another."""

    # The weightier ones are chosen, never slipped into.
    kind = forms.ChoiceField(
        label=_("This"), choices=LinkKind, initial=LinkKind.RELATED
    )
    other = forms.CharField(
        label=_("Number or words"),
        max_length=LONGEST_TEXT,
        help_text=_("INC-000123, only 123, or words from the title."),
    )

    def __init__(self, *args: Any, item: Item, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.user = item, user
        self.matches: list[Found] = []

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or self.cleaned_data)
        text = self.data.get("chosen") or values.get("other", "")
        self.matches = linkable(text, self.item, self.user)
        if len(self.matches) == 1:
            values["other"] = self.matches[0].number
        elif text:
            self.add_error("other", self._unclear(text))
        return values

    def _unclear(self, text: str) -> str:
        if self.matches:
            return gettext("Several match: choose one below.")
        return gettext("Nothing matches “%s”.") % text


class TagForm(forms.Form):
    """A word to find the item by."""

    name = forms.CharField(label=_("Tag"), max_length=40)
