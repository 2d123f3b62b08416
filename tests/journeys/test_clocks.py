"""Why a clock shows what it shows: to the manager in full, to the customer plainly."""

import pytest
from django.utils import timezone
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
from tests.slm.acts import supply

__all__ = ["agreement", "draft", "month", "office", "resolution", "stored_apart"]
WIDER = "document.documentElement.scrollWidth - innerWidth"
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


def test_long_words_and_narrow_screens_cut_nothing_off(
    visitor, month, requester, agent, supplier, service_level_manager
):
    page, open_one = visitor, month["open"]
    reference = {"reference": "X" * 100, "is_in_control": True}
    supply(open_one, agent, supplier, timezone.now(), **reference)
    clock = Clock.objects.get(record=open_one.pk, leg="sla")
    page.set_viewport_size({"width": 360, "height": 800})
    sign_in(page, requester, f"/promises/{clock.pk}/")
    assert page.evaluate(WIDER) <= 0
    card = page.locator(".card > .clock")
    assert card.evaluate("one => one.scrollWidth - one.clientWidth") <= 0

    page.context.clear_cookies()
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, service_level_manager, f"/manage/clocks/{clock.pk}/")
    table = page.get_by_role("region", name="Ledger")
    expect(table).to_contain_text("X" * 100)
    assert table.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
