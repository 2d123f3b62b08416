"""Nobody makes a breach kept behind the portal, neither in the clock nor around it."""

import pytest
from django.utils import timezone

from calendars.models import CalendarVersion
from calendars.services import add_calendar_version
from core.models import Event
from core.services import deliver_outbox
from incidents.services import write_on_incident
from reporting.services.verifying import verify_names, verify_records
from slm.models import Clock
from slm.services import clock_differences, rebuild_clocks
from tests.reporting.conftest import HOUR, LATER
from tests.reporting.test_packs import alter, pack

__all__ = ["pack"]
pytestmark = pytest.mark.django_db


def altered(pack, number: str) -> list[str]:
    lines = verify_records({number: pack.manifest["records"][number]})
    return [line.words for line in lines if line.is_altered]


def last_of(incident):
    return Event.objects.filter(item=incident.pk).latest("occurred_at").occurred_at


@pytest.mark.parametrize(
    ("name", "verdict", "since"),
    [("late", "met", "stopped_at"), ("open", "open", "NULL")],
)
def test_a_breach_that_was_taken_back(pack, month, name, verdict, since):
    incident = month[name]
    alter(
        f"UPDATE slm_clock SET verdict = %s, verdict_at = {since},"
        " next_threshold_at = %s WHERE record_id = %s",
        verdict,
        last_of(incident),
        incident.pk,
    )

    assert altered(pack, incident.number)


def test_a_breach_that_the_sweep_has_not_come_to_is_none_of_these(month):
    clock = Clock.objects.get(record=month["open"].pk)
    assert clock_differences(record_id=clock.record_id) == []
    breach = clock.crossings.get(percent=100)
    alter("DELETE FROM slm_crossing WHERE id = %s", breach.pk)
    before = {
        "verdict": "open",
        "verdict_at": None,
        "next_threshold_at": clock.late_from,
    }
    Clock.objects.filter(pk=clock.pk).update(**before)
    assert clock_differences(record_id=clock.record_id) == []

    Clock.objects.filter(pk=clock.pk).update(elapsed_seconds=7)
    said = clock_differences(record_id=clock.record_id)
    assert "elapsed_seconds" in {one.where for one in said}


@pytest.fixture
def lax(pack, month, service_level_manager, office):
    """Hours put into the database by which the breach of March would be none."""
    alter(
        "INSERT INTO calendars_calendarversion (calendar_id, number, valid_from,"
        " definition, tzdata_version, created_at, created_by_id) SELECT calendar_id, 2,"
        " '2026-03-10 09:00+00', %s, tzdata_version, created_at, created_by_id"
        " FROM calendars_calendarversion",
        '{"timezone": "UTC", "weekly": {"mon": [["09:00", "10:00"]]}}',
    )
    rebuild_clocks(at=LATER)
    assert Clock.objects.get(record=month["late"].pk).verdict == "met"
    return CalendarVersion.objects.get(number=2)


def test_hours_that_nobody_agreed(pack, month, lax):
    (line,) = verify_names(pack.manifest["names"])

    assert (line.number, line.is_altered) == (f"hours {lax.pk}", True)
    assert altered(pack, month["late"].number)


def test_hours_agreed_since_are_told(pack, month, office, service_level_manager):
    number = month["open"].number
    add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}},
        valid_from=LATER,
        actor=service_level_manager,
        at=LATER,
    )
    (line,) = verify_names(pack.manifest["names"])
    assert (line.is_altered, line.words) == (False, "agreed since, as version 2")

    deliver_outbox(at=timezone.now() + HOUR)
    assert altered(pack, number) == []


def test_terms_that_nobody_agreed(pack, month):
    late = month["late"]
    write_on_incident(
        number=late.number,
        text="x",
        visibility="public",
        actor=late.opened_by,
        at=LATER,
    )
    assert altered(pack, late.number) == []
    alter("UPDATE slm_targetbudget SET seconds = 90000 WHERE seconds = 28800")
    alter("UPDATE slm_bookedition SET edition = gen_random_uuid()")
    rebuild_clocks(at=LATER)
    assert Clock.objects.get(record=late.pk).verdict == "met"

    assert altered(pack, late.number)
