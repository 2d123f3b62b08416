"""A storm of breaches: told in one message, taken up on the page of a clock."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from core.services import deliver_outbox
from slm.models import Escalation
from slm.services import sweep_clocks
from tests.journeys.reading import sign_in
from tests.slm.acts import HOUR, TEN
from tests.slm.conftest import draft, office, resolution
from tests.slm.test_escalation import opened
from tests.slm.test_escalation_pages import by, stepped

__all__ = ["by", "draft", "office", "resolution", "stepped"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def storm(stepped, requester, service, agent, team, team_lead):
    """Six breaches at once, of which the lead is told."""
    for place in range(6):
        opened(requester, service, agent, team, title=f"Storm {place}")
    sweep_clocks(at=TEN + 9 * HOUR)
    deliver_outbox(at=datetime.now(UTC) + HOUR)


def test_a_step_is_told_with_others_and_taken_up(page, storm, team_lead, findings):
    sign_in(page, team_lead, "/inbox/")
    digest = page.get_by_text("6 promises run out of time, or are broken", exact=True)
    expect(digest).to_be_visible()
    clock = Escalation.objects.earliest("pk").clock_id
    page.goto(f"/manage/clocks/{clock}/")
    told = page.locator("section", has=page.locator("#escalations-title"))
    expect(told).to_contain_text("together with others")
    assert findings(page) == []

    told.get_by_role("button", name="Acknowledge").click()
    page.goto(f"/manage/clocks/{clock}/")
    expect(told).to_contain_text("acknowledged by Tom Lead")
    expect(told.get_by_role("button", name="Acknowledge")).to_have_count(0)
    taken = Escalation.objects.exclude(acknowledged_at=None)
    assert taken.get().acknowledged_by == team_lead
