"""A browser, and what every journey asks of the pages it sees."""

import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright runs an event loop of its own, in which Django sees danger.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            chromium_sandbox=False,
            args=["--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser, live_server) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1280, "height": 800}
    )
    yield context.new_page()
    context.close()


@pytest.fixture(params=[True, False], ids=["with scripting", "without scripting"])
def visitor(request, browser, live_server) -> Iterator[Page]:
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=request.param,
        viewport={"width": 1280, "height": 800},
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def findings() -> Callable[[Page], list[str]]:
    """What axe finds on the page, and whether the page scrolls sideways."""
    axe = Axe()

    def look(page: Page) -> list[str]:
        # A click returns once the next page has begun to arrive.
        page.wait_for_load_state()
        violations = axe.run(page).response["violations"]
        found = [f"{v['id']}: {v['nodes'][0]['html']}" for v in violations]
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        return [*found, f"{width} px too wide"] if width > 0 else found

    return look
