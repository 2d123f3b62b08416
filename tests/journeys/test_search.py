"""Looking for something: from the keyboard, without scripts, and to link it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.incidents.desk import make_incidents
from tests.journeys.reading import plain_page, sign_in
from workflow.models import Link

__all__ = ["plain_page"]
pytestmark = pytest.mark.django_db(transaction=True)


def search_for(page: Page, text: str) -> None:
    page.get_by_role("banner").get_by_role("searchbox").fill(text)
    page.keyboard.press("Enter")


def test_everything_is_found_from_the_keyboard(page, agent, requester, noon, findings):
    first, _second = make_incidents(2, requester, agent, noon)
    sign_in(page, agent, "/desk/")
    page.keyboard.press("/")
    page.keyboard.type("Rita")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    expect(page.get_by_role("link", name="Rita Requester")).to_be_visible()
    assert findings(page) == []

    search_for(page, str(int(first.number[4:])))
    expect(page.get_by_role("heading", name="With this number")).to_be_visible()
    page.get_by_role("heading", name="Search").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/desk/incidents/{first.number}/"))


def test_without_scripts_words_find_what_to_link(plain_page, agent, requester, noon):
    first, second = make_incidents(2, requester, agent, noon)
    sign_in(plain_page, agent, "/desk/")
    search_for(plain_page, first.number)
    expect(plain_page).to_have_url(re.compile(first.number))

    plain_page.get_by_text("Link to another").click()
    plain_page.get_by_label("Number or words").fill(second.title)
    plain_page.get_by_role("button", name="Link", exact=True).click()
    expect(plain_page.get_by_text("Linked.")).to_be_visible()
    assert Link.objects.get().target == second.item
