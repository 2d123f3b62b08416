"""
One agreement in one piece, from what its customer needs to the review of a month.

Nobody waits a month in a test: what happens in the month is done through services, at
its own time; everything that people decide is done in the browser.
"""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from calendars.services import create_calendar
from core.periods import first_of, shift
from incidents.models import Incident
from incidents.services import open_incident, resolve_incident
from slm.models import Agreement, BreachCause, Clock, PeriodResult
from slm.services import sweep_clocks
from tests.journeys.test_agreements import add_a_target
from tests.journeys.test_negotiation import confirm, offer, press, seat, sign
from tests.journeys.test_requirements import document, resolve, step
from workflow.models import Meeting

__all__ = ["seat"]
pytestmark = pytest.mark.django_db(transaction=True)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEED = "Mail within the day"


@pytest.fixture
def hours(service, agent, service_level_manager):
    """Service hours around the clock; the agent answers for the service."""
    service.owner = agent.person
    service.save()
    BreachCause.objects.get_or_create(name="Tool")
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    at = timezone.now()
    return create_calendar(
        name="Shop hours",
        definition={
            "timezone": "UTC",
            "weekly": {day: [["00:00", "24:00"]] for day in days},
        },
        valid_from=at.replace(year=2016),
        actor=service_level_manager,
        at=at,
    )


def the_customer_says_what_is_needed(page):
    press(page, "Our needs")
    press(page, "Tell us what you need")
    page.get_by_label("In a few words").fill(NEED)
    page.get_by_label("What is needed, and why").fill("Orders come by mail.")
    confirm(page, "Send")
    expect(page.get_by_role("heading", level=1)).to_have_text(NEED)


def the_manager_says_it_can_be_done(page):
    page.goto("/manage/requirements/")
    press(page, NEED)
    step(page, "Assess", lambda: page.get_by_label("Assessment").fill("Two on call."))
    step(page, "Resolve", lambda: resolve(page))


def the_manager_drafts_it(page, service, month):
    page.goto("/manage/agreements/new/")
    page.get_by_label("Title").fill("Shop")
    page.locator("#id_customer").select_option("Customer")
    page.get_by_label("Valid from").fill(f"{month:%Y-%m-%d}")
    page.get_by_label(service.name).check()
    confirm(page, "Save as a draft")
    add_a_target(page)


def all_sign_it(manager, seat, representative, agent):
    number = Agreement.objects.get().number
    offer(manager)
    with seat(representative, f"/offers/{number}/") as customer:
        sign(customer, "Head of IT")
    with seat(agent, f"/manage/agreements/{number}/") as owner:
        sign(owner, "Owner of the service")
    manager.goto(f"/manage/agreements/{number}/")
    sign(manager, "By my office")
    press(manager, "Put into force")
    confirm(manager, "Put into force")
    expect(manager.get_by_text("In force").first).to_be_visible()


def the_need_is_answered(page):
    page.goto("/manage/requirements/")
    press(page, NEED)
    step(page, "Document", lambda: document(page))
    expect(page.get_by_text("Answered by")).to_be_visible()


def a_promise_is_broken(month, requester, service, agent):
    """Ten days for what was promised within two."""
    opened_at = timezone.make_aware(datetime.combine(month, time(9))) + DAY
    made = open_incident(
        incident=Incident(
            title="No orders", requester=requester.person, service=service
        ),
        actor=agent,
        at=opened_at,
    )
    at = opened_at + 10 * DAY
    resolve_incident(
        number=made.number, resolution="x", close_code="solved", actor=agent, at=at
    )
    sweep_clocks(at=at)
    return made


def it_is_explained(page, made):
    page.goto("/manage/clocks/")
    press(page, made.number)
    press(page, "Say why")
    page.get_by_label("Cause").select_option("Tool")
    confirm(page, "Save")
    expect(page.get_by_text("Tool", exact=True)).to_be_visible()


def the_month_is_closed(page, month):
    page.goto("/manage/compliance/")
    press(page, "Closed months")
    page.get_by_label("Month").fill(f"{month:%Y-%m}")
    confirm(page, "Close the month now")
    press(page, "Shop")
    expect(page.get_by_text("Goal not reached").first).to_be_visible()


def it_is_reviewed(page, representative):
    page.goto(f"/manage/agreements/{Agreement.objects.get().number}/")
    press(page, "Plan a review")
    begin = timezone.localtime() + 10 * DAY
    page.get_by_label("From").fill(f"{begin:%Y-%m-%dT10:00}")
    page.get_by_label("To", exact=True).fill(f"{begin:%Y-%m-%dT11:00}")
    page.get_by_role("main").get_by_role("button").last.click()
    press(page, "Send the notice")
    confirm(page, "Send the notice")
    expect(page.get_by_text("0 of 1 promises were kept")).to_be_visible()
    now = timezone.now()
    Meeting.objects.update(starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    page.reload()
    press(page, "Note that it was held")
    confirm(page, "Held")
    press(page, "Write the minutes")
    page.get_by_label("Minutes").fill("The tool is replaced.")
    confirm(page, "Save")
    press(page, "Approve the minutes")
    confirm(page, "Approve the minutes")
    expect(page.get_by_text("Minuted", exact=True).first).to_be_visible()


def test_from_a_need_to_the_review_of_a_month(
    seat, hours, service, service_level_manager, representative, requester, agent
):
    month = shift(first_of(timezone.now()), -1)
    with (
        seat(representative, "/agreement/") as customer,
        seat(service_level_manager, "/manage/requirements/") as manager,
    ):
        the_customer_says_what_is_needed(customer)
        the_manager_says_it_can_be_done(manager)
        the_manager_drafts_it(manager, service, month)
        all_sign_it(manager, seat, representative, agent)
        the_need_is_answered(manager)
        made = a_promise_is_broken(month, requester, service, agent)
        it_is_explained(manager, made)
        the_month_is_closed(manager, month)
        it_is_reviewed(manager, representative)
        customer.goto("/meetings/")
        press(customer, "Service review: Shop")
        expect(customer.get_by_text("The tool is replaced.")).to_be_visible()

    assert Clock.objects.get(record=made.pk).verdict == "breached"
    assert PeriodResult.objects.get().verdict == "missed"
