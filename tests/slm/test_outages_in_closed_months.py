"""What is recorded of an outage in a closed month: said at once, and marked."""

from dataclasses import replace

import pytest
from django.urls import reverse

from slm.models import PeriodDoubt, PeriodResult
from slm.selectors import period_data, periods_to_revise, unfounded_doubts
from slm.selectors.period import reads_alike
from slm.services import (
    NothingToRevise,
    OutageTerms,
    change_outage,
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


@pytest.fixture
def split(closed, lost, by):
    """The same outage, of which is known by now how long it took to find it."""
    terms = replace(OutageTerms.of(lost), detected_at=TEN + HOUR / 4)
    change_outage(number=lost.number, terms=terms, reason="By the log.", **by)
    return lost


def test_where_downtime_went_is_enough_to_have_a_month_revised(split, closed, by):
    (change,) = periods_to_revise(by["actor"])
    (one,) = change.of_months

    assert one.before
    assert one.after
    assert one.before.value == one.after.value
    assert one.splits == [("detect", 0, 900), ("respond", 0, 2700), ("", 3600, 0)]
    assert unfounded_doubts() == []


def test_the_list_of_months_says_where_it_went(client, split, by):
    client.force_login(by["actor"])
    html = client.get(reverse("period_list")).content.decode()
    assert "to detect: " in html
    assert "15 min</b>" in html


def test_it_is_revised_once(split, draft, by):
    how = {"number": draft.number, "month": MARCH, "reason": "Split.", **by}
    revised = revise_period(**how)

    assert revised.data["months"][0]["phases"] == [["detect", 900], ["respond", 2700]]
    assert not PeriodDoubt.objects.exists()
    with pytest.raises(NothingToRevise):
        revise_period(**how)


def test_what_was_frozen_without_it_is_not_doubted_for_it(split, closed, by):
    frozen = {**closed.data, "months": [dict(one) for one in closed.data["months"]]}
    del frozen["months"][0]["phases"]
    assert reads_alike(frozen, period_data(MARCH)[closed.agreement_id])
    assert PeriodResult.objects.count() == 1
