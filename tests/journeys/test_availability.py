"""An outage, from the incident that told of it to its customer's dispute."""

import pytest
from playwright.sync_api import expect

from core.kinds import item_url
from slm.models import Outage
from slm.services import add_target
from tests.factories.slm import put_into_force
from tests.journeys.reading import sign_in
from tests.slm.acts import HOUR, TEN
from tests.slm.conftest import availability, draft, office, who

__all__ = ["availability", "draft", "office", "who"]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def promised(draft, availability, who):
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    return draft


def report(page):
    """Say on the page of an incident that it is an outage."""
    page.get_by_role("link", name="This is an outage of E-mail").click()
    page.locator("#id_start").fill("2026-03-04T09:00")
    page.locator("#id_end").fill("2026-03-04T11:00")
    page.get_by_label("Users affected").fill("40")
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("is recorded.")).to_be_visible()
    outage = Outage.objects.get()
    assert (outage.users, outage.end) == (40, TEN + 2 * HOUR)
    return outage


def test_an_outage_is_reported_confirmed_and_disputed(
    visitor, promised, resolved_incident, agent, service_level_manager, representative
):
    page = visitor
    sign_in(page, agent, item_url(resolved_incident.item))
    outage = report(page)

    page.context.clear_cookies()
    sign_in(page, service_level_manager, "/manage/availability/?month=2026-03")
    expect(page.get_by_text("Goal not reached")).to_be_visible()
    page.get_by_role("link", name="99.731").click()
    page.get_by_role("link", name=outage.number).click()
    page.get_by_role("link", name="Confirm").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Outage confirmed")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, representative, f"/promises/outages/{outage.number}/")
    page.get_by_role("link", name="This is not right").click()
    page.get_by_label("Why").fill("It was the whole day.")
    page.get_by_role("button", name="Dispute").click()
    expect(page.get_by_text("It was the whole day.")).to_be_visible()
    assert Outage.objects.get().state == "disputed"
