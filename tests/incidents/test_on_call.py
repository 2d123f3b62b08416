"""Who is on call, as the desk is led to it."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calendars.on_call import Rotation, plan_on_call, set_team_hours
from core.navigation import Door, navigation_for
from sms.navigation import ENTRIES
from tests.slm.chained import weekdays

pytestmark = pytest.mark.django_db


def behind_the_desk(user):
    sections = navigation_for(user, path="/desk/", entries=ENTRIES).sections
    return [link.url for section in sections[Door.DESK.value] for link in section.links]


@pytest.mark.parametrize("role", ["agent", "team_lead", "auditor"])
def test_the_navigation_of_the_desk_leads_to_who_is_on_call(cast, role):
    assert reverse("on_call_list") in behind_the_desk(cast[role])


def test_customers_are_not_led_there(cast):
    for role in ("requester", "representative"):
        assert behind_the_desk(cast[role]) == []


def test_the_page_names_who_is_on_call_now(
    client, cast, team, agent, team_lead, service_level_manager, noon
):
    hours = weekdays(service_level_manager, noon)
    by = {"actor": team_lead, "at": noon}
    set_team_hours(team_id=team.pk, calendar=hours, **by)
    now = timezone.now()
    monday = now.date() - timedelta(days=now.weekday())
    rotation = Rotation([agent.person], monday, time(0), 4)
    plan_on_call(team_id=team.pk, rotation=rotation, **by)
    client.force_login(cast["agent"])

    rows = client.get(reverse("on_call_list")).context["rows"]
    assert [one.person for one in rows if one.team == team] == [agent.person]
