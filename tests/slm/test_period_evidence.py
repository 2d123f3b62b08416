"""Packs show which months are closed, and what was put right backwards."""

from datetime import UTC, date, datetime

import pytest

from core.evidence import Period
from core.periods import days
from slm.evidence_periods import closed_months, repairs
from tests.reporting.conftest import HOUR, LATER, MARCH, month
from tests.slm.test_periods import closed, excluded
from tests.slm.test_repairs import of_terms, right_terms

__all__ = ["closed", "excluded", "month", "of_terms", "right_terms"]
pytestmark = pytest.mark.django_db

SPAN = Period(days(MARCH, MARCH).start, LATER + 24 * HOUR)


def test_a_month_that_is_over_and_not_closed_is_a_gap(month, auditor):
    found = closed_months(SPAN, auditor)
    assert (found.verdict, found.reason) == ("gap", "Over, but not closed: 2026-03.")


def test_closed_months_are_shown_with_their_hash(closed, auditor):
    found = closed_months(SPAN, auditor)

    assert found.verdict == "evidenced"
    assert ("SHA-256", closed.data_hash) in found.rows[0].facts


def test_one_that_reads_otherwise_is_a_gap_until_revised(excluded, auditor):
    assert closed_months(SPAN, auditor).reason.startswith("To be revised")


def test_of_a_period_within_a_month_nothing_is_asked(month, auditor):
    within = days(date(2026, 3, 3), date(2026, 3, 9))
    assert closed_months(within, auditor).verdict == "nothing_occurred"


def test_repairs_are_named_with_who_decided(of_terms, auditor):
    april = Period(datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))
    found = repairs(april, auditor)

    assert [row.number for row in found.rows] == [of_terms.number]
    assert repairs(SPAN, auditor).verdict == "nothing_occurred"


def test_who_may_not_see_agreements_is_shown_nothing(closed, of_terms, requester):
    april = Period(SPAN.start, datetime(2026, 5, 1, tzinfo=UTC))
    assert not closed_months(SPAN, requester).rows
    assert not repairs(april, requester).rows
