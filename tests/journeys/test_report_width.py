"""The customer's report uses the width that there is: no column is cut off."""

import pytest
from playwright.sync_api import expect

from accounts.models import Person
from reporting.services import issue_report
from tests.journeys.reading import sign_in
from tests.reporting.conftest import (
    FIRST_OF_APRIL,
    MARCH,
    availability,
    draft,
    office,
    outage,
    promised,
)

__all__ = ["availability", "draft", "office", "outage", "promised"]
pytestmark = pytest.mark.django_db(transaction=True)
CUT_OFF = "all => all.filter(one => one.scrollWidth > one.clientWidth).length"


def test_at_1440_every_table_of_a_report_is_seen_whole(
    page, outage, customer, representative, service_level_manager
):
    report = issue_report(
        customer=customer, month=MARCH, actor=service_level_manager, at=FIRST_OF_APRIL
    )
    # German words are the longest that it is read in.
    Person.objects.filter(pk=representative.person.pk).update(language="de")
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, representative, f"/reports/{report.number}/")

    tables = page.locator(".table-scroll:has(.targets)")
    expect(page.get_by_text("Vereinbarte Servicezeit").first).to_be_visible()
    assert tables.evaluate_all(CUT_OFF) == 0
