import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.design_urls"),
]

PAGES = [
    "/design/",
    "/design/queue/",
    "/design/record/",
    "/design/form/",
    "/design/dashboard/",
    "/design/portal/",
    "/accounts/login/",
    "/accounts/password/reset/",
    "/nowhere/",
]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_in_both_themes_and_widths(page, findings, path):
    found = {}
    for theme in ("light", "dark"):
        for width in (1280, 360):
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(path)
            found[theme, width] = findings(page)

    assert [one for one in found.items() if one[1]] == []


def test_pages_obey_the_content_security_policy(page):
    refused = []
    page.on("console", lambda message: refused.append(message.text))
    page.on("pageerror", lambda error: refused.append(str(error)))

    for path in PAGES[:7]:
        page.goto(path)
        page.wait_for_load_state("networkidle")

    assert refused == []


def test_the_theme_is_chosen_and_remembered(page, live_server):
    get_user_model().objects.create_user("ada@example.com", "long-enough-1")
    page.goto("/accounts/login/?next=/design/portal/")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_role("textbox", name="Password").fill("long-enough-1")
    page.get_by_role("button", name="Sign in").click()
    page.locator(".menu-user summary").click()
    page.get_by_role("button", name="Dark").click()

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_the_queue_is_walked_from_the_keyboard(page):
    page.goto("/design/queue/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")

    expect(page.locator("tr.is-current")).to_contain_text("INC-000412")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("VPN drops")


def test_shortcuts_stay_out_of_text_fields(page):
    page.goto("/design/queue/")
    page.get_by_label("Words").press_sequentially("n?")

    expect(page.get_by_label("Words")).to_have_value("n?")
    expect(page.locator("#keyboard-help")).not_to_be_visible()


def test_the_help_opens_and_closes(page):
    page.goto("/design/queue/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()

    page.keyboard.press("Escape")
    expect(page.locator("#keyboard-help")).not_to_be_visible()


def test_a_draft_outlives_the_page(page):
    page.goto("/design/record/")
    page.keyboard.press("r")
    page.keyboard.type("Please try the other gateway.")

    page.goto("/design/queue/")
    page.goto("/design/record/")

    draft = page.get_by_label("Write to the customer")
    expect(draft).to_have_value("Please try the other gateway.")


def test_filters_refresh_only_the_list(page):
    page.goto("/design/queue/")
    page.evaluate("document.body.dataset.same = 'page'")
    page.get_by_label("Priority").select_option("2")
    expect(page).to_have_url(re.compile("priority=2"))
    page.get_by_label("Priority").select_option("3")

    expect(page).to_have_url(re.compile(r"\?[^?]*priority=3"))
    assert page.url.count("priority=") == 1
    expect(page.locator("body")).to_have_attribute("data-same", "page")


def test_a_failed_request_is_announced_and_keeps_the_page(page):
    page.goto("/design/queue/")
    page.route("**/design/queue/?**", lambda route: route.fulfill(status=500))
    page.get_by_label("Priority").select_option("2")

    expect(page.get_by_role("status")).to_contain_text("That did not work")
    expect(page.get_by_text("VPN drops every few minutes")).to_be_visible()


def test_lists_are_filtered_without_scripting(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/design/queue/")
    page.get_by_label("Priority").select_option("2")
    page.get_by_role("button", name="Filter").click()

    expect(page).to_have_url(re.compile("priority=2"))
    expect(page.locator(".needs-script").first).to_be_hidden()
    context.close()
