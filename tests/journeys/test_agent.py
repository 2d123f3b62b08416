"""An agent's day: a call comes in, is worked on, waits, goes on, and is resolved."""

import re

import pytest
from playwright.sync_api import Page, expect

from incidents.models import Incident
from tests.incidents.desk import make_incidents

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "long-enough-1"


def sign_in(page: Page, user):
    page.goto("/accounts/login/?next=/desk/")
    page.set_default_timeout(8000)
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()


@pytest.fixture
def plain_page(browser, live_server):
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 800},
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


def state(page: Page):
    return page.locator(".page-head .chip").first


def work_it_to_the_end(page: Page):
    """From the new incident's page to resolved, as a mouse would do it."""
    page.get_by_role("button", name="Start work").click()
    expect(state(page)).to_have_text("In progress")

    page.get_by_label(re.compile("Reply to")).fill("Which mouse is it?")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".timeline")).to_contain_text("Which mouse is it?")

    page.get_by_role("link", name="Let it wait").click()
    page.get_by_role("radio", name="Customer").check()
    page.get_by_label("What exactly").fill("Asked for the model.")
    page.get_by_label("In three working days").check()
    page.get_by_role("button", name="Let it wait").click()
    expect(state(page)).to_have_text("Waiting for customer")

    page.get_by_role("button", name="Resume work").click()
    page.get_by_role("link", name="Resolve").click()
    page.get_by_label("What was done").fill("Battery changed.")
    page.get_by_label("How it ended").select_option("solved")
    page.get_by_role("button", name="Resolve").click()
    expect(state(page)).to_have_text("Resolved")
    expect(page.locator(".timeline")).to_contain_text("resolved it (Solved)")


def choose_the_caller(page: Page, incident: Incident):
    # The caller has the focus: nothing but typing from here on.
    page.keyboard.type("rita", delay=20)
    expect(page.get_by_role("radio", name="Rita Requester")).to_be_checked()
    expect(page.locator("#caller-card")).to_contain_text(incident.number)
    expect(page.locator("#id_service optgroup[label=Customer]")).to_be_attached()
    expect(page.locator("select[name=service]")).to_have_count(1)


def describe_the_matter(page: Page, incident: Incident):
    page.get_by_label("What is the matter?").focus()
    page.keyboard.type("Mail client shows a dead mouse", delay=10)
    expect(page.locator("#similar")).to_contain_text(incident.number)
    page.get_by_label("Impact").select_option("1")
    page.get_by_label("Urgency").select_option("1")
    expect(page.locator("#priority-preview")).to_contain_text("Critical")
    page.get_by_label("What is the matter?").press("Enter")


def test_a_call_is_logged_and_worked_from_the_keyboard(
    page, agent, requester, service, incident
):
    sign_in(page, agent)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New incident")).to_be_visible()
    choose_the_caller(page, incident)
    describe_the_matter(page, incident)

    expect(page.get_by_role("heading", name="dead mouse")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_role("status")).to_contain_text("It is yours now.")
    work_it_to_the_end(page)

    made = Incident.objects.exclude(pk=incident.pk).get()
    assert (made.priority, made.assignee, made.state) == (1, agent.person, "resolved")


def test_a_caller_is_chosen_with_the_arrows(page, agent, requester, representative):
    sign_in(page, agent)
    page.goto("/desk/incidents/new/")
    # A slow machine searches while it is typed; the arrows choose of what comes last.
    with page.expect_response(re.compile(r"caller=customer(&|$)")):
        page.keyboard.type("customer", delay=20)
    expect(page.get_by_role("radio", name="Rita Requester")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")

    expect(page.get_by_role("radio", name="Rolf Representative")).to_be_checked()
    card = page.locator("#caller-card")
    expect(card).to_contain_text("Rolf Representative")


def test_an_unknown_caller_is_logged_from_the_keyboard(page, agent, customer):
    sign_in(page, agent)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="New incident")).to_be_visible()
    page.keyboard.type("Nora Newcomer", delay=20)
    expect(page.get_by_role("radio", name="New person: Nora")).to_be_checked()
    for typed in ("", "", "Customer", "nora@customer.example", "", "Mouse is dead"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Mouse is dead")).to_be_visible()
    made = Incident.objects.get().requester
    assert (made.name, made.email) == ("Nora Newcomer", "nora@customer.example")
    page.get_by_label(re.compile("Reply to Nora")).fill("Which mouse is it?")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".timeline")).to_contain_text("Which mouse is it?")


def test_coming_back_to_the_queue_finds_the_place(page, agent, requester, noon):
    make_incidents(3, requester, agent, noon)
    sign_in(page, agent)
    for key in ("j", "j", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Incident 1")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("link", name="Incident 1")).to_be_focused()


def test_the_same_without_scripting(plain_page, agent, requester, representative):
    page = plain_page
    sign_in(page, agent)
    page.get_by_role("link", name="New incident").first.click()
    page.get_by_label("Caller").fill("customer")
    page.get_by_label("What is the matter?").fill("Mouse is dead")
    page.get_by_role("button", name="Log incident").click()
    page.get_by_label(re.compile("Rita Requester")).check()
    page.get_by_role("button", name="Log incident").click()
    page.get_by_role("button", name="Assign to me").click()
    work_it_to_the_end(page)

    assert Incident.objects.get().requester == requester.person


def test_the_keyboard_moves_through_the_queue(page, agent, requester, noon):
    first, _second = make_incidents(2, requester, agent, noon)
    sign_in(page, agent)
    page.goto("/desk/?team=")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/desk/incidents/{first.number}/"))

    page.keyboard.press("r")
    expect(page.get_by_label(re.compile("Reply to"))).to_be_focused()
    page.keyboard.type("not sent, i n ?")
    page.get_by_role("link", name="Queue").first.focus()
    page.keyboard.press("i")
    expect(page.get_by_label(re.compile("Internal note"))).to_be_focused()

    page.reload()
    reply = page.get_by_label(re.compile("Reply to"))
    expect(reply).to_have_value("not sent, i n ?")
    page.get_by_role("link", name="Queue").first.focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_filters_narrow_the_queue_while_typing(page, agent, requester, noon):
    make_incidents(12, requester, agent, noon)
    sign_in(page, agent)
    page.goto("/desk/?team=")
    page.get_by_label("Words").fill("Incident 11")
    expect(page.locator("[data-rows] tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("q=Incident"))
    expect(page.get_by_label("Words")).to_be_focused()
