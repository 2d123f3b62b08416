"""The line that says what a printed dashboard is about is for paper alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.reading import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_shows_in_print_and_not_on_the_screen(page: Page, service_level_manager):
    sign_in(page, service_level_manager, "/manage/")
    said = page.locator("main p.print-only")
    expect(said).to_be_hidden()
    page.emulate_media(media="print")
    expect(said).to_be_visible()
    expect(said).to_contain_text("All customers")
