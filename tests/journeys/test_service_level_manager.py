"""A service level manager's first of the month: what is late, why, and the report."""

import re

import pytest
from playwright.sync_api import Page, expect

from core.models import Job
from reporting.models import ServiceReport
from tests.journeys.reading import choose_month, finish_jobs, plain_page, sign_in
from tests.reporting.conftest import (
    agreement,
    draft,
    month,
    office,
    resolution,
    stored_apart,
)

__all__ = [
    "agreement",
    "draft",
    "month",
    "office",
    "plain_page",
    "resolution",
    "stored_apart",
]
pytestmark = pytest.mark.django_db(transaction=True)


def from_the_dashboard_to_the_report(page: Page, user) -> str:
    """Return what the report's file is called."""
    look_at_the_breaches(page, user)
    issue_the_report(page)
    return decide_and_download(page)


def look_at_the_breaches(page: Page, user) -> None:
    sign_in(page, user, "/manage/")
    expect(page.get_by_role("heading", level=1, name="Service levels")).to_be_visible()
    page.goto("/manage/?month=2026-03")
    page.get_by_role("link", name=re.compile("Breached 2")).click()
    expect(page.get_by_text("2 rows")).to_be_visible()


def issue_the_report(page: Page) -> None:
    page.get_by_role("link", name="Service reports").first.click()
    page.get_by_role("link", name=re.compile("Issue a report")).click()
    page.get_by_label("Customer").select_option("Customer")
    choose_month(page, "2026-03")
    page.get_by_role("button", name="Issue the report").click()
    expect(page.get_by_role("heading", name="Long work")).to_be_visible()
    finish_jobs()

    page.goto(f"/jobs/{Job.objects.get().pk}/")
    page.get_by_role("link", name="Open the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customer, March 2026")
    expect(page.locator("main")).to_contain_text("2 of 4 clocks")


def decide_and_download(page: Page) -> str:
    page.get_by_role("link", name="Keep a decision").click()
    page.get_by_label("What was decided").fill("Train the desk.")
    page.get_by_role("button", name="Keep the decision").click()
    expect(page.locator("main")).to_contain_text("Train the desk.")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    return download.value.suggested_filename


def test_from_the_dashboard_to_the_report(page, month, service_level_manager):
    name = from_the_dashboard_to_the_report(page, service_level_manager)

    assert name.startswith("RPT-")


def test_from_the_dashboard_to_the_report_without_scripting(
    plain_page, month, service_level_manager
):
    name = from_the_dashboard_to_the_report(plain_page, service_level_manager)

    assert name.startswith("RPT-")


def test_issuing_again_without_a_reason_keeps_what_was_entered(
    page, month, service_level_manager
):
    from_the_dashboard_to_the_report(page, service_level_manager)
    page.get_by_role("link", name="Issue a revision").click()
    page.get_by_role("button", name="Issue the report").click()

    expect(page.locator("main")).to_contain_text("say why again")
    expect(page.get_by_label("Month")).to_have_value("2026-03")
    assert ServiceReport.objects.count() == 1


def test_the_pages_are_accessible_in_both_themes_and_widths(
    page, month, service_level_manager, findings
):
    from_the_dashboard_to_the_report(page, service_level_manager)
    report = ServiceReport.objects.get().number
    found = {}
    for path in (
        "/manage/?month=2026-03",
        "/manage/clocks/",
        "/manage/reports/",
        f"/manage/reports/{report}/",
        "/manage/reports/new/",
    ):
        for theme in ("light", "dark"):
            for width in (1280, 360):
                page.emulate_media(color_scheme=theme)
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(path)
                found[path, theme, width] = findings(page)

    assert [one for one in found.items() if one[1]] == []
