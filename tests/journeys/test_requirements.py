"""A customer says what is needed; a service level manager answers it."""

import pytest
from playwright.sync_api import expect

from tests.journeys.reading import sign_in
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "office", "resolution"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_need_becomes_a_documented_answer(
    page, representative, service_level_manager, agreement
):
    sign_in(page, representative, "/agreement/")
    page.get_by_role("main").get_by_role("link", name="Our needs").click()
    page.get_by_role("link", name="Tell us what you need").click()
    page.get_by_label("In a few words").fill("Faster mail")
    page.get_by_label("What is needed, and why").fill("Eight hours at most.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Faster mail")

    page.context.clear_cookies()
    sign_in(page, service_level_manager, "/manage/requirements/")
    page.get_by_role("link", name="Faster mail").click()
    step(page, "Assess", lambda: page.get_by_label("Assessment").fill("Two on call."))
    step(page, "Resolve", lambda: resolve(page))
    step(page, "Document", lambda: document(page))

    expect(page.get_by_text("Answered by")).to_be_visible()
    expect(
        page.get_by_role("link", name=f"{agreement.number} version 1")
    ).to_be_visible()


def step(page, name, fill):
    page.locator("main").get_by_role("link", name=name, exact=True).click()
    fill()
    page.get_by_role("button", name=name).click()


def resolve(page):
    page.get_by_label("Can be done").check()
    page.get_by_label("Reason").fill("It is promised already.")


def document(page):
    page.get_by_label("Answered", exact=True).check()
    page.locator("input[name=targets]").check()
