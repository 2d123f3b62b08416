"""An agreement from draft to force, as its three parties see it."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from calendars.hours import Budget
from calendars.services import create_calendar
from slm.models import Agreement
from slm.services import Wording, add_target, create_agreement
from slm.terms import TargetTerms
from tests.journeys.reading import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(provider, customer, service, agent, service_level_manager):
    """A draft about one service, which the agent owns."""
    service.owner = agent.person
    service.save()
    by = {"actor": service_level_manager, "at": timezone.now()}
    office = create_calendar(
        name="Office",
        definition={"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}},
        valid_from=timezone.now(),
        **by,
    )
    made = create_agreement(
        agreement=Agreement(
            leg="sla", title="Mail for you", provider=provider, customer=customer
        ),
        wording=Wording(valid_from=date(2090, 1, 1), services=[service]),
        **by,
    )
    terms = TargetTerms("resolution", office, {None: Budget(4 * 3600)})
    terms = replace(terms, responsible=service_level_manager.person)
    add_target(number=made.number, terms=terms, **by)
    return made


@pytest.fixture
def seat(browser, live_server):
    """A browser in which somebody is signed in, at a page."""

    @contextmanager
    def sit(user, path):
        context = browser.new_context(base_url=live_server.url)
        page = context.new_page()
        sign_in(page, user, path)
        yield page
        context.close()

    return sit


def press(page, name):
    page.get_by_role("link", name=name, exact=True).first.click()


def confirm(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def sign(page, authority):
    press(page, "Sign")
    page.get_by_label("By what right").fill(authority)
    page.get_by_label("I have read this wording").check()
    confirm(page, "Sign")
    expect(page.get_by_role("cell", name=authority)).to_be_visible()


def offer(page):
    press(page, "Offer")
    confirm(page, "Offer")
    expect(page.get_by_text("In negotiation").first).to_be_visible()


def reword(page):
    press(page, "Edit")
    page.get_by_label("What is agreed").fill("Mail is answered within the day.")
    confirm(page, "Save")
    expect(page.get_by_text("what was signed is void")).to_be_visible()


def comment_and_sign(page):
    press(page, "Comment")
    page.get_by_label("Comment").fill("Say within the day.")
    confirm(page, "Comment")
    expect(page.get_by_text("Say within the day.", exact=True)).to_be_visible()
    sign(page, "Head of IT")


def sign_as_owner(seat, agent, at_desk):
    with seat(agent, at_desk) as page:
        sign(page, "Owner of mail")


def test_offered_commented_changed_signed_by_all_and_in_force(
    seat, draft, service_level_manager, representative, agent, findings
):
    at_desk, at_home = f"/manage/agreements/{draft.number}/", f"/offers/{draft.number}/"
    with seat(service_level_manager, at_desk) as manager:
        offer(manager)
        with seat(representative, at_home) as customer:
            comment_and_sign(customer)
            assert findings(customer) == []
            manager.reload()
            reword(manager)
            customer.reload()
            expect(customer.get_by_text("It is being reworded.")).to_be_visible()
            offer(manager)
            customer.reload()
            expect(customer.get_by_text("Mail is answered")).to_be_visible()
            sign(customer, "Head of IT, again")
        sign_as_owner(seat, agent, at_desk)
        manager.reload()
        sign(manager, "Service level manager of this house")
        assert findings(manager) == []
        press(manager, "Put into force")
        confirm(manager, "Put into force")
        expect(manager.get_by_text("To come").first).to_be_visible()
    assert draft.versions.get().status == "in_force"
