"""A catalogue's way: offered, read and signed in the portal, changed since."""

import os

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from calendars.services import create_calendar
from catalogue.services import (
    add_dependency,
    create_component,
    create_service,
    edit_service,
)
from slm.models import AgreedCatalogue
from tests.journeys.test_customer import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def furnish(service, team, by) -> None:
    """Give the service hours, words and something to rest on."""
    hours = create_calendar(
        name="Office hours",
        definition={
            "timezone": "Europe/Berlin",
            "weekly": {"mon": [["08:00", "18:00"]]},
        },
        valid_from=by["at"].replace(year=2020),
        **by,
    )
    edit_service(
        number=service.number,
        summary="Mailboxes",
        included="A mailbox\nA calendar",
        service_hours=hours,
        **by,
    )
    directory = create_service(name="Directory", state="live", is_supporting=True, **by)
    add_dependency(number=service.number, on_service=directory, role="Names", **by)
    for name in ("First node", "Second node"):
        part = create_component(name=name, team=team, **by)
        add_dependency(number=directory.number, on_component=part, group="Nodes", **by)


def look(page: Page, findings, name: str) -> None:
    """Find nothing wrong with the page, wide and light, narrow and dark."""
    assert findings(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    # Colours fade from one theme into the other.
    page.reload()
    assert findings(page) == []
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-dark.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def offer(page: Page, customer, findings) -> None:
    page.goto(f"/manage/catalogues/of/{customer.pk}/")
    page.get_by_role("button", name="Draft a version").click()
    expect(page.get_by_role("link", name="Offer to the customer")).to_be_visible()
    look(page, findings, "draft")
    page.get_by_role("link", name="Offer to the customer").click()
    page.get_by_role("button", name="Offer to the customer").click()
    expect(page.get_by_text("It is “Offered” now.")).to_be_visible()


def sign(page: Page, findings) -> None:
    page.goto("/our-catalogue/")
    page.get_by_role("link", name="Read and sign").click()
    expect(page.get_by_role("link", name="Sign", exact=True)).to_be_visible()
    look(page, findings, "offered")
    page.get_by_role("link", name="Sign", exact=True).click()
    page.get_by_label("On whose authority you sign").fill("Head of IT")
    page.get_by_role("button", name="Sign").click()
    expect(page.get_by_text("Nothing: you get what you signed.")).to_be_visible()


def test_it_is_offered_signed_and_changed_since(
    browser, live_server, service, customer, team, findings,
    service_level_manager, representative,
):  # fmt: skip
    by = {"actor": service_level_manager, "at": timezone.now()}
    furnish(service, team, by)
    manager, theirs = (
        browser.new_context(base_url=live_server.url).new_page() for _ in range(2)
    )
    sign_in(manager, service_level_manager.email)
    sign_in(theirs, representative.email)
    offer(manager, customer, findings)
    sign(theirs, findings)
    edit_service(number=service.number, included="A mailbox", **by)

    theirs.goto("/our-catalogue/")
    expect(theirs.locator("del")).to_contain_text("A calendar")
    look(theirs, findings, "changed")
    for path in ("catalogues/", "mismatches/", f"services/{service.number}/"):
        manager.goto(f"/manage/{path}")
        look(manager, findings, path.replace("/", "-"))
    manager.goto("/manage/catalogues/")
    expect(manager.get_by_role("cell", name="Changed since")).to_be_visible()
    assert AgreedCatalogue.objects.get().authority == "Head of IT"
