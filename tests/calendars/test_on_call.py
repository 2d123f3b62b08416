"""Who of a team is on call, and who is told outside its hours."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import TeamMembership
from calendars.models import OnCallShift
from calendars.on_call import (
    Rotation,
    cancel_shift,
    is_there,
    on_call,
    plan_on_call,
    set_team_hours,
)
from calendars.rota import weekly_turns
from core.models import Event
from core.roles import Role
from slm.choices import Whom
from slm.escalation import Step
from slm.models import Clock
from slm.selectors.telling import people_to_tell
from tests.conftest import sign_up
from tests.slm.chained import weekdays

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 3, 2)
AT_WORK = datetime(2026, 3, 4, 12, tzinfo=UTC)
AT_NIGHT = datetime(2026, 3, 4, 22, tzinfo=UTC)


@pytest.fixture
def hours(service_level_manager, noon):
    return weekdays(service_level_manager, noon)


@pytest.fixture
def by(team_lead, noon):
    return {"actor": team_lead, "at": noon}


@pytest.fixture
def rota(team, hours, by):
    """The team is there on weekdays from 8 to 16."""
    return set_team_hours(team_id=team.pk, calendar=hours, **by)


@pytest.fixture
def planned(rota, team, agent, team_lead, by):
    """Agent and lead take turns for four weeks."""
    return plan_on_call(team_id=team.pk, rotation=turns(agent, team_lead), **by)


def turns(*users, first=MONDAY, weeks=4):
    people = [user.person for user in users]
    return Rotation(people, first, time(8), weeks)


def test_members_take_turns_by_the_week(planned, team, agent, team_lead):
    week = timedelta(days=7)

    assert on_call(team, AT_NIGHT) == agent.person
    assert on_call(team, AT_NIGHT + week) == team_lead.person
    assert on_call(team, AT_NIGHT + 4 * week) is None
    assert Event.objects.named("on_call.planned").count() == 1


def test_a_team_without_hours_is_always_there(team, second_team, rota):
    assert is_there(second_team, AT_NIGHT)
    assert is_there(team, AT_WORK)
    assert not is_there(team, AT_NIGHT)


def test_nobody_is_on_call_twice(planned, team, agent, by):
    with pytest.raises(ValidationError, match="already"):
        plan_on_call(
            team_id=team.pk, rotation=turns(agent, first=date(2026, 3, 20)), **by
        )
    assert OnCallShift.objects.count() == 4


def test_what_cannot_be_planned_is_refused(team, second_team, rota, agent, auditor, by):
    over = MONDAY - timedelta(days=7)
    days = [turns(agent, first=day) for day in (date.min, date.max, over)]
    for rotation in (turns(), turns(auditor), turns(agent, weeks=0), *days):
        with pytest.raises(ValidationError):
            plan_on_call(team_id=team.pk, rotation=rotation, **by)
    assert not OnCallShift.objects.exists()


def test_only_leads_of_the_team_plan(
    rota, planned, team, second_team, agent, provider, noon
):
    other = sign_up("Lea Lead", provider, Role.TEAM_LEAD)
    TeamMembership.objects.create(team=second_team, person=other.person, is_lead=True)
    for actor in (agent, other):
        with pytest.raises(PermissionDenied):
            plan_on_call(team_id=team.pk, rotation=turns(agent), actor=actor, at=noon)
        with pytest.raises(PermissionDenied):
            cancel_shift(shift_id=planned[0].pk, actor=actor, at=noon)


def test_a_shift_is_cancelled_once(planned, team, by):
    cancel_shift(shift_id=planned[0].pk, **by)

    assert on_call(team, AT_NIGHT) is None
    with pytest.raises(OnCallShift.DoesNotExist):
        cancel_shift(shift_id=planned[0].pk, **by)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    with pytest.raises(ValidationError):
        cancel_shift(shift_id=planned[1].pk, actor=by["actor"], at=later)


def clock_of(team):
    from incidents.models import Incident

    return Clock(record=Incident(team=team), leg="sla")


def test_outside_its_hours_whoever_is_on_call_stands_for_the_team(
    planned, team, agent, team_lead
):
    clock, step = clock_of(team), Step(1, 100, Whom.TEAM)

    at_work = people_to_tell(clock, step, AT_WORK)
    assert {person.pk for person in at_work} == {agent.person.pk, team_lead.person.pk}
    assert people_to_tell(clock, step, AT_NIGHT) == [agent.person]
    assert people_to_tell(clock, Step(1, 100, Whom.ON_CALL), AT_WORK) == [agent.person]


def test_a_lead_plans_on_the_pages(client, rota, team, agent, team_lead):
    client.force_login(team_lead)
    data = {"turn_1": agent.person.pk, "first_day": "2100-01-04", "weeks": 2}
    url = reverse("on_call_plan", args=[team.pk])
    assert client.post(url, {**data, "changes_at": "09:00"}).status_code == 302
    assert client.post(url, {**data, "changes_at": "x"}).status_code == 422
    page = client.get(reverse("on_call_detail", args=[team.pk])).content.decode()

    assert page.count("Anna Agent") >= 2
    cancel = reverse(
        "on_call_cancel", args=[team.pk, OnCallShift.objects.earliest("pk").pk]
    )
    assert client.get(cancel).status_code == 200
    assert client.post(cancel).status_code == 302
    assert OnCallShift.objects.count() == 1
    client.force_login(agent)
    assert client.get(url).status_code == 403


def test_turns_are_taken_in_the_order_that_a_lead_chose(
    client, rota, team, agent, team_lead, stranger
):
    client.force_login(team_lead)
    anna, lead = agent.person.pk, team_lead.person.pk
    data = {"first_day": "2100-01-04", "weeks": 3, "changes_at": "09:00"}
    url = reverse("on_call_plan", args=[team.pk])
    offered = client.get(url).context["form"]
    assert [offered[name].value() for name in offered.turns] == [str(anna), str(lead)]
    outside = {**data, "turn_1": stranger.person.pk}
    assert [client.post(url, sent).status_code for sent in (data, outside)] == [422] * 2
    sent = {**data, "turn_1": lead, "turn_2": anna}
    assert client.post(url, sent).status_code == 302
    turns = OnCallShift.objects.order_by("starts_at").values_list("person", flat=True)
    assert list(turns) == [lead, anna, lead]


@given(st.integers(1, 5), st.integers(1, 60), st.integers(0, 3650))
def test_turns_follow_each_other_without_gap_or_overlap(people, weeks, day):
    first = MONDAY + timedelta(days=day)
    zone = ZoneInfo("Europe/Berlin")
    found = list(weekly_turns(range(people), first, time(8), zone, weeks))

    assert [who for who, _start, _end in found] == [n % people for n in range(weeks)]
    for (_one, _start, end), (_two, start, _end) in pairwise(found):
        assert end == start
        assert start.hour == 8
