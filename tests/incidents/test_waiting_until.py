"""Until when it is expected to wait: offered as working days of the desk."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from calendars.on_call import set_team_hours
from calendars.services import create_calendar
from incidents.forms import PendForm
from incidents.selectors import end_of_working_day
from incidents.services import change_incident_rules

pytestmark = pytest.mark.django_db
# A Friday.
FRIDAY = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def short_week(service_level_manager, noon):
    days = {name: [["09:00", "16:00"]] for name in ("tue", "wed", "thu", "fri", "sat")}
    return create_calendar(
        name="Tuesday to Saturday",
        definition={"timezone": "Europe/Berlin", "weekly": days},
        valid_from=noon - timedelta(days=90),
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def by_night(service_level_manager, noon):
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    always = {name: [["00:00", "24:00"]] for name in days}
    return create_calendar(
        name="Day and night",
        definition={"timezone": "UTC", "weekly": always},
        valid_from=noon - timedelta(days=90),
        actor=service_level_manager,
        at=noon,
    )


def local(day, hour):
    return datetime(2026, 3, day, hour, tzinfo=ZoneInfo("Europe/Berlin"))


def test_without_any_calendar_it_is_monday_to_friday_until_five(incident):
    ends = [end_of_working_day(incident, FRIDAY, days=days) for days in (1, 3, 5)]

    five = datetime(2026, 3, 9, 17, tzinfo=UTC)
    assert ends == [five, five + timedelta(days=2), five + timedelta(days=4)]


def keep_rules(calendar, administrator, noon):
    change_incident_rules(
        closing_days=5,
        reopening_days=30,
        calendar=calendar,
        actor=administrator,
        at=noon,
    )


def test_the_reader_is_offered_the_evening_of_where_the_reader_is(incident):
    with timezone.override(ZoneInfo("America/New_York")):
        end = end_of_working_day(incident, FRIDAY, days=1)

    assert end == datetime(2026, 3, 9, 17, tzinfo=ZoneInfo("America/New_York"))


def test_the_hours_of_the_service_do_not_count(incident, short_week):
    incident.service.service_hours = short_week

    assert end_of_working_day(incident, FRIDAY, days=1).day == 9


def test_the_hours_of_the_team_count_before_the_rules(
    incident, short_week, team, team_lead, administrator, noon, by_night
):
    set_team_hours(team_id=team.pk, calendar=short_week, actor=team_lead, at=noon)
    keep_rules(by_night, administrator, noon)
    incident.team = team

    ends = [end_of_working_day(incident, FRIDAY, days=days) for days in (1, 2)]
    assert ends == [local(7, 16), local(10, 16)]


def test_without_hours_of_the_team_those_of_the_rules_count(
    incident, short_week, administrator, noon
):
    keep_rules(short_week, administrator, noon)

    assert end_of_working_day(incident, FRIDAY, days=1) == local(7, 16)


def test_hours_that_never_close_have_no_working_days(
    incident, by_night, administrator, noon
):
    keep_rules(by_night, administrator, noon)

    monday = datetime(2026, 3, 9, 17, tzinfo=UTC)
    assert end_of_working_day(incident, FRIDAY, days=1) == monday


def pend(desk, incident, **values):
    sent = {"waiting_for": "customer", "question": "Which picture?", **values}
    return desk.post(f"/desk/incidents/{incident.number}/pend/", sent)


def offered(incident, days=1):
    """Return what a working day from now is sent as."""
    return end_of_working_day(incident, timezone.now(), days=days).isoformat()


def test_the_next_working_day_is_chosen_at_first(desk, incident):
    form = desk.get(f"/desk/incidents/{incident.number}/pend/").context["form"]

    assert form["until"].value() == offered(incident)
    values = [value for value, _label in form["until"].field.choices]
    assert values == [offered(incident, days=days) for days in (1, 3, 5)]


def test_the_chosen_day_is_kept(desk, incident):
    pend(desk, incident, until=offered(incident, days=3))

    incident.refresh_from_db()
    expected = end_of_working_day(incident, timezone.now(), days=3)
    assert (incident.phase, incident.expected_at) == ("waiting", expected)


def test_what_was_read_before_midnight_becomes_no_other_day(desk, incident, agent):
    read_at = timezone.now() - timedelta(days=7)
    form = PendForm(user=agent, incident=incident, now=read_at)

    again = pend(desk, incident, until=form["until"].value())

    assert again.status_code == 422
    assert "Other days are offered by now" in again.content.decode()
    incident.refresh_from_db()
    assert incident.phase == "new"


def test_a_moment_of_ones_own_counts_before_the_choice(desk, incident):
    own = (timezone.now() + timedelta(days=40)).replace(second=0, microsecond=0)
    pend(desk, incident, until=offered(incident), expected_at=f"{own:%Y-%m-%dT%H:%M}")

    incident.refresh_from_db()
    assert incident.expected_at == own


@pytest.mark.parametrize(
    "values", [{"until": ""}, {"until": "99"}, {"expected_at": "soon"}]
)
def test_what_is_no_moment_is_refused(desk, incident, values):
    values = {"until": offered(incident), **values}
    assert pend(desk, incident, **values).status_code == 422
    incident.refresh_from_db()
    assert incident.phase == "new"
