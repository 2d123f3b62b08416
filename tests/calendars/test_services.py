"""Calendars and their versions: made, followed, recorded, refused."""

import zoneinfo
from datetime import date, timedelta

import pytest
import tzdata
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, transaction

from calendars.hours import Hours
from calendars.localtime import tzdata_version
from calendars.models import Calendar, CalendarVersion
from calendars.selectors import (
    UnknownRegion,
    get_compiled,
    holiday_regions,
    public_holidays,
    timetable_of,
    version_at,
    versions_of,
)
from calendars.services import add_calendar_version, create_calendar
from core.kinds import get_kind
from core.models import Event

pytestmark = pytest.mark.django_db

DAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = {"timezone": "UTC", "weekly": {day: [["09:00", "17:00"]] for day in DAYS}}
LONGER = {"timezone": "UTC", "weekly": {day: [["08:00", "20:00"]] for day in DAYS}}


@pytest.fixture
def calendar(service_level_manager, noon) -> Calendar:
    return create_calendar(
        name="Office hours",
        definition=OFFICE,
        valid_from=noon - timedelta(days=30),
        actor=service_level_manager,
        at=noon,
    )


def follow(calendar, actor, at, *, definition=LONGER, days=7) -> CalendarVersion:
    return add_calendar_version(
        number=calendar.number,
        definition=definition,
        valid_from=at + timedelta(days=days),
        actor=actor,
        at=at,
    )


def test_a_calendar_has_a_number_and_a_first_version(calendar, noon):
    version = version_at(calendar, noon)

    assert version is not None
    assert calendar.number.startswith("CAL-")
    assert (version.number, version.tzdata_version) == (1, tzdata_version())
    assert get_compiled(version).elapsed(noon, noon + timedelta(days=1)) == 8 * 3600


def test_the_time_zones_are_those_of_the_version_that_is_noted():
    """A machine's own database may be another one than the package's."""
    assert zoneinfo.TZPATH == ()
    assert tzdata_version() == tzdata.IANA_VERSION
    assert zoneinfo.ZoneInfo("Europe/Berlin").key == "Europe/Berlin"


def test_making_one_is_recorded(calendar, service_level_manager, noon):
    event = Event.objects.get(item=calendar.item)

    assert (event.name, event.actor) == ("calendar.created", service_level_manager)
    assert event.occurred_at == noon
    assert event.changes["definition"][0] is None
    assert event.changes["definition"][1]["weekly"] == OFFICE["weekly"]


def test_a_version_counts_from_its_own_instant_on(
    calendar, service_level_manager, noon
):
    second = follow(calendar, service_level_manager, noon)

    assert list(versions_of(calendar)) == [version_at(calendar, noon), second]
    assert version_at(calendar, second.valid_from) == second
    assert version_at(calendar, noon - timedelta(days=31)) is None
    start = int(second.valid_from.timestamp())
    around = timetable_of(calendar).elapsed(start - 86_400, start + 86_400)
    assert around == (8 + 3 + 8 - 3 + 4) * 3600


def test_a_change_is_recorded_with_before_and_after(
    calendar, service_level_manager, noon
):
    follow(calendar, service_level_manager, noon)

    changes = Event.objects.get(name="calendar.changed").changes
    assert changes["number"] == [1, 2]
    weekly = [definition["weekly"] for definition in changes["definition"]]
    assert weekly == [OFFICE["weekly"], LONGER["weekly"]]


@pytest.mark.parametrize(
    "definition",
    [
        {**OFFICE, "timezone": "Nowhere/Land"},
        {**OFFICE, "holidays": ["2026-12-25", "2026-12-25"]},
        {**OFFICE, "hours": 8},
        {"timezone": "UTC", "weekly": {}},
        {"timezone": "UTC", "weekly": {"mon": [["22:00", "06:00"]]}},
        [],
    ],
)
def test_hours_that_are_none_are_refused(
    calendar, service_level_manager, noon, definition
):
    with pytest.raises(ValidationError) as refused:
        follow(calendar, service_level_manager, noon, definition=definition)
    assert "definition" in refused.value.message_dict
    assert calendar.versions.count() == 1


@pytest.mark.parametrize("days", [-30, -31, -1])
def test_a_version_begins_neither_before_the_last_nor_in_the_past(
    calendar, service_level_manager, noon, days
):
    with pytest.raises(ValidationError, match="A version"):
        follow(calendar, service_level_manager, noon, days=days)


def test_two_versions_never_begin_at_once(calendar, service_level_manager, noon):
    follow(calendar, service_level_manager, noon)

    with pytest.raises(ValidationError, match="after the one"):
        follow(calendar, service_level_manager, noon)


def test_a_name_is_used_once(calendar, service_level_manager, noon):
    with pytest.raises(ValidationError, match="name"):
        create_calendar(
            name=calendar.name,
            definition=OFFICE,
            valid_from=noon,
            actor=service_level_manager,
            at=noon,
        )


@pytest.mark.parametrize("role", ["agent", "team_lead", "auditor"])
def test_those_who_only_look_may_not_change(calendar, cast, noon, role):
    assert Calendar.objects.visible_to(cast[role]).get() == calendar
    with pytest.raises(PermissionDenied):
        follow(calendar, cast[role], noon)


@pytest.mark.parametrize("role", ["requester", "representative", "stranger"])
def test_customers_do_not_see_it(calendar, cast, noon, role):
    with pytest.raises(Calendar.DoesNotExist):
        follow(calendar, cast[role], noon)
    assert not get_kind("calendar").visible_to(cast[role]).exists()


def test_an_administrator_may_make_one_and_a_requester_not(
    administrator, requester, noon
):
    values = {"definition": OFFICE, "valid_from": noon, "at": noon}

    assert create_calendar(name="Night", actor=administrator, **values).pk
    with pytest.raises(PermissionDenied):
        create_calendar(name="Day", actor=requester, **values)


def test_a_version_is_never_changed(calendar):
    with pytest.raises(InternalError), transaction.atomic():
        calendar.versions.update(definition=LONGER)
    with pytest.raises(InternalError), transaction.atomic():
        calendar.versions.all()._raw_delete("default")
    assert (
        calendar.versions.get().agreed
        == get_compiled(calendar.versions.get()).definition
    )


def test_a_version_is_compiled_once(calendar):
    version = calendar.versions.get()

    assert isinstance(get_compiled(version), Hours)
    assert get_compiled(version) is get_compiled(calendar.versions.get())


def test_public_holidays_are_proposed_by_region_and_language():
    bavaria = dict(public_holidays("DE", "BY", [2026], "de"))
    berlin = dict(public_holidays("DE", "BE", [2026], "en_US"))

    assert bavaria[date(2026, 1, 6)] == "Heilige Drei Könige"
    assert date(2026, 1, 6) not in berlin
    assert berlin[date(2026, 12, 25)] == "Christmas Day"
    assert "BY" in holiday_regions()["DE"]


@pytest.mark.parametrize(("country", "part"), [("XX", ""), ("DE", "QQ")])
def test_an_unknown_region_is_refused(country, part):
    with pytest.raises(UnknownRegion, match=country):
        public_holidays(country, part, [2026])
