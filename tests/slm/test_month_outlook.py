"""What may still be lost of a month that runs before its goal is missed."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from core.periods import month
from slm.selectors import month_rows
from slm.selectors.month_outlook import time_left
from slm.services import OutageTerms, add_target, report_outage
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
MARCH = month(TEN.date().replace(day=1))
AT = datetime(2026, 3, 20, tzinfo=UTC)


@pytest.fixture
def promised(draft, availability, service, who):
    """99 % of 744 hours: 7 h 26 min 24 s may be lost."""
    terms = replace(availability, goal_value=Decimal(99))
    for one in (terms, replace(terms, metric="restore")):
        add_target(number=draft.number, terms=one, **who)
    put_into_force(number=draft.number, **who)


def lose(service, agent, start, hours, **values):
    end = start + hours * HOUR
    terms = OutageTerms(service=service, start=start, end=end, text="x", **values)
    report_outage(terms=terms, actor=agent, at=AT)


def left(at=AT):
    return [time_left(row, at) for row in month_rows(MARCH, at=at)]


def test_what_the_goal_allows_of_the_whole_month_less_what_was_lost(
    promised, service, agent
):
    assert left() == [26_784, None]
    lose(service, agent, TEN, 2)
    lose(service, agent, TEN + 5 * HOUR, 2, loss="partial")
    assert left() == [26_784 - 3 * 3600, None]


def test_once_more_was_lost_nothing_is_left(promised, service, agent):
    lose(service, agent, TEN, 8)
    assert left()[0] == 26_784 - 8 * 3600


def test_of_a_month_that_is_over_nothing_is_foretold(promised):
    assert left(MARCH.end) == [None, None]


def test_it_stands_beside_the_verdict_of_this_month(promised, client, auditor):
    client.force_login(auditor)
    assert "may still be lost this month" in client.get(reverse("availability")).text
    over = client.get(reverse("availability"), {"month": "2026-03"}).text
    assert "may still be lost" not in over
