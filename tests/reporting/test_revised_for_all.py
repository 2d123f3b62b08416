"""What all customers are promised, revised: whose issued reports show what differs."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from catalogue.services import create_service, entitle_customer
from reporting.selectors import outdated_reports, reports_touched_by
from reporting.services import issue_report
from slm.selectors import periods_to_revise
from slm.services import (
    approve_exclusion,
    close_period,
    recalculate_clocks,
    revise_period,
)
from tests.factories.slm import put_into_force
from tests.reporting.conftest import HOUR, TENTH, an_incident, resolved
from tests.reporting.test_to_be_revised import asked_for
from tests.slm.conftest import promise
from tests.slm.parties import made_with
from tests.slm.test_inherited_months import (
    APRIL,
    FIRST,
    corporate,
    lose,
    score,
    shared,
)

__all__ = ["corporate", "lose", "promise", "score", "shared"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def who(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def issue(service_level_manager):
    """Closes March, and issues its reports to these customers, of a service or of all."""

    def issued(*customers, service=None):
        by = {"actor": service_level_manager, "at": APRIL - HOUR}
        close_period(month=FIRST, **by)
        return [
            issue_report(customer=one, service=service, month=FIRST, **by)
            for one in customers
        ]

    return issued


@pytest.fixture
def named(service_level_manager):
    """Returns the reports that are named before a revision of the agreement, and after."""

    def told(agreement):
        found = periods_to_revise(service_level_manager, agreement_id=agreement.pk)
        (change,) = found
        before = reports_touched_by(change, service_level_manager)
        about = {"number": agreement.number, "month": FIRST, "reason": "Since."}
        revise_period(**about, actor=service_level_manager, at=APRIL + HOUR)
        assert outdated_reports(service_level_manager) == before
        return before

    return told


def test_the_reports_of_whoever_inherits_it_are_named(
    corporate, shared, issue, lose, named, customer, other_customer
):
    mine, theirs = issue(customer, other_customer)
    lose(shared, 2)
    assert set(named(corporate)) == {mine, theirs}


def test_pages_name_them(
    client, corporate, shared, issue, lose, other_customer, service_level_manager
):
    (report,) = issue(other_customer)
    lose(shared, 2)
    client.force_login(service_level_manager)
    page = client.get(reverse("period_detail", args=[corporate.number, "2026-03"])).text
    assert "they need a revision" in page
    assert report.number in page


def test_a_report_on_a_target_of_ones_own_is_not(
    corporate, shared, promise, availability, issue, lose, named, customer,
    other_customer,
):  # fmt: skip
    promise(availability, customer=customer, level="customer")
    _mine, theirs = issue(customer, other_customer)
    lose(shared, 2)
    assert named(corporate) == [theirs]


def test_nor_is_one_of_a_customer_that_may_not_use_the_service(
    corporate, service, issue, lose, named, customer, other_customer
):
    mine, _theirs = issue(customer, other_customer)
    lose(service, 2)
    assert named(corporate) == [mine]


def test_nor_is_one_of_another_service(
    corporate, shared, issue, lose, named, customer, who
):
    other = create_service(name="Payroll", state="live", customers=[customer], **who)
    issue(customer, service=other)
    (mail,) = issue(customer, service=shared)
    lose(shared, 2)
    assert named(corporate) == [mail]


def test_a_customer_without_a_report_has_none_to_be_named(
    corporate, shared, issue, lose, named, customer
):
    (mine,) = issue(customer)
    lose(shared, 2)
    assert named(corporate) == [mine]


def test_what_a_team_promises_stands_in_no_report(
    provider, team, customer, service, availability, issue, lose,
    service_level_manager, who,
):  # fmt: skip
    parties = {"provider": provider, "team": team}
    ola = made_with("ola", parties, who, replace(availability, service=service))
    put_into_force(number=ola.number, **who)
    issue(customer)
    lose(service, 2)
    (change,) = periods_to_revise(service_level_manager)
    assert change.result.agreement == ola
    assert reports_touched_by(change, service_level_manager) == []


def test_of_clocks_the_reports_that_count_some_are_named(
    promise, resolution, shared, issue, named, customer, other_customer,
    agent, requester, service_level_manager,
):  # fmt: skip
    for_all = promise(resolution)
    late = an_incident(agent, requester, TENTH, service=shared)
    resolved(late, agent, TENTH + 10 * HOUR)
    mine, _theirs = issue(customer, other_customer)
    asked = asked_for(shared, agent)
    by = {"actor": service_level_manager, "at": APRIL}
    approve_exclusion(number=asked.number, **by)
    recalculate_clocks(item=asked.item, **by)
    assert named(for_all) == [mine]


def test_of_clocks_that_came_late_too(
    promise, resolution, shared, issue, named, customer, other_customer,
    agent, requester,
):  # fmt: skip
    for_all = promise(resolution)
    mine, _theirs = issue(customer, other_customer)
    late = an_incident(agent, requester, TENTH, service=shared)
    resolved(late, agent, TENTH + 2 * HOUR)
    assert named(for_all) == [mine]


def test_however_many_there_are_they_take_as_many_statements(
    corporate, shared, promise, availability, issue, lose, customer, other_customer,
    service_level_manager, who,
):  # fmt: skip
    def counted():
        with CaptureQueriesContext(connection) as told:
            found = outdated_reports(service_level_manager)
        return len(found), len(told)

    issue(customer)
    lose(shared, 2)
    about = {"number": corporate.number, "month": FIRST, "reason": "Since."}
    revise_period(**about, actor=service_level_manager, at=APRIL + HOUR)
    outdated_reports(service_level_manager)
    one = counted()
    third = Organisation.objects.create(name="Third", is_customer=True)
    entitle_customer(number=shared.number, customer=third, **who)
    promise(replace(availability, metric="restore"), customer=third, level="customer")
    issue(other_customer, third)
    assert (one[0], counted()) == (1, (3, one[1]))
