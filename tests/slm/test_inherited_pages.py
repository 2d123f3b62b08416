"""Every door tells alike what a customer inherits of targets of the month."""

import pytest
from django.urls import reverse

from core.periods import Unit
from core.roles import Role
from reporting.selectors import service_report_figures
from reporting.selectors.dashboard import Scope, dashboard
from slm.selectors import agreements_kept, effective_terms
from tests.conftest import sign_up
from tests.slm.acts import TEN
from tests.slm.test_agreement_pages import words
from tests.slm.test_inherited_months import (
    APRIL,
    FIRST,
    corporate,
    lose,
    rated,
    score,
    shared,
)

__all__ = ["corporate", "lose", "rated", "score", "shared"]
pytestmark = pytest.mark.django_db


def test_every_door_says_the_same_of_it(
    corporate, shared, lose, customer, other_customer, service_level_manager
):
    lose(shared, 2, customer=customer)
    lose(shared, 4, customer=other_customer)
    about = {"reader": service_level_manager, "at": APRIL}
    report = service_report_figures(customer=customer, service=None, month=FIRST)
    board = dashboard(Scope(customer_id=customer.pk), month=FIRST, **about)
    shown = agreements_kept(
        Unit.MONTH, FIRST, leg="sla", customer_id=customer.pk, **about
    )

    (line,) = [one for one in report["months"] if one["metric"] == "availability"]
    assert (line["agreement"], line["verdict"]) == (corporate.number, "kept")
    for rows in (board.months, shown.agreements[0].months):
        (row,) = [one for one in rows if one.service]
        assert (str(row.value), str(row.verdict)) == (line["value"], "kept")
    assert shown.agreements[0].verdict == "kept"


def test_who_speaks_for_a_customer_reads_nothing_of_what_others_lost(
    client, corporate, shared, lose, other_customer, representative
):
    lose(shared, 4, customer=other_customer)
    another = sign_up("Rosa Other", other_customer, Role.CUSTOMER_REPRESENTATIVE)

    def read(user):
        client.force_login(user)
        rows = client.get("/api/v1/availability/?month=2026-03").json()
        return [row["verdict"] for row in rows if row["metric"] == "availability"]

    assert (read(representative), read(another)) == (["kept"], ["missed"])


def test_our_agreement_tells_which_holds_instead_of_which(
    client, corporate, promise, availability, customer, representative
):
    own = promise(availability, customer=customer, level="customer")
    months = effective_terms(customer, (), TEN.date()).months

    found = {
        (one.came_from.agreement, one.target.metric): (one.instead, list(one.overrides))
        for one in months
    }
    assert found == {
        (own, "availability"): (None, [corporate]),
        (corporate, "availability"): (own, []),
        (corporate, "experience"): (None, []),
    }
    client.force_login(representative)
    page = words(client.get(reverse("portal_agreement")))
    assert "at least 99.9 %" in page
    assert "at least 99.5 %" not in page
    assert f"instead of {corporate.number}" in page


def test_the_page_of_the_agreement_strikes_what_it_replaces(
    client, corporate, promise, availability, customer, service_level_manager
):
    own = promise(availability, customer=customer, level="customer")
    client.force_login(service_level_manager)
    page = client.get(reverse("agreement_detail", args=[own.number]))

    assert '<s class="soft">at least 99.5\xa0%</s>' in page.text.replace(" %", "\xa0%")
    assert f"instead: {own.number}" in words(page)


def test_what_holds_for_one_service_is_not_struck_as_a_whole(
    corporate, promise, availability, customer, service, who
):
    about = {"level": "service", "services": [service], "customer": customer}
    own = promise(availability, **about)

    def instead(of):
        terms = effective_terms(customer, of, TEN.date())
        return [
            one.instead
            for one in terms.months
            if one.came_from.agreement == corporate
            and one.target.metric == "availability"
        ]

    assert (instead([]), instead([service])) == ([None], [own])


def test_what_is_behind_a_figure_is_that_of_the_customer_alone(
    client, corporate, shared, lose, customer, other_customer, service_level_manager
):
    lose(shared, 2, customer=customer)
    lose(shared, 4, customer=other_customer)
    client.force_login(service_level_manager)
    asked = f"?month=2026-03&customer={customer.pk}"
    page = client.get(reverse("availability") + asked)

    found = (row for row in page.context["rows"] if row.service)
    url = reverse("availability_service", args=[shared.number])
    link = f"{url}{asked}&target={next(found).target.pk}"
    assert link.replace("&", "&amp;") in page.text
    behind = client.get(link).context
    assert behind["shown"].reckoned.account.downtime == 2 * 3600
    assert [row.inherited_by for row in behind["promised"]] == [customer.pk]


def test_so_are_the_ratings_behind_a_score(
    client, corporate, shared, rated, customer, service_level_manager
):
    client.force_login(service_level_manager)
    asked = f"?month=2026-03&customer={customer.pk}"
    page = client.get(reverse("agreement_ratings", args=[corporate.number]) + asked)
    url = f"/api/v1/agreements/{corporate.number}/ratings/{asked}"

    (score,) = page.context["scores"]
    (told,) = client.get(url).json()
    assert [one.score for one in score.ratings] == [5]
    assert [one["score"] for one in told["ratings"]] == [5]
    for address in (page.request["PATH_INFO"], url.split("?")[0]):
        assert client.get(f"{address}?customer=x").status_code == 400
