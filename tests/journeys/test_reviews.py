"""From the call of a review to the improvement that it triggers, seen from both sides."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from calendars.hours import Budget
from calendars.services import create_calendar
from core.periods import first_of, shift
from governance.models import Improvement
from reporting.services import issue_report
from slm.models import Agreement
from slm.services import Wording, add_target, create_agreement, plan_review
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.journeys.reading import sign_in
from workflow.models import Meeting, Task

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
WEEK = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.fixture
def review(customer, provider, representative, service_level_manager, files):
    """A review that is planned for an agreement, with the report of last month."""
    at = timezone.now()
    by = {"actor": service_level_manager, "at": at}
    month = shift(first_of(at), -1)
    calendar = create_calendar(
        name="Office",
        definition={"timezone": "UTC", "weekly": WEEK},
        valid_from=at.replace(year=2016),
        **by,
    )
    party = {"provider": provider, "customer": customer}
    agreement = create_agreement(
        agreement=Agreement(leg="sla", title="Workplace", **party),
        wording=Wording(valid_from=month),
        **by,
    )
    budgets: dict[int | None, Budget] = {None: Budget(8 * 3600)}
    terms = TargetTerms(metric="resolution", calendar=calendar, budgets=budgets)
    add_target(number=agreement.number, terms=terms, **by)
    put_into_force(number=agreement.number, **by)
    issue_report(customer=customer, month=month, **by)
    return plan_review(number=agreement.number, starts_at=at + 10 * DAY, **by)


def the_manager_calls_it(page: Page, review: Meeting) -> None:
    assert review.about
    page.goto("/manage/reviews/")
    months = page.get_by_role("region", name="By month")
    months.get_by_role("link", name=review.about.agreement.title).click()
    page.get_by_role("link", name="Send the notice").click()
    page.get_by_role("button", name="Send the notice").click()
    expect(page.get_by_text("Called", exact=True).first).to_be_visible()


def the_customer_queries_a_figure(page: Page) -> None:
    page.goto("/reports/")
    page.locator("main table tbody a").first.click()
    page.get_by_role("link", name="Query this figure: Resolution").click()
    page.get_by_label("Question").fill("Why none at all?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Resolution")


def the_query_leads_the_agenda(page: Page) -> None:
    page.goto("/meetings/")
    page.get_by_role("link", name="Service review: Workplace").click()
    expect(page.get_by_role("heading", level=3).first).to_contain_text("1. Query QRY-")


def it_is_held_and_minuted(page: Page, review: Meeting) -> None:
    # Nobody waits ten days in a test.
    now = timezone.now()
    span = {"starts_at": now - timedelta(hours=2), "ends_at": now - timedelta(hours=1)}
    Meeting.objects.filter(pk=review.pk).update(**span)
    page.goto(f"/manage/meetings/{review.number}/")
    expect(page.get_by_role("heading", level=3).first).to_contain_text("1. Query QRY-")
    page.get_by_role("link", name="Note that it was held").click()
    page.get_by_role("button", name="Held").click()
    page.get_by_role("link", name="Give a task").click()
    page.get_by_label("What is to be done").fill("Explain the figure.")
    page.get_by_label("To be done by").select_option(label="Sara Level (Provider)")
    page.get_by_label("Until").fill(f"{timezone.localdate() + 9 * DAY:%Y-%m-%d}")
    page.get_by_role("button", name="Give").click()
    page.get_by_role("link", name="Write the minutes").click()
    page.get_by_label("Minutes").fill("The figure was discussed.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Approve the minutes").click()
    page.get_by_role("button", name="Approve the minutes").click()
    expect(page.get_by_text("Minuted", exact=True).first).to_be_visible()


def an_improvement_is_raised(page: Page) -> None:
    page.get_by_role("link", name="Raise an improvement").click()
    page.get_by_label("Title").fill("Say more in reports")
    page.get_by_label("What is to become better, and how").fill("Nought is explained.")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Proposed", exact=True).first).to_be_visible()


def test_a_review_from_its_call_to_an_improvement(
    browser, live_server, findings, review, representative, service_level_manager
):
    manager, customer = (
        browser.new_context(base_url=live_server.url).new_page() for _one in range(2)
    )
    sign_in(manager, service_level_manager, "/manage/reviews/")
    sign_in(customer, representative, "/reports/")

    the_manager_calls_it(manager, review)
    the_customer_queries_a_figure(customer)
    the_query_leads_the_agenda(customer)
    assert findings(customer) == []
    it_is_held_and_minuted(manager, review)
    assert findings(manager) == []
    an_improvement_is_raised(manager)

    customer.reload()
    expect(customer.get_by_text("The figure was discussed.")).to_be_visible()
    assert Improvement.objects.get().about == review.item
    assert Task.objects.get().item == review.item
