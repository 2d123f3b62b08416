"""What the dashboard is narrowed to holds for all that stands on it, also on paper."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from catalogue.services import create_service
from core.system_users import system_user
from slm.services import recheck_chains, terminate_agreement
from tests.factories.slm import put_into_force
from tests.slm.chained import leg_with, rest_on, within
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db


@pytest.fixture
def ola(team, resolution, provider, who):
    return leg_with(team, within(resolution, 4), provider=provider, **who)


@pytest.fixture
def broken(draft, resolution, ola, who):
    """An agreement with the customer whose OLA has ended."""
    rest_on(draft, within(resolution, 8, goal_percent=90), ola, **who)
    put_into_force(number=draft.number, **who)
    over = {"number": ola.number, "ends_on": YEAR_START.replace(month=5), "reason": "x"}
    terminate_agreement(**over, **who)
    recheck_chains(legs=[ola.pk], because="x", **who)
    return draft


@pytest.fixture
def page(client, auditor):
    client.force_login(auditor)
    cache.clear()

    def shown(**query):
        return client.get(reverse("sla_dashboard"), query).text

    return shown


BOX = "rest on does not bear them"


def test_broken_chains_are_those_of_the_customer(
    broken, page, customer, other_customer
):
    assert BOX in page()
    assert BOX in page(customer=customer.pk)
    assert BOX not in page(customer=other_customer.pk)


def test_broken_chains_are_those_of_the_team_that_they_rest_on(
    broken, page, team, second_team, supplier
):
    assert BOX in page(team=team.pk)
    assert BOX not in page(team=second_team.pk)
    assert BOX not in page(supplier=supplier.pk)


def test_broken_chains_are_of_the_service_that_the_agreement_is_about(
    broken, page, service, service_of_others
):
    assert BOX in page(service=service.pk)
    assert BOX not in page(service=service_of_others.pk)


@pytest.fixture
def service_of_others(other_customer, who):
    by = {"actor": system_user("core"), "at": who["at"]}
    return create_service(
        name="Of others", state="live", customers=[other_customer], **by
    )


def test_mismatches_are_counted_and_listed_as_narrowed(
    page, client, service, customer, other_customer, team
):
    assert "mismatch" in page()
    counted = page(customer=customer.pk)
    assert f"{reverse('mismatch_list')}?customer={customer.pk}" in counted
    listed = client.get(f"{reverse('mismatch_list')}?customer={customer.pk}")
    found = len(listed.context["found"])
    assert f">{found} mismatch" in counted
    assert f"{reverse('mismatch_list')}?customer" not in page(customer=9999)
    assert "between catalogue" not in page(team=team.pk)


def test_on_paper_it_says_what_it_is_about_and_as_of_when(page, customer, team):
    text = page(customer=customer.pk, team=team.pk, month="2026-03")
    said = text.partition('class="print-only')[2].partition("</p>")[0]
    for words in (
        f"Customer: {customer}",
        "Service: All services",
        f"Team: {team}",
        "Month: March 2026",
        "As of: <time",
    ):
        assert words in said
