"""From the hand-over to a supplier to time that does not count, in the browser."""

import pytest
from playwright.sync_api import expect

from slm.models import Clock, Exclusion
from tests.journeys.reading import sign_in
from tests.reporting.conftest import (
    agreement,
    draft,
    month,
    office,
    resolution,
    stored_apart,
)

__all__ = ["agreement", "draft", "month", "office", "resolution", "stored_apart"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_an_incident_goes_to_a_supplier_and_comes_back(
    visitor, month, supplier, agent, requester
):
    page, number = visitor, month["open"].number
    sign_in(page, agent, f"/desk/incidents/{number}/")
    page.get_by_role("link", name="Hand to supplier").click()
    page.get_by_label("Supplier", exact=True).select_option(str(supplier.pk))
    page.get_by_label("Their reference").fill("4711")
    page.get_by_label("The supplier: it decides").check()
    page.get_by_role("button", name="Hand to supplier").click()

    facts = page.get_by_role("region", name="With a supplier")
    expect(facts).to_contain_text(f"In the hands of {supplier}")
    expect(facts).to_contain_text("4711")
    page.get_by_role("link", name="Take back").click()
    page.get_by_label("Why").fill("Their part is changed.")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("region", name="With a supplier")).to_have_count(0)
    expect(page.locator(".timeline")).to_contain_text("Their part is changed.")


def test_time_is_excluded_from_the_request_to_the_explanation(
    visitor, month, agent, service_level_manager
):
    page, late = visitor, month["late"]
    clock = Clock.objects.get(record=late.pk)
    sign_in(page, agent, f"/manage/clocks/{clock.pk}/")
    page.get_by_role("link", name="Request an exclusion").click()
    page.get_by_label("What happened, or is planned").fill("Their power was cut.")
    page.get_by_label("From", exact=True).fill("2026-03-10T12:00")
    page.get_by_label("To", exact=True).fill("2026-03-10T15:00")
    page.get_by_role("button", name="Request").click()
    asked = Exclusion.objects.get()
    expect(page.locator("main")).to_contain_text(asked.number)

    page.context.clear_cookies()
    sign_in(page, service_level_manager, f"/manage/exclusions/{asked.number}/")
    expect(page.locator("main")).to_contain_text("March 2026: Breached → Met: 1")
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    page.goto(f"/manage/clocks/{clock.pk}/")
    expect(page.locator("main")).to_contain_text(asked.number)
    expect(page.locator("main")).to_contain_text("Met")
