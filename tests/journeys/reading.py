"""What the journeys of those who read figures have in common."""

from collections.abc import Iterator

import pytest
from django.utils.timezone import now
from playwright.sync_api import Page

from core.jobs import run_job
from core.models import Job

PASSWORD = "long-enough-1"


@pytest.fixture
def plain_page(browser, live_server) -> Iterator[Page]:
    """A page of a browser that runs no scripts."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 800},
        java_script_enabled=False,
    )
    yield context.new_page()
    context.close()


def sign_in(page: Page, user, goal: str) -> None:
    page.set_default_timeout(8000)
    page.goto(f"/accounts/login/?next={goal}")
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{goal}")


def choose_month(page: Page, month: str) -> None:
    page.get_by_label("Month").fill(month)


def finish_jobs() -> None:
    """Do what a worker would do."""
    for job in Job.objects.unfinished():
        run_job(job_id=job.pk, clock=now)
