from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from calendars.services import create_calendar
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.system_users import system_user
from core.versions import StaleVersion
from incidents.models import IncidentRules
from incidents.selectors import closing_limit
from incidents.services import (
    change_incident_rules,
    close_resolved_incidents,
    reopen_incident,
    resolve_incident,
)
from incidents.tasks import close_resolved_incidents as close_task
from records.models import Record
from tests.incidents.desk import make_incidents

pytestmark = pytest.mark.django_db


def day(number, hour=12):
    """An hour of a day of March 2026, whose 4th is a Wednesday."""
    return datetime(2026, 3, number, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "resolved_by"),
    [
        (day(11), day(4)),
        (day(10), day(3)),
        (day(13, 23), day(6, 23)),
        (day(14), day(9, 0)),
        (day(15, 23), day(9, 0)),
        (day(16), day(9)),
    ],
)
def test_weekends_do_not_count_among_five_working_days(at, resolved_by):
    assert closing_limit(at) == resolved_by


def test_working_days_without_a_calendar_are_the_providers(settings):
    settings.TIME_ZONE = "Europe/Berlin"

    # Monday half past midnight there, while it is Sunday still in London.
    late = timedelta(minutes=30)
    assert closing_limit(day(15, 23) + late) == day(8, 23) + late


def test_holidays_of_the_calendar_do_not_count(service_level_manager, noon):
    weekly = {name: [["09:00", "17:00"]] for name in ("mon", "tue", "wed", "thu")}
    calendar = create_calendar(
        name="Four days",
        definition={
            "timezone": "Europe/Berlin",
            "weekly": weekly,
            "holidays": ["2026-03-10"],
        },
        valid_from=noon - timedelta(days=90),
        actor=service_level_manager,
        at=noon,
    )
    change_incident_rules(
        closing_days=2,
        reopening_days=30,
        calendar=calendar,
        actor=service_level_manager,
        at=noon,
    )
    assert closing_limit(day(12)) == day(9)


def test_nothing_closes_a_minute_early(resolved_incident, noon):
    actor = system_user("incidents")
    due = day(11)
    assert close_resolved_incidents(actor=actor, at=due - timedelta(minutes=1)) == 0
    assert close_resolved_incidents(actor=actor, at=due) == 1
    assert close_resolved_incidents(actor=actor, at=due) == 0

    event = Event.objects.get(item=resolved_incident.item, name="incident.closed")
    assert (event.actor, event.occurred_at) == (actor, due)


def test_what_was_reopened_does_not_close(resolved_incident, requester, noon):
    reopen_incident(
        number=resolved_incident.number, reason="Again.", actor=requester, at=noon
    )
    assert close_resolved_incidents(actor=system_user("incidents"), at=day(30)) == 0


def test_the_timetable_closes(resolved_incident):
    assert close_task() == 1


def test_one_that_cannot_be_closed_keeps_no_other_open(
    resolved_incident, requester, agent, noon
):
    (other,) = make_incidents(1, requester, agent, noon)
    done = {"resolution": "x", "close_code": "solved", "actor": agent}
    resolve_incident(number=other.number, at=noon + timedelta(hours=1), **done)
    # No service would store this.
    Record.objects.filter(pk=resolved_incident.pk).update(title="")

    assert close_resolved_incidents(actor=system_user("incidents"), at=day(30)) == 1
    phases = Record.objects.order_by("pk").values_list("phase", flat=True)
    assert list(phases) == ["done", "closed"]


def test_a_requester_does_not_close_for_everybody(resolved_incident, auditor):
    with pytest.raises(PermissionDenied):
        close_resolved_incidents(actor=auditor, at=day(30))


def test_the_periods_are_settable(
    resolved_incident, service_level_manager, requester, noon
):
    change_incident_rules(
        closing_days=1, reopening_days=2, actor=service_level_manager, at=noon
    )
    with pytest.raises(TransitionNotAllowed):
        reopen_incident(
            number=resolved_incident.number, reason="x", actor=requester, at=day(7)
        )
    assert close_resolved_incidents(actor=system_user("incidents"), at=day(5)) == 1
    event = Event.objects.get(name="incident.rules_changed")
    assert event.changes == {"closing_days": [5, 1], "reopening_days": [30, 2]}


def test_only_who_manages_them_changes_the_rules(agent, noon):
    with pytest.raises(PermissionDenied):
        change_incident_rules(closing_days=1, reopening_days=1, actor=agent, at=noon)


@pytest.mark.parametrize("days", [{"closing_days": 0}, {"closing_days": 99}, {}])
def test_rules_out_of_range_are_refused(days, service_level_manager, noon):
    values = {"closing_days": 5, "reopening_days": 30, **days}
    with pytest.raises(ValidationError):
        change_incident_rules(**values, actor=service_level_manager, at=noon)
    assert IncidentRules.objects.get().closing_days == 5


def test_of_two_who_saw_the_same_rules_one_saves(service_level_manager, noon):
    by = {"reopening_days": 30, "actor": service_level_manager, "at": noon}
    change_incident_rules(closing_days=3, version=1, **by)

    with pytest.raises(StaleVersion):
        change_incident_rules(closing_days=4, version=1, **by)
    assert IncidentRules.objects.get().closing_days == 3


def test_the_page_of_the_rules_says_what_another_set_meanwhile(
    client, administrator, noon
):
    type(administrator).objects.filter(pk=administrator.pk).update(is_staff=True)
    client.force_login(administrator)
    url = reverse("admin:incidents_incidentrules_change", args=[1])
    mine = {"closing_days": 4, "reopening_days": 30, "calendar": "", "version": 1}
    assert b'name="version" value="1"' in client.get(url).content
    change_incident_rules(
        closing_days=3, reopening_days=30, actor=administrator, at=noon
    )

    page = client.post(url, mine).content.decode()

    assert "Somebody else changed this meanwhile." in page
    assert "Closed after: 3" in page
    assert IncidentRules.objects.get().closing_days == 3
    assert client.post(url, {**mine, "version": 2}).status_code == 302
    assert IncidentRules.objects.get().closing_days == 4
