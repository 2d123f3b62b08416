"""How much was agreed and how much there was: limits of one month count the same."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from core.evidence import Period, Verdict
from core.periods import month
from records.models import Record
from slm.evidence_workload import _numbers, workload
from slm.parts import Limit
from slm.selectors import workload_of
from slm.services import add_target, edit_contents
from tests.factories.slm import put_into_force

pytestmark = pytest.mark.django_db
MARCH = month(date(2026, 3, 1))
DAY = Limit(record_kind="incident", lower=1, upper=1, per="day")
MONTH = Limit(record_kind="incident", upper=9, per="month")


@pytest.fixture
def limited(draft, resolution, who, incident_of):
    """Two on the third; one just before and one just after March, as UTC has it."""
    edit_contents(number=draft.number, limits=[MONTH, DAY], **who)
    add_target(number=draft.number, terms=resolution, **who)
    put_into_force(number=draft.number, **who)
    for hour in (9, 10):
        incident_of(datetime(2026, 3, 3, hour, tzinfo=UTC))
    incident_of(MARCH.start - timedelta(minutes=30))
    incident_of(MARCH.end + timedelta(hours=3))
    return draft.versions.get()


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_days_and_months_count_the_same_in_any_zone(limited, zone):
    limited.agreement.time_zone = zone
    by_month, by_day = workload_of(limited, MARCH, records=Record.objects.all())

    assert (by_month.stretches, by_day.stretches) == (1, 31)
    assert by_month.unfinished is by_day.unfinished is None
    assert by_month.total == by_day.total == {"UTC": 2}.get(zone, 3)


def test_what_was_opened_after_the_period_or_the_version_is_left_out(limited):
    until_noon = Period(MARCH.start, datetime(2026, 3, 3, 9, 30, tzinfo=UTC))
    found = workload_of(limited, until_noon, records=Record.objects.all())
    assert [one.unfinished for one in found] == [2, 1]
    limited.valid_to = date(2026, 3, 3)
    found = workload_of(limited, MARCH, records=Record.objects.all())
    assert [one.total for one in found] == [1, 1]


def test_figures_are_those_that_the_limit_is_about(limited, auditor):
    found = workload(MARCH, auditor)
    facts = [words for label, words in found.rows[0].facts if "Incidents" in label]

    assert found.verdict == Verdict.EVIDENCED
    assert facts == [
        "at most 9 per month; March 2026: 3; above in 0 of 1",
        "1 to 1 per day; 2 on the greatest day, 3 March 2026; above in 1 of 31;"
        " below in 29 of 31",
    ]
    assert dict(found.rows[0].facts)["Time zone"] == "Europe/Berlin"
    assert dict(found.figures)["Counted"].endswith("days of UTC")


def test_what_is_not_over_is_said_and_none_too(limited, auditor):
    running = Period(MARCH.start, datetime(2026, 3, 3, 9, 30, tzinfo=UTC))
    by_month, by_day = (
        words for _label, words in workload(running, auditor).rows[0].facts[-2:]
    )
    assert "2 in the one that was not over" in by_month
    assert "above in 0 of 3" in by_day

    within = Period(datetime(2026, 3, 3, 9, tzinfo=UTC), running.end)
    by_month = workload(within, auditor).rows[0].facts[-2][1]
    assert by_month == "at most 9 per month; none of them lies in the period"


def test_nothing_is_below_a_limit_while_no_stretch_of_it_is_over(limited, auditor):
    few = Limit(record_kind="incident", lower=9, per="month")
    running = Period(MARCH.start, datetime(2026, 3, 3, 9, 30, tzinfo=UTC))
    (found,) = workload_of(limited, running, records=Record.objects.all())[:1]
    assert list(_numbers(replace(found, limit=few))) == [
        "2 in the one that was not over"
    ]
