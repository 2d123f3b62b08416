"""Credits: written one way everywhere, kept with the target, reckoned when closed."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from slm.credits import due_for, parse_credit_lines, parse_credits, spell_credits
from slm.exchange import export_agreement, import_agreement
from slm.exchange.problems import ExchangeError
from slm.models import CreditRule, PeriodResult
from slm.services import add_target, change_target, close_period, start_new_version
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.reporting.conftest import LATER, MARCH, month

__all__ = ["month"]

TEXT = "0: 5 %\n2.5: 500.00 EUR"
RULES = parse_credit_lines(TEXT)


def test_they_are_spelled_as_they_are_read():
    assert spell_credits(RULES) == {"0": "5 %", "2.5": "500.00 EUR"}
    assert parse_credits(spell_credits(RULES)) == RULES


def test_without_points_a_credit_is_due_if_the_goal_is_missed_at_all():
    assert parse_credit_lines("5 %\n2.5: 500.00 EUR") == RULES


@pytest.mark.parametrize(
    "text",
    ["x: 5 %", "x", "0: 5", "0: 101 %", "0: -5 EUR", "0: 5 %; 0: 6 %", "0: 5 e"],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(ValidationError):
        parse_credit_lines(text)


@pytest.mark.parametrize(
    ("met", "words", "missed_by"),
    [
        (94, "5 %", "1.0000"),
        (93, "5 %", "2.0000"),
        (92, "500.00 EUR", "3.0000"),
        (0, "500.00 EUR", "95.0000"),
    ],
)
def test_the_greatest_step_that_is_reached_applies(met, words, missed_by):
    due = due_for(RULES, goal=Decimal(95), met=met, n=100)

    assert due
    assert due.credit
    assert (due.credit.words, str(due.missed_by)) == (words, missed_by)


def test_nothing_is_due_if_the_goal_was_reached_or_nothing_fell_due():
    assert due_for(RULES, goal=Decimal(95), met=95, n=100) is None
    assert due_for(RULES, goal=Decimal(95), met=0, n=0) is None


def test_a_step_counts_exactly_however_the_share_is_rounded():
    third = parse_credits({"28.33": "5 %", "28.34": "9 %"})
    due = due_for(third, goal=Decimal(95), met=2, n=3)

    assert due
    assert due.credit
    assert (str(due.missed_by), due.credit.words) == ("28.3333", "5 %")


@pytest.fixture
def with_credits(draft, resolution, service_level_manager, noon):
    by = {"number": draft.number, "actor": service_level_manager, "at": noon}
    add_target(terms=replace(resolution, credits=RULES), **by)
    put_into_force(**by)
    return draft


@pytest.mark.django_db
def test_they_are_protected_in_force_and_copied_into_the_next_draft(
    with_credits, service_level_manager
):
    with pytest.raises(DatabaseError), transaction.atomic():
        CreditRule.objects.update(percent=Decimal(1), amount=None, currency="")
    start_new_version(number=with_credits.number, actor=service_level_manager, at=LATER)
    assert CreditRule.objects.count() == 4


@pytest.mark.django_db
def test_files_say_them_and_are_read_back(with_credits, service_level_manager):
    text = export_agreement(with_credits.versions.get())
    assert "500.00 EUR" in text
    wrong = text.replace("500.00 EUR", "500 euros")
    with pytest.raises(ExchangeError, match="500 euros"):
        import_agreement(wrong, actor=service_level_manager, at=LATER)


@pytest.mark.django_db
def test_the_form_shows_and_takes_them(client, with_credits, service_level_manager):
    by = {"actor": service_level_manager, "at": LATER}
    start_new_version(number=with_credits.number, **by)
    target = with_credits.versions.drafts().get().targets.get()
    client.force_login(service_level_manager)
    page = client.get(reverse("target_edit", args=[with_credits.number, target.pk]))
    assert "2.5: 500.00 EUR" in page.text

    terms = TargetTerms.of(target)
    assert terms.credits == RULES
    same = {"number": with_credits.number, "target_id": target.pk}
    change_target(**same, terms=terms, **by)
    assert TargetTerms.of(target).credits == RULES


@pytest.mark.django_db
def test_they_are_reckoned_when_the_month_is_closed(
    client, closed_with_credits, service_level_manager
):
    result = PeriodResult.objects.get()
    due = result.data["credits"][0]

    assert (due["met"], due["n"], due["missed_by"]) == (2, 4, "45.0000")
    assert due["due"] == "500.00 EUR"
    client.force_login(service_level_manager)
    address = [result.agreement.number, "2026-03"]
    page = client.get(reverse("period_detail", args=address)).text
    words = "Credit from 2.5 percentage points below the goal on: 500.00 EUR"
    assert words in page
    assert "95 − 100 × 2 ÷ 4 = 45 points below" in page
    terms = client.get(reverse("agreement_detail", args=address[:1])).text
    assert "Credit if the goal is missed: 5 % of the charge" in terms
    assert words in terms


@pytest.fixture
def agreement(with_credits):
    return with_credits


@pytest.fixture
def closed_with_credits(with_credits, month, service_level_manager):
    return close_period(month=MARCH, actor=service_level_manager, at=LATER)
