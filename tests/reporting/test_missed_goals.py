"""How far an agreement is kept, with what missed its goal by name."""

import re

import pytest
from django.template.loader import render_to_string

from slm.panels_months import kept_until
from tests.reporting.conftest import FIRST_OF_APRIL, HOUR, TENTH, month

__all__ = ["month"]

pytestmark = pytest.mark.django_db
END_OF_MARCH = FIRST_OF_APRIL - HOUR


def words(context) -> str:
    page = render_to_string("slm/agreement_months.html", context)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_what_missed_its_goal_is_named_to_the_customer(
    month, agreement, representative
):
    context = kept_until(agreement, representative, END_OF_MARCH)
    assert context is not None
    (row,) = context["short"]
    assert (row.met, row.n, row.goal_percent) == (2, 4, 95)
    shown = words(context)
    assert "Goal lost" in shown
    assert "Resolution Every other 8 h 2 of 4 50.0 % 95 % Goal lost" in shown.replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_what_is_kept_names_nothing(month, agreement, representative):
    context = kept_until(agreement, representative, TENTH.replace(year=2027))
    assert context is not None
    assert context["short"] == []
    assert "not reached" not in words(context)
