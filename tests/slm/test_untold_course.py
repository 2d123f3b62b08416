"""What nobody told of the course of an outage is not shown as if it had been told."""

from dataclasses import replace

import pytest
from django.urls import reverse

from slm.services import OutageTerms, report_outage
from tests.slm.acts import HOUR, TEN
from tests.slm.test_availability_pages import APRIL, MARCH, outage, promised

__all__ = ["outage", "promised"]
pytestmark = pytest.mark.django_db


def test_what_nobody_said_of_its_course_is_said(
    client, outage, service, agent, auditor
):
    quarter, terms = HOUR / 4, OutageTerms.of(outage)
    terms = replace(terms, start=TEN + 3 * HOUR, end=TEN + 5 * HOUR)
    found = replace(terms, detected_at=terms.start + quarter)
    report_outage(terms=found, actor=agent, at=APRIL)
    client.force_login(auditor)
    url = f"{reverse('availability_service', args=[service.number])}?month={MARCH}"

    page = " ".join(client.get(url).text.split())
    assert (
        "to detect 15 min · to take up 1 h 45 min (1 h 45 min of it: when it was"
        in page
    )
    later = replace(terms, start=TEN + 6 * HOUR, end=TEN + 7 * HOUR)
    repaired = replace(later, repaired_at=later.start + quarter)
    report_outage(terms=repaired, actor=agent, at=APRIL)
    page = " ".join(client.get(url).text.split())
    assert "to restore 45 min" in page
    assert page.count(" of it: ") == 1
