"""A formula left empty is the usual one; the same promised of a month is told beforehand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from slm.models import Target
from slm.selectors import obstacles
from slm.selectors.completeness import usual_formula
from slm.selectors.month_overlaps import month_overlaps
from slm.services import add_target
from tests.factories.slm import put_into_force
from tests.slm.test_availability_pages import sent
from tests.slm.test_screens import address, desk

__all__ = ["desk", "sent"]
pytestmark = pytest.mark.django_db
SAID = (
    "promises the same for each month: Availability is to be at least 99.8 % there,"
    " at least 99.9 % here"
)


@pytest.fixture
def there(promise, availability):
    """What is promised to all customers."""
    return promise(replace(availability, goal_value=Decimal("99.8")))


@pytest.fixture
def here(draft, availability, who):
    add_target(number=draft.number, terms=availability, **who)
    return draft


def test_a_formula_left_empty_is_the_usual_one(desk, draft, sent):
    url = reverse("target_create_period", args=[draft.number])
    assert "Empty: the usual one is taken over." in desk.get(url).text

    assert desk.post(url, {**sent, "formula": " "}).status_code == 302
    assert Target.objects.get().formula == usual_formula("availability")
    assert not any("formula" in str(one) for one in obstacles(draft.versions.get()))


def test_a_formula_that_was_typed_stays(desk, draft, sent):
    url = reverse("target_create_period", args=[draft.number])
    desk.post(url, {**sent, "formula": "By the meter."})
    assert Target.objects.get().formula == "By the meter."


def test_the_same_of_a_month_is_told_with_both_goals(desk, there, here):
    [said] = month_overlaps(here.versions.get())
    assert there.title in said
    assert SAID in said
    assert SAID in desk.get(address("agreement_activate", here)).text


def test_programs_read_it(desk, there, here):
    told = desk.get(f"/api/v1/agreements/{here.number}/").json()
    assert any(SAID in one for one in told["overlaps"])


def test_what_was_over_before_or_is_promised_to_others_is_not_told(
    promise, availability, here, other_customer, who
):
    ended = {"valid_from": date(2025, 1, 1), "valid_to": date(2026, 1, 1)}
    promise(availability, **ended)
    promise(availability, level="customer", customer=other_customer)
    assert month_overlaps(here.versions.get()) == []
    put_into_force(number=here.number, **who)
    assert month_overlaps(here.versions.get()) == []


def test_another_measure_of_the_month_is_not_told(promise, availability, here):
    promise(replace(availability, metric="longest", partial_weight=None))
    assert month_overlaps(here.versions.get()) == []
