import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from slm.exchange import import_agreement
from slm.models import Agreement
from tests.factories.slm import sign_for_all
from tests.journeys.reading import sign_in
from tests.slm.test_exchange import TEXT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agreement(administrator, service_level_manager) -> Agreement:
    service_level_manager.groups.add(*administrator.groups.all())
    now = timezone.now()
    return import_agreement(TEXT, actor=service_level_manager, at=now).agreement


@pytest.fixture
def signed_in(page: Page, service_level_manager) -> Page:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(service_level_manager.email)
    page.locator("input[name=password]").fill("long-enough-1")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    return page


def sign(agreement, actor):
    sign_for_all(number=agreement.number, actor=actor, at=timezone.now())


def test_a_new_version_is_made_changed_and_put_into_force(
    signed_in, agreement, service_level_manager
):
    signed_in.goto(f"/manage/agreements/{agreement.number}/")
    signed_in.get_by_role("link", name="New version").click()
    signed_in.get_by_role("button", name="Make a new version").click()
    expect(signed_in.get_by_text("Say from which day it is valid.")).to_be_visible()

    signed_in.get_by_role("link", name="Edit First response, urgent").click()
    signed_in.get_by_label("Critical").fill("20 min")
    signed_in.get_by_role("button", name="Save").click()
    signed_in.get_by_role("link", name="Edit", exact=True).click()
    signed_in.get_by_label("Valid from").fill("2030-01-01")
    signed_in.get_by_role("button", name="Save").click()
    sign(agreement, service_level_manager)
    signed_in.get_by_role("link", name="Put into force").click()
    signed_in.get_by_role("button", name="Put into force").click()

    expect(signed_in.get_by_text("To come").first).to_be_visible()
    expect(signed_in.get_by_role("cell", name="20 min")).to_be_visible()


def make_a_calendar(page):
    page.get_by_role("link", name="New calendar").click()
    page.get_by_label("Name").fill("Shop hours")
    page.get_by_label("Valid from").fill("2026-01-01")
    for day in ("Monday", "Tuesday"):
        page.get_by_label(day).fill("09:00-17:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Shop hours")


def make_an_agreement(page):
    page.get_by_role("link", name="New agreement").click()
    page.get_by_label("Title").fill("Shop")
    page.locator("#id_customer").select_option("Customer")
    page.get_by_label("Valid from").fill("2030-01-01")
    page.get_by_role("button", name="Save as a draft").click()


def add_a_target(page):
    page.get_by_role("link", name="Add a target", exact=True).click()
    page.get_by_label("What is measured").select_option("resolution")
    page.get_by_label("Service hours").select_option("Shop hours")
    page.get_by_label("Critical").fill("4 h")
    page.get_by_label("All others").fill("2 d")
    page.get_by_label("Responsible for measuring").select_option("Sara Level")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Target added.")).to_be_visible()


def test_from_a_new_calendar_to_an_agreement_in_force(
    visitor, service_level_manager, customer
):
    page = visitor
    sign_in(page, service_level_manager, "/manage/calendars/")
    make_a_calendar(page)
    page.goto("/manage/agreements/")
    make_an_agreement(page)
    add_a_target(page)
    sign(Agreement.objects.get(), service_level_manager)
    page.get_by_role("link", name="Put into force").click()
    page.get_by_role("button", name="Put into force").click()

    expect(page.get_by_text("To come").first).to_be_visible()
    assert Agreement.objects.get().versions.get().status == "in_force"
