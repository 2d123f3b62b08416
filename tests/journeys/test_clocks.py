"""Why a clock shows what it shows: to the manager in full, to the customer plainly."""

import pytest
from playwright.sync_api import expect

from slm.models import Clock
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


def test_from_the_list_of_clocks_to_the_explanation(
    visitor, month, service_level_manager
):
    page, late = visitor, month["late"]
    sign_in(page, service_level_manager, "/manage/clocks/")
    page.get_by_role("link", name=late.number).first.click()

    clock = Clock.objects.get(record=late.pk)
    expect(page).to_have_url(f"/manage/clocks/{clock.pk}/")
    expect(page.locator("main")).to_contain_text("2 h")
    page.locator("main").get_by_role("link", name=late.number).first.click()
    expect(page.locator("main")).to_contain_text("Late")


def test_from_ones_record_to_what_was_promised(visitor, month, requester):
    page, late = visitor, month["late"]
    sign_in(page, requester, f"/records/{late.number}/")
    page.get_by_role("link", name="A solution").click()

    clock = Clock.objects.get(record=late.pk)
    expect(page).to_have_url(f"/promises/{clock.pk}/")
    expect(page.locator("main")).to_contain_text("8 h")
