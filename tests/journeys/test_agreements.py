import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from slm.exchange import import_agreement
from slm.models import Agreement
from tests.slm.test_exchange import TEXT

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = (
    "/manage/agreements/",
    "/manage/agreements/new/",
    "/manage/agreements/{agreement}/",
    "/manage/agreements/{agreement}/terminate/",
    "/manage/agreements/{agreement}/targets/new/",
    "/manage/calendars/",
    "/manage/calendars/{calendar}/",
    "/manage/calendars/{calendar}/edit/",
    "/manage/priorities/",
)


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


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible(width, scheme, signed_in, agreement, findings):
    signed_in.set_viewport_size({"width": width, "height": 800})
    signed_in.emulate_media(color_scheme=scheme)
    target = agreement.versions.get().targets.first()
    names = {"agreement": agreement.number, "calendar": target.calendar.number}
    found = {}
    for address in PAGES:
        signed_in.goto(address.format(**names))
        found[address] = findings(signed_in)

    assert {address: problems for address, problems in found.items() if problems} == {}


def test_a_new_version_is_made_changed_and_put_into_force(signed_in, agreement):
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
    signed_in.get_by_role("link", name="Put into force").click()
    signed_in.get_by_role("button", name="Put into force").click()

    expect(signed_in.get_by_text("To come").first).to_be_visible()
    expect(signed_in.get_by_role("cell", name="20 min")).to_be_visible()
