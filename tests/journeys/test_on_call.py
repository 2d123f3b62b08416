"""Who is on call: the hours of a team, turns in a chosen order, and who it is now."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from calendars.models import OnCallShift
from tests.calendars.test_on_call import hours
from tests.journeys.reading import sign_in

__all__ = ["hours"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lead_plans_turns_and_sees_who_is_on_call(
    visitor, hours, team, agent, team_lead
):
    page = visitor
    sign_in(page, team_lead, f"/manage/on-call/{team.pk}/")
    page.get_by_role("link", name="Set its hours").click()
    page.get_by_label("Hours of the team").select_option(label=str(hours))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Plan turns").click()
    page.get_by_label("Turn 1").select_option(label=str(team_lead.person))
    page.get_by_label("Turn 2").select_option(label=str(agent.person))
    page.get_by_label("First day").fill(f"{timezone.localdate():%Y-%m-%d}")
    page.get_by_label("Changes at").fill("00:00")
    page.get_by_label("Weeks").fill("3")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Tom Lead is on call.")).to_be_visible()
    page.goto("/manage/on-call/")
    row = page.get_by_role("row", name=str(team))
    expect(row).to_contain_text("Tom Lead")
    turns = OnCallShift.objects.order_by("starts_at").values_list("person", flat=True)
    lead, other = team_lead.person.pk, agent.person.pk
    assert list(turns) == [lead, other, lead]
