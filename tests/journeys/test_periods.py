"""From compliance to a closed month, its revision, a what-if and a repair."""

import os

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from core.jobs import run_job
from core.models import Job
from slm.models import WhatIf
from tests.journeys.reading import sign_in
from tests.reporting.conftest import (
    HOUR,
    agreement,
    an_incident,
    draft,
    month,
    office,
    resolution,
    stored_apart,
)
from tests.slm.test_periods import closed, excluded
from tests.slm.test_repairs import of_terms, right_hours, right_terms

__all__ = [
    "agreement",
    "closed",
    "draft",
    "excluded",
    "month",
    "of_terms",
    "office",
    "resolution",
    "right_hours",
    "right_terms",
    "stored_apart",
]
pytestmark = pytest.mark.django_db(transaction=True)
NARROW = ViewportSize(width=360, height=800)


def looked_at(page: Page, findings, name: str) -> list[str]:
    """Return what is wrong about a page, wide and light as narrow and dark."""
    # What fades has no colour of its own yet.
    page.emulate_media(reduced_motion="reduce")
    wrong = list(findings(page))
    keep(page, f"{name}-wide")
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    wrong += findings(page)
    keep(page, f"{name}-narrow")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
    return wrong


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_closed_month_is_found_and_revised(
    page, findings, excluded, agreement, service_level_manager
):
    sign_in(page, service_level_manager, "/manage/compliance/?on=2026-03-01")
    assert looked_at(page, findings, "compliance") == []
    page.get_by_role("link", name="Closed months").first.click()
    assert looked_at(page, findings, "periods") == []

    page.get_by_role("link", name="Revise").click()
    page.get_by_label("Reason").fill("Approved late.")
    page.get_by_role("button", name="Revise").click()
    expect(page.get_by_role("heading", name="What revision 2 changed")).to_be_visible()
    assert looked_at(page, findings, "period") == []


def test_what_may_still_be_missed_is_said_while_a_period_runs(
    page, findings, agreement, agent, requester, service_level_manager
):
    an_incident(agent, requester, timezone.now() - HOUR)
    sign_in(page, service_level_manager, "/manage/compliance/")
    expect(page.get_by_text("Safe so far")).to_be_visible()
    assert looked_at(page, findings, "running") == []


def test_a_repair_is_read_and_approved(page, findings, of_terms, service_level_manager):
    address = f"/manage/repairs/{of_terms.number}/"
    sign_in(page, service_level_manager, address)
    assert looked_at(page, findings, "repair") == []
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("main")).to_contain_text("As it was at the decision")


def test_other_terms_are_replayed(
    page, findings, month, agreement, service_level_manager
):
    sign_in(page, service_level_manager, f"/manage/agreements/{agreement.number}/")
    page.get_by_role("link", name="What would it have meant?").click()
    page.get_by_label("From").fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    page.get_by_label("Percent of each time").fill("20")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_text("It waits for a worker.")).to_be_visible()

    run_job(job_id=Job.objects.latest("pk").pk, clock=timezone.now)
    page.goto(f"/manage/compliance/what-ifs/{WhatIf.objects.get().number}/")
    expect(page.get_by_text("Records whose verdict would be another")).to_be_visible()
    assert looked_at(page, findings, "what-if") == []
