"""An auditor's day: choose clauses, get the pack, check it, change nothing."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from core.models import Job
from tests.journeys.reading import finish_jobs, plain_page, sign_in
from tests.reporting.conftest import (
    agreement,
    draft,
    month,
    office,
    resolution,
    stored_apart,
)

__all__ = [
    "agreement",
    "draft",
    "month",
    "office",
    "plain_page",
    "resolution",
    "stored_apart",
]
pytestmark = pytest.mark.django_db(transaction=True)


def collect_the_evidence(page: Page, user, folder) -> Path:
    """Have the clauses collected, and return the pack that was downloaded."""
    sign_in(page, user, "/manage/evidence/")
    page.get_by_role("link", name="New pack").click()
    for clause in ("6.1", "6.2", "8.1"):
        page.get_by_label(clause).check()
    page.get_by_label("First day").fill("2026-03-01")
    page.get_by_label("Last day").fill("2026-03-31")
    page.get_by_label("Prepared for").fill("Certification body")
    page.get_by_role("button", name="Collect the evidence").click()
    expect(page.get_by_role("heading", name="Long work")).to_be_visible()
    finish_jobs()

    page.goto(f"/jobs/{Job.objects.get().pk}/")
    page.get_by_role("link", name="Open the result").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("6.1, 6.2, 8.1")
    expect(page.locator("main")).to_contain_text("Every incident recorded")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    pack: Path = folder / "pack.pdf"
    download.value.save_as(pack)
    return pack


def verified(pack: Path) -> str:
    said = StringIO()
    call_command("verify_evidence", str(pack), stdout=said)
    return said.getvalue()


def test_the_evidence_is_collected_and_holds(page, month, auditor, tmp_path):
    pack = collect_the_evidence(page, auditor, tmp_path)

    assert "ALTERED" not in verified(pack)


def test_the_evidence_is_collected_without_scripting(
    plain_page, month, auditor, tmp_path
):
    pack = collect_the_evidence(plain_page, auditor, tmp_path)

    assert "ALTERED" not in verified(pack)


def test_the_auditor_is_offered_nothing_that_changes_a_report(page, month, auditor):
    sign_in(page, auditor, "/manage/reports/")

    expect(page.get_by_role("link", name="Issue a report")).to_have_count(0)
