"""Once a year: planned, assessed, decided, the catalogue brought in line, the desk told."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from catalogue.services import edit_service
from core.services import deliver_outbox
from slm.models import CapabilityAssessment
from tests.journeys.reading import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def plan(page):
    page.get_by_role("link", name="New capability assessment").click()
    page.get_by_role("button", name="Plan").click()
    take(page, "Begin to assess")


def assess(page):
    page.get_by_role("row", name="E-mail").get_by_role("link", name="E-mail").click()
    page.get_by_label("Demand").fill("Twice the space.")
    page.get_by_label("Capability now").fill("Half of it.")
    page.get_by_label("Extend").check()
    page.get_by_label("Change that it leads to").fill("RFC 17: storage")
    page.get_by_role("button", name="Save").click()
    take(page, "Decide")


def take(page, step):
    page.get_by_role("link", name=step, exact=True).click()
    page.get_by_role("button", name=step, exact=True).click()


def test_a_year_is_assessed_decided_and_told(
    page, service, service_level_manager, agent, findings
):
    sign_in(page, service_level_manager, "/manage/capability/")
    plan(page)
    assess(page)
    at = datetime.now(UTC)
    by = {"actor": service_level_manager, "at": at}
    edit_service(number=service.number, summary="100 GB each.", **by)
    page.get_by_role("row", name="E-mail").get_by_role("link", name="E-mail").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Note as carried out")).to_be_visible()
    assert findings(page) == []
    take(page, "Note as carried out")
    expect(page.get_by_text("Carried out").first).to_be_visible()
    assert CapabilityAssessment.objects.get().state == "carried_out"

    deliver_outbox(at=at + timedelta(hours=1))
    page.context.clear_cookies()
    sign_in(page, agent, "/inbox/")
    expect(page.get_by_text("decided what becomes of services").first).to_be_visible()
