"""Targets of the month are read wherever the times of records are."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from slm.catalogue_words import changes_between, entries_of
from slm.credits import Credit
from slm.models import EscalationStep
from slm.selectors import effective_terms, hash_of, live_catalogue
from slm.selectors.mismatches import mismatches
from slm.services import (
    add_step,
    add_target,
    edit_measure,
)
from tests.factories.slm import put_into_force, sign_for_all
from tests.slm.acts import TEN
from tests.slm.conftest import YEAR_START
from tests.slm.test_agreement_pages import words
from tests.slm.test_screens import address, desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def credited(availability):
    credit = Credit(Decimal("2.50"), percent=Decimal(5))
    return replace(availability, credits=(credit,))


@pytest.fixture
def own(draft, credited, who):
    """An agreement with the customer that promises availability alone, and a step."""
    add_target(number=draft.number, terms=credited, **who)
    step = EscalationStep(percent=80, whom="team", ladder="functional")
    add_step(number=draft.number, step=step, **who)
    put_into_force(number=draft.number, **who)
    return draft


@pytest.fixture
def for_all(promise, availability, resolution):
    """What is promised to all customers: times, and a score."""
    score = {"metric": "experience", "name": "Score", "goal_value": Decimal(4)}
    score_terms = replace(availability, **score, partial_weight=None)
    return promise(resolution, score_terms)


def test_what_holds_tells_months_and_where_they_came_from(own, for_all, customer):
    terms = effective_terms(customer, (), YEAR_START)

    came = {one.target.metric: one.came_from.agreement for one in terms.months}
    assert came == {"availability": own, "experience": for_all}
    (inherited,) = terms.beneath(own.versions.get()).months
    assert inherited.target.metric == "experience"


def test_our_agreement_and_the_page_of_it_tell_them(
    client, desk, own, for_all, representative
):
    page = words(desk.get(address("agreement_detail", own)))
    assert "Also holds for each month" in page
    client.force_login(representative)
    theirs = words(client.get(reverse("portal_agreement")))

    assert "What is there, and how well" in theirs
    assert "at least 99.9 %" in theirs
    assert "A degraded service counts 50 %." in theirs
    assert (
        "Credit from 2.5 percentage points below the goal on: 5 % of the charge"
        in theirs
    )
    assert "around the clock" in theirs


def test_the_paper_tells_them(client, own, for_all, representative):
    client.force_login(representative)
    answer = client.get(address("agreement_pdf", own))

    paper = PdfReader(BytesIO(b"".join(answer.streaming_content)))
    text = " ".join("".join(page.extract_text() for page in paper.pages).split())
    for said in (
        *("at least 99.9 %", "Data source: Incidents and monitoring", "Credit from"),
        *("Term and review", "Notice: none", "80 %: The team (Functional)"),
        *("What is agreed more widely", "Score: at least 4"),
    ):
        assert said in text, said


def test_the_customers_catalogue_tells_them(service, customer, own, who):
    content = live_catalogue(customer, who["at"])
    (entry,) = entries_of(content)
    (month,) = [one for one in entry.points if one.key == "months"]
    assert month.text.startswith("Availability: at least 99.9 % · Office")
    assert "Credit from 2.5" in month.text

    (promised,) = content["services"][0]["months"]
    lower = {**promised, "goal_value": "95.000"}
    entry_then = {**content["services"][0], "months": [lower]}
    then = {**content, "services": [entry_then]}
    assert hash_of(then) != hash_of(content)
    (changed,) = changes_between(content, then)
    assert [one.key for one in changed.points] == ["months"]


def test_who_promises_availability_alone_promises_something(service, own, for_all):
    assert not mismatches(TEN, check="entitled_without_sla")


def test_before_that_there_is_a_mismatch(service, customer, draft):
    (found,) = mismatches(TEN, check="entitled_without_sla")
    assert found.customer == customer


def test_a_measure_that_is_changed_voids_what_was_signed_of_it(
    draft, availability, measure, who
):
    kind = {"metric": "measured", "measure": measure, "statistic": "p95"}
    terms = replace(availability, **kind, direction="at_most")
    add_target(number=draft.number, terms=terms, **who)
    sign_for_all(number=draft.number, **who)
    edit_measure(number=measure.number, name="Opening mail", **who)
    assert draft.versions.get().stage == "agreed"

    edit_measure(number=measure.number, point="Head office", **who)

    version = draft.versions.get()
    assert (version.stage, version.valid_signatures) == ("draft", [])
    assert version.offers.get().state == "changed"
