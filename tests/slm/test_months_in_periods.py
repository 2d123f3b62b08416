"""Targets of the month in a quarter; of a day, a week or a team they are left out."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core.periods import Unit
from slm.selectors import agreements_kept
from slm.services import close_period
from tests.slm.acts import HOUR, TEN, resolve
from tests.slm.test_agreement_pages import words
from tests.slm.test_month_targets import APRIL, lose, promise
from tests.slm.test_screens import desk

__all__ = ["desk", "promise"]
pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 1)
IN_JANUARY = datetime(2026, 1, 12, 9, tzinfo=UTC)
IN_FEBRUARY = datetime(2026, 2, 10, 9, tzinfo=UTC)
LEFT_OUT = "Targets of the month, such as availability, are left out here"


@pytest.fixture
def missed(promise, availability, resolution, service, agent, incident_of):
    """A quarter in which an incident was solved in time, and two hours were lost."""
    promise(availability, resolution)
    resolve(incident_of(TEN), agent, TEN + HOUR)
    return lose(service, agent, IN_FEBRUARY, 2)


@pytest.fixture
def kept(service_level_manager):
    def asked(unit, first, **about):
        about |= {"leg": "sla", "reader": service_level_manager, "at": APRIL + 2 * HOUR}
        return agreements_kept(unit, first, **about)

    return asked


def told(shown):
    return [
        (row.month.month, str(row.verdict))
        for row in shown.agreements[0].months
        if row.service
    ]


def test_a_quarter_has_those_of_its_months_and_they_decide(missed, kept):
    shown = kept(Unit.QUARTER, JANUARY)

    assert told(shown) == [(1, "kept"), (2, "missed"), (3, "kept")]
    assert shown.agreements[0].total.met == 1
    assert shown.agreements[0].verdict == "missed"
    assert shown.left_out == ""


def test_of_its_closed_months_they_are_as_they_were_frozen(
    missed, kept, service, agent, service_level_manager
):
    by = {"actor": service_level_manager, "at": APRIL + HOUR}
    close_period(month=JANUARY, **by)
    lose(service, agent, IN_JANUARY, 2)
    lose(service, agent, TEN, 2)

    assert told(kept(Unit.QUARTER, JANUARY)) == [
        *((1, "kept"), (2, "missed"), (3, "missed"))
    ]


def test_months_to_come_tell_nothing_yet(missed, kept):
    shown = kept(Unit.QUARTER, date(2026, 4, 1))

    assert {row.month for row in shown.agreements[0].months} == {date(2026, 4, 1)}


@pytest.mark.parametrize("unit", [Unit.DAY, Unit.WEEK])
def test_of_a_day_or_a_week_that_they_are_left_out_is_said(missed, kept, unit):
    shown = kept(unit, TEN.date())

    assert (shown.agreements[0].months, shown.agreements[0].verdict) == ([], "kept")
    assert shown.left_out.startswith(LEFT_OUT)


def test_so_it_is_of_one_team(missed, kept, desk, team):
    assert kept(Unit.MONTH, date(2026, 2, 1), team_id=team.pk).leaves_out_months
    asked = {"month": "2026-02", "team": team.pk}

    board = desk.get(reverse("sla_dashboard"), asked)
    assert LEFT_OUT in words(board)
    api = desk.get(f"/api/v1/sla_dashboard/?month=2026-02&team={team.pk}").json()
    assert (api["leaves_out_months"], api["month_targets"]) == (True, [])
    assert LEFT_OUT not in words(
        desk.get(reverse("sla_dashboard"), {"month": "2026-02"})
    )


def test_the_page_names_the_months_of_a_quarter(missed, desk):
    page = desk.get(reverse("compliance"), {"unit": "quarter", "on": "2026-02-01"})

    assert "February 2026" in words(page)
    url = reverse("availability_service", args=[missed.service.number])
    for code in ("2026-01", "2026-02", "2026-03"):
        assert f"{url}?month={code}&amp;target=" in page.text
    assert LEFT_OUT not in words(page)
    day = desk.get(reverse("compliance"), {"unit": "day", "on": "2026-03-04"})
    assert LEFT_OUT in words(day)


def test_so_does_the_api(missed, desk):
    found = desk.get("/api/v1/compliance/?unit=quarter&on=2026-02-01").json()
    (agreement,) = found["agreements"]

    months = [(one["month"], one["verdict"]) for one in agreement["months"]]
    assert months == [("2026-01", "kept"), ("2026-02", "missed"), ("2026-03", "kept")]
    assert (agreement["verdict"], found["leaves_out_months"]) == ("missed", False)
    week = desk.get("/api/v1/compliance/?unit=week&on=2026-03-04").json()
    assert week["leaves_out_months"] is True


def exported(desk, **asked):
    answer = desk.get(reverse("compliance"), {**asked, "export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return text.splitlines()


def test_so_does_the_file(missed, desk):
    rows = [
        one for one in exported(desk, unit="quarter", on="2026-02-01") if "99.9" in one
    ]

    assert [one.split(",")[2] for one in rows] == [
        *("2026-01-01", "2026-02-01", "2026-03-01")
    ]
    last = exported(desk, unit="day", on="2026-03-04")[-1]
    assert LEFT_OUT in last
    assert not exported(desk, unit="quarter", on="2026-02-01")[-1].startswith(
        '"Targets'
    )
