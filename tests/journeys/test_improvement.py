"""From a promise narrowly kept to an improvement, done and held against its baseline."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from core.periods import first_of, shift
from governance.models import Improvement
from tests.journeys.reading import sign_in
from tests.slm.acts import HOUR, resolve
from tests.slm.conftest import agreement, draft, incident_of, office, resolution

__all__ = ["agreement", "draft", "incident_of", "office", "resolution"]
pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def narrow(agreement, incident_of, agent, settings):
    """Last month, with a promise kept with more of its time used than is thought safe."""
    settings.NARROW_PERCENT = 1
    month = shift(first_of(timezone.now()), -1)
    at = datetime.combine(month, time(10), UTC) + 9 * DAY
    resolve(incident_of(at), agent, at + HOUR)
    return month


def test_a_near_miss_becomes_an_improvement_with_a_result(
    page, narrow, agreement, service_level_manager, findings
):
    sign_in(page, service_level_manager, f"/manage/compliance/?on={narrow}")
    propose(page, service_level_manager.person)
    for step in ("Approve", "Start", "Implemented"):
        take(page, step)
    expect(page.get_by_role("link", name="Verify the effect")).to_be_visible()
    # Nobody waits for the months to be measured in a test.
    done = datetime.combine(narrow, time(10), UTC) - DAY
    Improvement.objects.update(opened_at=done - DAY, resolved_at=done)
    verify(page)
    figures = page.locator("section", has=page.locator("#figures-title"))
    expect(figures).to_contain_text("Baseline")
    expect(figures).to_contain_text("Result")
    behind = page.locator("section", has=page.locator("#rows-title"))
    expect(behind.get_by_role("link").first).to_contain_text("INC-")
    assert findings(page) == []
    made = Improvement.objects.get()
    assert (made.state, made.about) == ("verified", agreement.item)
    assert None not in (made.baseline_at, made.result_at)


def propose(page, owner):
    page.get_by_role("link", name="Raise an improvement").first.click()
    page.get_by_label("What is to become better").fill("Two more people at noon.")
    page.get_by_label("Owner").select_option(label=str(owner))
    page.get_by_label("Until").fill("2099-01-01")
    page.get_by_label("Target").fill("100")
    page.get_by_role("button", name="Propose").click()


def verify(page):
    page.get_by_role("link", name="Verify the effect").click()
    page.get_by_label("What it brought").fill("Nobody waits at noon.")
    page.get_by_label("It was effective").check()
    page.get_by_role("button", name="Verify the effect").click()


def take(page, step):
    page.get_by_role("link", name=step, exact=True).click()
    page.get_by_role("button", name=step, exact=True).click()
