"""Days and months begin where the provider is."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.events import record_event
from core.models import Event
from core.periods import days, first_of, month, place_of, span_of_months
from core.system_users import system_user

APRIL = date(2026, 4, 1)
# Half past midnight of the first of April in Berlin, which is on summer time.
JUST_APRIL = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)


@pytest.fixture
def berlin(settings):
    settings.TIME_ZONE = "Europe/Berlin"


def test_without_a_zone_months_begin_in_utc():
    assert first_of(JUST_APRIL) == date(2026, 3, 1)
    assert month(APRIL).start == datetime(2026, 4, 1, tzinfo=UTC)


def test_a_month_begins_at_the_providers_midnight(berlin):
    assert first_of(JUST_APRIL) == APRIL
    assert month(APRIL).start == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert month(APRIL).start == month(date(2026, 3, 1)).end


def test_a_month_in_which_clocks_are_put_forward_is_an_hour_short(berlin):
    march = span_of_months([date(2026, 3, 1)])

    length = march.end.astimezone(UTC) - march.start.astimezone(UTC)
    assert length == timedelta(days=31, hours=-1)


@pytest.mark.django_db
def test_in_which_month_an_instant_lies_is_told_by_the_same_bounds(berlin, noon):
    months = [month(date(2026, 3, 1)), month(APRIL)]
    record_event("x.y", item=None, actor=system_user("core"), at=JUST_APRIL)
    before = JUST_APRIL - timedelta(minutes=30, seconds=1)
    record_event("x.y", item=None, actor=system_user("core"), at=before)

    events = Event.objects.named("x.y").order_by("occurred_at")
    found = events.annotate(place=place_of("occurred_at", months))
    assert list(found.values_list("place", flat=True)) == [0, 1]


def test_days_are_the_providers(berlin):
    period = days(APRIL, APRIL)

    assert period.start == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert period.end == datetime(2026, 4, 1, 22, tzinfo=UTC)
