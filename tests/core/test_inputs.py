"""What forms say where nothing is chosen."""

import pytest
from django import forms

from accounts.models import Organisation
from core.inputs import BLANK, VersionForm
from slm.forms.causes import CauseForm
from slm.forms.measures import MeasureForm


class Form(VersionForm):
    needed = forms.ModelChoiceField(Organisation.objects.all())
    not_needed = forms.ModelChoiceField(Organisation.objects.all(), required=False)
    named = forms.ModelChoiceField(Organisation.objects.all(), empty_label="Nobody")


@pytest.mark.django_db
def test_an_empty_choice_is_said_in_words():
    page = str(Form())

    assert '<option value="" selected>Choose…</option>' in page
    assert '<option value="" selected>Not given</option>' in page
    assert '<option value="" selected>Nobody</option>' in page


@pytest.mark.django_db
@pytest.mark.parametrize("form", [CauseForm, MeasureForm])
def test_forms_have_no_choice_of_dashes(form):
    page = str(form())

    assert "Choose…" in page
    assert BLANK not in page
