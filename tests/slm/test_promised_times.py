"""The promised times on a service's page: one's own, in words."""

from decimal import Decimal

import pytest
from django.urls import reverse

from calendars.hours import Budget
from records.choices import Priority
from slm.selectors import promised_times
from slm.services import add_target
from slm.templatetags.slm_tags import in_cases
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force

pytestmark = pytest.mark.django_db
HOUR = 3600


def test_each_priority_has_the_time_that_would_be_chosen(
    agreement, service, customer, noon
):
    found = promised_times(service, customer, noon)
    said = [(str(time.priority.label), time.answer, time.solution) for time in found]
    assert said[0] == ("Critical", None, Budget(4 * HOUR))
    assert said[3] == ("Low", None, Budget(8 * HOUR))
    assert all(time.hours for time in found)
    assert found[0].goals == {"resolution": 95}


def test_nothing_is_promised_to_others(agreement, service, other_customer, noon):
    assert promised_times(service, other_customer, noon) == []


def test_the_portal_shows_ones_own_times_in_words(
    client, agreement, service, requester, stranger, agent
):
    page = f"/services/{service.number}/"
    client.force_login(requester)
    shown = client.get(page).text
    assert "How soon we help" in shown
    assert "Critical" in shown
    assert "around the clock" in shown
    client.force_login(agent)
    assert "How soon we help" not in client.get(page).text


def test_working_days_are_said_as_days(
    client, draft, office, service, requester, service_level_manager, noon
):
    terms = TargetTerms("resolution", office, {None: Budget(working_days=2)})
    by = {"actor": service_level_manager, "at": noon}
    add_target(number=draft.number, terms=terms, **by)
    put_into_force(number=draft.number, **by)
    client.force_login(requester)
    assert "2 working days" in client.get(f"/services/{service.number}/").text


def test_how_often_it_is_kept_stands_beside_each_time(
    client, agreement, service, requester, representative
):
    client.force_login(requester)
    page = client.get(f"/services/{service.number}/").text
    assert page.count("in 95 % of cases a month") == len(Priority)
    client.force_login(representative)
    assert "in 95 % of cases a month" in client.get(reverse("portal_agreement")).text


@pytest.mark.parametrize(
    ("goal", "words"),
    [
        ("99.5", "in 99.5 % of cases a month"),
        ("90.00", "in 90 % of cases a month"),
        ("100.00", "in every case"),
    ],
)
def test_a_goal_is_said_in_the_customers_words(goal, words):
    assert in_cases(Decimal(goal)) == words


def test_the_desk_reads_them_by_customer_with_priorities_named(
    client, agreement, service, agent, customer
):
    client.force_login(agent)
    shown = client.get(f"/manage/services/{service.number}/").text
    assert f"<h3>{customer.name} <a" in shown
    assert "Critical</th>" in shown
    assert "4\u00a0h</td>" in shown
