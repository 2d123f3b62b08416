"""What was written is kept until it is stored, and no longer than its writer wants."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.reading import PASSWORD, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_session_that_ends_while_one_writes_loses_nothing(page, agent, incident):
    address = f"/desk/incidents/{incident.number}/"
    sign_in(page, agent, address)
    page.get_by_label(re.compile("Reply to")).fill("Which mouse is it?")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Send reply").click()

    page.locator("#id_login").fill(agent.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{address}")
    reply = page.get_by_label(re.compile("Reply to"))
    expect(reply).to_have_value("Which mouse is it?")

    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".timeline")).to_contain_text("Which mouse is it?")
    expect(reply).to_have_value("")


def test_a_draft_that_nobody_wants_is_discarded(page, agent):
    sign_in(page, agent, "/desk/")
    page.keyboard.press("n")
    title = page.get_by_label("What is the matter?")
    title.fill("Mail is")
    page.goto("/desk/")
    page.goto("/desk/incidents/new/")
    expect(title).to_have_value("Mail is")

    page.get_by_role("button", name="Discard it").click()

    expect(title).to_have_value("")
    page.reload()
    expect(title).to_have_value("")


def test_a_key_acts_on_the_row_one_moved_to(page, agent, incident):
    sign_in(page, agent, "/desk/")
    page.get_by_role("link", name="All open").click()
    expect(page.locator("main")).to_contain_text(incident.title)
    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(page.get_by_role("heading", level=1)).to_contain_text("1 incident")
    expect(page.locator("main")).to_contain_text(incident.title)
