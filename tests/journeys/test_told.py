"""Somebody writes, somebody else is told, and what belongs together is kept so."""

import pytest
from playwright.sync_api import expect

from core.models import Job
from core.services import deliver_outbox
from core.system_users import system_user
from incidents.services import assign_incident, write_on_incident
from sms.demo import context
from sms.demo.sign_ins import write_sign_ins
from tests.journeys.reading import sign_in
from tests.notifications.conftest import LATER
from tests.workflow.conftest import PNG

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("files"),
]


@pytest.fixture
def told(incident, team, agent, team_lead, requester, noon):
    """The agent got the incident, and then an answer of the requester."""
    number = incident.number
    assign_incident(
        number=number, team=team, person=agent.person, actor=team_lead, at=noon
    )
    write_on_incident(
        number=number,
        text="It happens again.",
        visibility="public",
        actor=requester,
        at=noon,
    )
    while deliver_outbox(at=LATER):
        pass
    return incident


@pytest.mark.parametrize("width", [1280, 360])
def test_from_the_bell_to_the_record_and_back(visitor, told, agent, width):
    visitor.set_viewport_size({"width": width, "height": 800})
    sign_in(visitor, agent, "/inbox/")
    expect(visitor.locator(".count-dot")).to_contain_text("2")
    visitor.click(f"text={told.number}: Rita Requester wrote")
    visitor.wait_for_url(f"**/desk/incidents/{told.number}/")
    expect(visitor.locator(".count-dot")).to_contain_text("1")

    visitor.click("text=Attach a file")
    visitor.set_input_files(
        "input[type=file]",
        {"name": "screen.png", "mimeType": "image/png", "buffer": PNG},
    )
    visitor.click("button:has-text('Attach')")
    expect(visitor.get_by_text("Attached.")).to_be_visible()
    expect(visitor.locator("a:has-text('screen.png')").first).to_be_visible()

    visitor.click("button:has-text('Watch')")
    expect(visitor.locator("button:has-text('Stop watching')")).to_be_visible()


def test_the_inbox_and_what_it_opens_are_accessible(page, told, agent, findings):
    sign_in(page, agent, "/inbox/")
    assert findings(page) == []

    page.click(f"text={told.number}: Rita Requester wrote")
    page.wait_for_url(f"**/desk/incidents/{told.number}/")
    assert findings(page) == []


def test_how_one_is_told_is_chosen(visitor, told, agent):
    sign_in(visitor, agent, "/inbox/preferences/")

    box = visitor.locator("input[name='incident.assigned-mail']")
    box.uncheck()
    visitor.click("text=Save")
    expect(visitor.get_by_text("Saved how you want to be told.")).to_be_visible()
    expect(box).not_to_be_checked()


def test_the_inbox_is_read_and_emptied(visitor, told, agent):
    page = visitor
    sign_in(page, agent, "/inbox/")
    expect(page.locator(".count-dot")).to_contain_text("2")

    page.get_by_role("button", name="Mark as read").first.click()
    expect(page.locator(".count-dot")).to_contain_text("1")
    page.get_by_role("button", name="Mark as read").first.click()
    expect(page.locator(".count-dot")).to_have_count(0)
    assert agent.notifications.filter(read_at=None).count() == 0


def test_the_making_of_demonstration_data_is_shown(
    visitor, agent, noon, settings, tmp_path, monkeypatch
):
    settings.STATE_DIR = tmp_path
    monkeypatch.setattr(context, "_seen", (0.0, None))
    write_sign_ins()
    made = {"kind": "demonstration", "owner": system_user("sms"), "state": "running"}
    when = {"created_at": noon, "heard_at": noon}
    Job.objects.create(**made, **when, done=420, total=1500)
    sign_in(visitor, agent, "/desk/")

    expect(visitor.get_by_label("Demonstration data is being made")).to_be_visible()
