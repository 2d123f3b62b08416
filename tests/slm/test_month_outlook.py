"""What may still be lost of a month that runs before its goal is missed."""

from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from core.periods import month
from slm.selectors import month_rows
from slm.selectors.month_outlook import forecasts_of_months, month_forecast
from slm.services import OutageTerms, add_target, report_outage
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import promise

__all__ = ["promise"]

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


def ahead(at=AT):
    return forecasts_of_months(month_rows(MARCH, at=at))


def test_what_the_goal_allows_of_the_whole_month_less_what_was_lost(
    promised, service, agent
):
    assert [one.left for one in ahead()] == [26_784]
    lose(service, agent, TEN, 2)
    lose(service, agent, TEN + 5 * HOUR, 2, loss="partial")
    found = ahead()[0]
    assert (found.left, found.outlook) == (26_784 - 3 * 3600, "safe")
    assert found.words == "4 h 26 min may still be lost this month"


def test_from_three_quarters_on_a_goal_is_at_risk_and_then_lost(
    promised, service, agent
):
    lose(service, agent, TEN, 6)
    found = ahead()[0]
    assert (found.outlook, found.used_words) == ("at_risk", "80 %")
    lose(service, agent, TEN + 10 * HOUR, 2)
    found = ahead()[0]
    assert (found.left, found.outlook) == (26_784 - 8 * 3600, "lost")
    assert found.words == "more is lost than the goal allows of this month"


def test_a_mean_can_recover_and_is_at_risk_while_it_would_be_missed(
    promised, service, agent
):
    lose(service, agent, TEN, 2)
    _availability, restore = ahead()
    assert (restore.outlook, restore.left, restore.used) == ("at_risk", None, None)
    assert restore.words == "would be missed as it stands"


def test_user_minutes_are_used_up_too(promise, availability, service, agent):
    promise(replace(availability, metric="impact", goal_value=Decimal(5000)))
    lose(service, agent, TEN, 1, users=70)
    (found,) = ahead()
    assert (found.used, found.left, found.outlook) == (84, 800, "at_risk")
    assert found.words == "800 user minutes may still be lost this month"


def test_whatever_else_only_grows_is_used_up_as_well(promised, service, agent):
    """Of a metric that nothing here knows: so many at most of what outages tell."""
    lose(service, agent, TEN, 1)
    row = month_rows(MARCH, at=AT)[0]
    target = copy(row.target)
    target.metric, target.direction, target.goal_value = "any", "at_most", Decimal(4)
    known = replace(row, target=target)
    found = [month_forecast(replace(known, value=Decimal(n))) for n in (1, 3, 5)]
    assert [one and one.outlook for one in found] == ["safe", "at_risk", "lost"]
    assert [one and one.left for one in found] == [None, None, None]
    words = [one.words for one in found if one]
    assert words[1] == "75 % of what the goal allows is used up"
    target.goal_value = Decimal(0)
    none = month_forecast(replace(known, value=Decimal(0)))
    assert none
    assert (none.outlook, none.words) == ("tight", "no room left")


def test_of_a_month_that_is_over_nothing_is_foretold(promised):
    assert ahead(MARCH.end) == []


def test_it_stands_beside_the_verdict_of_this_month(promised, client, auditor):
    client.force_login(auditor)
    assert "may still be lost this month" in client.get(reverse("availability")).text
    over = client.get(reverse("availability"), {"month": "2026-03"}).text
    assert "may still be lost" not in over
