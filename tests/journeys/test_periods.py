"""From compliance to a closed month, its revision, a what-if and a repair."""

import os

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from core.jobs import run_job
from core.models import Event, Job
from core.services import deliver_outbox
from slm.models import Clock, Repair, WhatIf
from slm.selectors.recalculating import FOLLOWED
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
from tests.slm.test_repairs import right_hours
from tests.slm.test_what_if import tighter

__all__ = [
    "agreement",
    "closed",
    "draft",
    "excluded",
    "month",
    "office",
    "resolution",
    "right_hours",
    "stored_apart",
    "tighter",
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
    page.wait_for_url("**/manage/compliance/periods/**")
    assert looked_at(page, findings, "periods") == []

    page.get_by_role("link", name="Revise").click()
    page.get_by_label("Reason").fill("Approved late.")
    page.get_by_role("button", name="Revise").click()
    expect(page.get_by_role("heading", name="What revision 2 changed")).to_be_visible()
    assert looked_at(page, findings, "period") == []


def test_what_may_still_be_missed_is_said_while_a_period_runs(
    page, findings, agreement, agent, requester, service_level_manager
):
    an_incident(agent, requester, timezone.now())
    sign_in(page, service_level_manager, "/manage/compliance/")
    expect(page.get_by_text("Nothing fell due yet")).to_be_visible()
    assert looked_at(page, findings, "running") == []


def ask_for_the_repair(page: Page, version) -> str:
    page.get_by_label("Right version of a calendar").select_option(str(version.pk))
    page.get_by_label("Holds from").fill("2026-03-01")
    page.get_by_label("What was wrong").fill("The office opened at ten.")
    page.get_by_role("button", name="Request").click()
    expect(page.get_by_text("As it would be now.")).to_be_visible()
    return Repair.objects.get().number


def test_wrong_hours_are_put_right_once(
    page, findings, month, right_hours, team_lead, service_level_manager
):
    sign_in(page, team_lead, "/manage/repairs/new/")
    address = f"/manage/repairs/{ask_for_the_repair(page, right_hours)}/"
    expect(page.locator("main")).to_contain_text(month["met"].number)
    assert looked_at(page, findings, "repair") == []

    page.context.clear_cookies()
    sign_in(page, service_level_manager, address)
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("main")).to_contain_text("As it was at the decision")
    expect(page.get_by_text("Clocks being recalculated")).to_be_visible()
    while deliver_outbox(at=timezone.now() + HOUR):
        pass
    page.reload()
    expect(page.get_by_text("Clocks being recalculated")).to_have_count(0)
    expect(page.get_by_role("link", name="Approve")).to_have_count(0)
    assert Event.objects.named(FOLLOWED["repair"]).count() == 1
    assert Clock.objects.get(record=month["met"].pk).elapsed_seconds == 0


def test_a_tighter_draft_is_replayed(
    page, findings, month, tighter, agreement, service_level_manager
):
    draft = f"/manage/agreements/{agreement.number}/?version=2"
    sign_in(page, service_level_manager, draft)
    page.get_by_role("link", name="What would it have meant?").click()
    page.get_by_label("From").fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    page.get_by_role("button", name="Replay").click()
    expect(page.get_by_text("It waits for a worker.")).to_be_visible()

    run_job(job_id=Job.objects.latest("pk").pk, clock=timezone.now)
    page.goto(f"/manage/compliance/what-ifs/{WhatIf.objects.get().number}/")
    expect(page.get_by_text("Records whose verdict would be another")).to_be_visible()
    lines = page.get_by_role("region", name="Records whose verdict would be another")
    for name in ("met", "paused"):
        expect(lines).to_contain_text(month[name].number)
    assert looked_at(page, findings, "what-if") == []
