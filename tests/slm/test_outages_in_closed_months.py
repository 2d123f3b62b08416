"""What is recorded of an outage in a closed month: said at once, and marked."""

import pytest
from django.urls import reverse

from slm.services import (
    OutageTerms,
    report_outage,
    revise_period,
    withdraw_outage,
)
from tests.slm.acts import HOUR, TEN
from tests.slm.test_closed_months import LATER, MARCH, by, close, closed, lost
from tests.slm.test_month_targets import APRIL, lose, promise

__all__ = ["by", "close", "closed", "lost", "promise"]
pytestmark = pytest.mark.django_db
SAID = "their figures stay as they were frozen until somebody revises them"


@pytest.fixture
def page(client, agent):
    def read(outage):
        client.force_login(agent)
        url = reverse("outage_detail", args=[outage.number])
        return client.get(url).content.decode()

    return read


def test_an_outage_in_a_closed_month_says_so_and_leads_to_it(
    page, closed, draft, service, agent
):
    made = lose(service, agent, TEN + 24 * HOUR, 1)
    html = page(made)

    assert SAID in html
    assert reverse("period_detail", args=[draft.number, "2026-03"]) in html


def test_once_it_is_revised_nothing_is_said(page, closed, draft, service, agent, by):
    made = lose(service, agent, TEN + 24 * HOUR, 1)
    revise_period(number=draft.number, month=MARCH, reason="Found late.", **by)
    assert SAID not in page(made)


def test_what_was_there_when_it_was_closed_says_nothing(page, closed, lost):
    assert SAID not in page(lost)


def test_an_outage_in_a_running_month_says_nothing(page, closed, service, agent):
    terms = OutageTerms(service=service, start=APRIL, end=APRIL + HOUR, text="x")
    assert SAID not in page(report_outage(terms=terms, actor=agent, at=LATER))


def test_one_that_was_withdrawn_since_says_so_too(page, closed, lost, by):
    withdraw_outage(number=lost.number, reason="A test.", **by)
    assert SAID in page(lost)
