"""An exclusion names the reports whose figures it changes, until they are revised."""

import pytest
from django.urls import reverse

from catalogue.services import create_service
from core.system_users import system_user
from reporting.selectors import outdated_reports, reports_touched_by
from reporting.services import issue_report
from slm.models import Exclusion
from slm.selectors import periods_to_revise
from slm.services import (
    OutageTerms,
    approve_exclusion,
    close_period,
    recalculate_clocks,
    report_outage,
    request_exclusion,
    revise_period,
)
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


def test_so_does_the_list_of_reports_once_their_month_is_revised(
    client, month, agreement, customer, service, agent, service_level_manager
):
    by = {"actor": service_level_manager}
    close_period(month=MARCH, **by, at=LATER)
    report = issue_report(customer=customer, month=MARCH, **by, at=LATER)
    asked = asked_for(service, agent)
    approve_exclusion(number=asked.number, **by, at=LATER + HOUR)
    recalculate_clocks(item=asked.item, **by, at=LATER + HOUR)
    client.force_login(service_level_manager)
    url, why = reverse("report_list"), "Excluded since."
    assert "need a revision" not in client.get(url).text
    about = {"number": agreement.number, "month": MARCH, "reason": why}
    revise_period(**about, **by, at=LATER + 2 * HOUR)
    assert "need a revision" in client.get(url).text

    about = {"customer": customer, "month": MARCH, "reason": why}
    new = issue_report(**about, **by, at=LATER + 3 * HOUR)
    assert new.revision == report.revision + 1
    assert "need a revision" not in client.get(url).text


def test_only_reports_that_show_what_differs_need_a_revision(
    outage, promised, customer, service, agent, service_level_manager
):
    by = {"actor": service_level_manager}
    told = {"name": "Printing", "state": "live", "customers": [customer]}
    printing = create_service(**told, actor=system_user("core"), at=TENTH - HOUR)
    close_period(month=MARCH, **by, at=LATER)
    whole, mail, _other = (
        issue_report(customer=customer, service=about, month=MARCH, **by, at=LATER)
        for about in (None, service, printing)
    )
    start = TENTH + 9 * HOUR
    terms = OutageTerms(service=service, start=start, end=start + HOUR, text="Again.")
    report_outage(terms=terms, actor=agent, at=LATER + HOUR)
    (change,) = periods_to_revise(service_level_manager)
    assert reports_touched_by(change, service_level_manager) == [whole, mail]

    about = {"number": promised.number, "month": MARCH, "reason": "Again."}
    revise_period(**about, **by, at=LATER + 2 * HOUR)
    assert outdated_reports(service_level_manager) == [whole, mail]
