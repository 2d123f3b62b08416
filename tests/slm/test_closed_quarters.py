"""A quarter is the sum of its months: those that are closed as they were frozen."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.periods import Unit
from slm.selectors import agreements_kept
from slm.services import close_period
from tests.reporting.conftest import HOUR, LATER, MARCH, an_incident, month, resolved
from tests.slm.test_agreement_pages import words
from tests.slm.test_months_in_periods import exported
from tests.slm.test_periods import closed, excluded
from tests.slm.test_screens import desk

__all__ = ["closed", "desk", "excluded", "month"]
pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
IN_FEBRUARY = datetime(2026, 2, 10, 8, tzinfo=UTC)
QUARTER = {"unit": "quarter", "on": "2026-02-15"}
AS_FROZEN = "as they were frozen, with all records"


@pytest.fixture
def partly(excluded, agent, requester, service, team):
    """A quarter of which March is closed: 2 met, 2 breached; 1 was met in February."""
    about = {"service": service, "team": team}
    met = an_incident(agent, requester, IN_FEBRUARY, title="Before", **about)
    return resolved(met, agent, IN_FEBRUARY + HOUR)


@pytest.fixture
def wholly(partly, service_level_manager):
    for first in (JANUARY, FEBRUARY):
        close_period(month=first, actor=service_level_manager, at=LATER + HOUR)


def kept(reader, unit=Unit.QUARTER, first=JANUARY, **about):
    asked = {"leg": "sla", "reader": reader, "at": LATER + HOUR, **about}
    return agreements_kept(unit, first, **asked).agreements[0]


def counts(one):
    return one.met, one.breached, one.void


def test_closed_months_are_frozen_and_the_rest_as_it_reads_today(
    partly, service_level_manager
):
    shown = kept(service_level_manager)
    months = [
        kept(service_level_manager, Unit.MONTH, first).total
        for first in (JANUARY, FEBRUARY, MARCH)
    ]

    assert [counts(one) for one in months] == [(0, 0, 0), (1, 0, 0), (2, 2, 1)]
    assert counts(shown.total) == counts(shown.trend[-1]) == (3, 2, 1)
    assert sum(row.paused for row in shown.rows) == 6 * 3600
    assert len({row.budget_id for row in shown.rows}) == len(shown.rows)
    assert (shown.closed_months, shown.is_closed) == ([MARCH], False)


def test_of_one_service_nothing_is_frozen(partly, service, service_level_manager):
    shown = kept(service_level_manager, service_id=service.pk)

    assert counts(shown.total) == counts(shown.trend[-1]) == (4, 1, 1)
    assert shown.closed_months == []


def test_with_all_months_closed_it_is_closed(wholly, service_level_manager):
    shown = kept(service_level_manager)

    assert counts(shown.total) == counts(shown.trend[-1]) == (3, 2, 1)
    assert (shown.verdict, shown.is_closed) == ("missed", True)
    assert shown.closed_months == [JANUARY, FEBRUARY, MARCH]


def test_a_quarter_before_is_frozen_in_the_trend(wholly, service_level_manager):
    april = kept(service_level_manager, first=date(2026, 4, 1))
    assert counts(april.trend[-2]) == (3, 2, 1)


def test_the_page_says_so_and_leads_to_what_is_closed(partly, agreement, desk):
    page = desk.get(reverse("compliance"), QUARTER)

    assert AS_FROZEN in words(page)
    assert "other months, and what figures open, are as they read today" in words(page)
    assert "Closed March" in words(page)
    assert reverse("period_detail", args=[agreement.number, "2026-03"]) in page.text
    month = words(desk.get(reverse("compliance"), {"on": "2026-03-15"}))
    assert "one is closed for this month" in month
    assert AS_FROZEN in month
    before = words(desk.get(reverse("compliance"), {"on": "2026-02-15"}))
    assert AS_FROZEN not in before


def test_programs_and_files_are_told_the_same(partly, desk):
    (told,) = desk.get(reverse("api_compliance"), QUARTER).json()["agreements"]
    rows = [row.split(",") for row in exported(desk, **QUARTER)]
    cells = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]

    assert (told["met"], told["breached"]) == (3, 2)
    assert (told["is_closed"], told["closed_months"]) == (False, ["2026-03"])
    assert sum(int(one["Met"] or 0) for one in cells) == 3
    assert sum(int(one["Breached"] or 0) for one in cells) == 2


def asked_for(desk):
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(reverse("compliance"), QUARTER).status_code == 200
    return len(captured)


def test_it_asks_as_many_statements_however_many_there_are(
    wholly, desk, agent, requester, service, team, service_level_manager
):
    asked_for(desk)
    before = asked_for(desk)
    for hour in range(5):
        at = IN_FEBRUARY + hour * HOUR
        made = an_incident(agent, requester, at, service=service, team=team)
        resolved(made, agent, at + HOUR)

    assert asked_for(desk) == before < 60
