"""An exclusion names the reports whose figures it changes, until they are revised."""

import pytest
from django.urls import reverse

from reporting.services import issue_report
from slm.models import Exclusion
from slm.services import approve_exclusion, request_exclusion
from tests.reporting.conftest import HOUR, LATER, MARCH, TENTH

pytestmark = pytest.mark.django_db


def asked_for(service, actor):
    three_hours = Exclusion(
        reason="customer",
        text="x",
        start=TENTH + 3 * HOUR,
        end=TENTH + 6 * HOUR,
        service=service,
    )
    return request_exclusion(exclusion=three_hours, actor=actor, at=LATER)


def test_issued_reports_are_named_until_they_are_revised(
    client, month, customer, service, agent, service_level_manager
):
    by = {"actor": service_level_manager}
    report = issue_report(customer=customer, month=MARCH, **by, at=LATER)
    asked = asked_for(service, agent)
    client.force_login(service_level_manager)
    url = reverse("exclusion_detail", args=[asked.number])
    assert report.number in client.get(url).text
    approve_exclusion(number=asked.number, **by, at=LATER + HOUR)
    assert report.number in client.get(url).text

    at, why = LATER + 2 * HOUR, "Excluded since."
    issue_report(customer=customer, month=MARCH, reason=why, at=at, **by)
    assert "need a revision" not in client.get(url).text
