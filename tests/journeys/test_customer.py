"""A customer's way: find the service, report, answer, confirm, rate."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from catalogue.services import edit_service
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import (
    pend_incident,
    resolve_incident,
    start_incident,
    write_on_incident,
)

pytestmark = pytest.mark.django_db(transaction=True)


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_role("textbox", name="Password").fill("long-enough-1")
    page.get_by_role("button", name="Sign in").click()


def ask(number: str, agent) -> None:
    """Begin, ask the customer for something, and wait for the answer."""
    now = timezone.now
    start_incident(number=number, actor=agent, at=now())
    write_on_incident(
        number=number,
        text="Which program do you use?",
        visibility="public",
        actor=agent,
        at=now(),
    )
    pend_incident(
        number=number,
        waiting_for="customer",
        reason="Program unknown.",
        expected_at=now() + timedelta(days=1),
        actor=agent,
        at=now(),
    )


def solve(number: str, agent) -> None:
    resolve_incident(
        number=number,
        resolution="The mailbox was full; it is larger now.",
        close_code="solved",
        actor=agent,
        at=timezone.now(),
    )


def find_and_report(page: Page) -> str:
    """Find a service by its words, report on it, and return the record's number."""
    page.get_by_label("What are you looking for?").fill("paper")
    page.get_by_label("What are you looking for?").press("Enter")
    page.get_by_role("link", name=re.compile("E-mail")).click()
    page.get_by_role("link", name="Report a problem").click()
    page.get_by_label("In one sentence: what is wrong?").fill("No mail arrives")
    page.get_by_label("Only me").check()
    page.get_by_label("I cannot work, or something important stands still").check()
    page.get_by_role("button", name="Send").click()
    return Incident.objects.get().number


def answer(page: Page, text: str) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("Waiting for you")).click()
    expect(page.get_by_text("As soon as you answer, we go on")).to_be_visible()
    page.get_by_label("Your answer").fill(text)
    page.get_by_role("button", name="Send").click()


def confirm(page: Page) -> None:
    page.reload()
    expect(page.locator(".timeline")).to_contain_text("The mailbox was full")
    page.get_by_role("button", name="Yes, it is solved").click()
    expect(here(page)).to_contain_text("Closed")


def rate(page: Page) -> None:
    page.get_by_label("Very good").check()
    page.get_by_role("button", name="Send rating").click()
    expect(page.get_by_text("5 / 5")).to_be_visible()


def here(page: Page) -> Locator:
    """Where the record is on its way."""
    return page.locator(".track [aria-current]")


def test_a_customer_from_the_search_to_the_rating(visitor, requester, service, agent):
    page = visitor
    edit_service(
        number=service.number,
        summary="Send and receive letters without paper",
        actor=system_user("core"),
        at=timezone.now(),
    )
    sign_in(page, requester.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("How can we help?")
    number = find_and_report(page)
    received = f"We have received it as {number}"
    expect(page.locator(".messages")).to_contain_text(received)
    expect(here(page)).to_contain_text("Received")

    ask(number, agent)
    answer(page, "The one on the telephone.")
    expect(here(page)).to_contain_text("Being worked on")
    expect(page.locator(".timeline")).to_contain_text("The one on the telephone.")

    solve(number, agent)
    confirm(page)
    rate(page)


def test_a_customer_says_that_it_is_not_solved(visitor, requester, incident, agent):
    page = visitor
    Incident.objects.update(opened_at=timezone.now(), updated_at=timezone.now())
    solve(incident.number, agent)
    sign_in(page, requester.email)
    page.goto(f"/records/{incident.number}/")
    page.get_by_text("No, it is not").click()
    page.get_by_label("What is still wrong?").fill("Nothing arrives yet.")
    page.get_by_role("button", name="Please take it up again").click()

    expect(here(page)).to_contain_text("Being worked on")
    expect(page.locator(".timeline")).to_contain_text("Nothing arrives yet.")
