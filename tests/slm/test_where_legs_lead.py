"""Each figure of an agreement with a team or a supplier opens what is behind it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue.services import create_component
from core.periods import month
from slm.models import Agreement
from slm.selectors import leg_bases
from slm.selectors.month_pages import page_behind
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    close_period,
    create_agreement,
    report_outage,
)
from tests.api.conftest import assert_problem, program
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.conftest import YEAR_START

__all__ = ["program"]
pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def legs(provider, supplier, team, service, availability, who):
    """An OLA and a contract, each with two promises about the service."""
    sides = {"ola": {"team": team}, "uc": {"supplier": supplier}}
    found = {}
    for leg, side in sides.items():
        made = create_agreement(
            agreement=Agreement(leg=leg, title=f"By {leg}", provider=provider, **side),
            wording=Wording(valid_from=YEAR_START),
            **who,
        )
        terms = replace(availability, service=service)
        add_target(number=made.number, terms=terms, **who)
        few = {"metric": "interruptions", "goal_value": Decimal(1)}
        add_target(number=made.number, terms=replace(terms, **few), **who)
        put_into_force(number=made.number, **who)
        found[leg] = made
    return found


@pytest.fixture
def outages(legs, service, supplier, agent, draft, availability, who):
    """Of the supplier's line, of the team's switch, and of nobody's; an SLA is there."""
    create_component(name="Line", supplier=supplier, **who)
    create_component(name="Switch", team=legs["ola"].team, **who)
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    found = {}
    for place, (part, hours) in enumerate([("Line", 1), ("Switch", 2), ("", 4)]):
        start = TEN + 5 * place * HOUR
        terms = OutageTerms(service=service, component=part, start=start, text="x")
        terms = replace(terms, end=start + hours * HOUR)
        found[part] = report_outage(terms=terms, actor=agent, at=APRIL)
    return found


def rows_of(client, leg):
    page = client.get(f"{reverse('compliance')}?leg={leg}&on=2026-03-01")
    return [row for one in page.context["shown"].agreements for row in one.months]


@pytest.mark.parametrize("is_closed", [False, True])
@pytest.mark.parametrize(("leg", "lost"), [("uc", 1), ("ola", 2)])
def test_each_figure_of_a_leg_leads_to_the_same_figure(
    client, outages, legs, auditor, who, leg, lost, is_closed
):
    if is_closed:
        close_period(month=FIRST, actor=who["actor"], at=APRIL)
    client.force_login(auditor)
    rows = rows_of(client, leg)
    assert len(rows) == 2
    for row in rows:
        shown = client.get(page_behind(row))
        assert shown.status_code == 200
        account = shown.context["shown"].reckoned.account
        assert account.downtime == lost * 3600
        told = [one for one in shown.context["promised"] if one.target == row.target]
        assert [one.value for one in told] == [row.value]
        values = {"availability": account.availability * 100}
        assert values.get(row.target.metric, account.count) == row.value


def test_what_does_not_count_against_a_leg_is_said_and_listed(
    client, outages, legs, auditor
):
    client.force_login(auditor)
    page = client.get(page_behind(rows_of(client, "uc")[0]))
    assert f"{legs['uc'].supplier} answers for counts: Line." in page.text
    left_out = page.text.partition('id="left-out-title"')[2].partition("</section>")[0]
    found = {name for name, one in outages.items() if one.number in left_out}
    assert found == {"Switch", ""}


def test_without_a_component_of_theirs_everything_counts_and_that_is_said(
    client, legs, auditor
):
    client.force_login(auditor)
    page = client.get(page_behind(rows_of(client, "uc")[0])).text
    assert "No component is registered" in page
    assert "left-out-title" not in page


def test_the_page_still_begins_with_what_customers_were_promised(
    client, outages, service, auditor
):
    client.force_login(auditor)
    url = f"{reverse('availability_service', args=[service.number])}?month=2026-03"
    page = client.get(url)
    assert page.context["shown"].leg is None
    assert page.context["shown"].reckoned.account.downtime == 7 * 3600
    # One of the customer's, two of each leg.
    assert len(page.context["form"].fields["target"].choices) == 5


def test_where_only_legs_promise_the_service_s_own_hours_come_first(
    client, legs, service, auditor
):
    client.force_login(auditor)
    url = f"{reverse('availability_service', args=[service.number])}?month=2026-03"
    page = client.get(f"{url}&target=")
    assert page.status_code == 200
    assert page.context["shown"].leg is None
    assert "own hours" in page.text


def test_a_leg_that_held_for_a_part_of_the_month_is_judged_over_that_part(
    provider, supplier, service, availability, who, auditor
):
    parties = {"provider": provider, "supplier": supplier}
    made = create_agreement(
        agreement=Agreement(leg="uc", title="Lines", **parties),
        wording=Wording(valid_from=date(2026, 3, 16)),
        **who,
    )
    terms = replace(availability, service=service)
    add_target(number=made.number, terms=terms, **who)
    put_into_force(number=made.number, **who)
    (basis,) = leg_bases(service, month(FIRST), auditor)
    assert basis.during
    assert basis.during.start.date() >= date(2026, 3, 15)


def test_whoever_may_not_see_an_agreement_is_offered_none(
    legs, service, requester, auditor
):
    assert leg_bases(service, month(FIRST), requester) == []
    assert len(leg_bases(service, month(FIRST), auditor)) == 4


def test_a_leg_answers_for_what_any_customer_lost(
    client, outages, legs, service, other_customer, customer, agent, auditor
):
    terms = OutageTerms(
        service=service, component="Line", start=APRIL - 9 * HOUR, text="x"
    )
    theirs = replace(terms, end=APRIL - 6 * HOUR, customer=other_customer)
    report_outage(terms=theirs, actor=agent, at=APRIL)
    client.force_login(auditor)
    row = rows_of(client, "uc")[0]
    shown = client.get(f"{page_behind(row)}&customer={customer.pk}").context["shown"]
    assert shown.reckoned.account.downtime == 4 * 3600


def test_programs_choose_by_what_a_service_is_judged(
    program, outages, legs, service, customer, auditor
):
    path = f"availability/{service.number}/?month=2026-03"
    found = program(auditor).get(path).json()
    assert found["basis"]["leg"] == "sla"
    judged = next(one for one in found["bases"] if one["leg"] == "uc")
    by_leg = f"{path}&target={judged['target']}"
    told = program(auditor).get(f"{by_leg}&customer={customer.pk}").json()
    assert (told["basis"], told["bases"]) == (judged, found["bases"])
    assert (found["downtime"], told["downtime"]) == (7 * 3600, 3600)
    assert {one["metric"] for one in found["bases"]} == {
        "availability",
        "interruptions",
    }
    assert len({one["name"] for one in found["bases"]}) > 1
    for wrong in ("&target=999999", "&target=x", "&customer=0"):
        assert_problem(program(auditor).get(f"{path}{wrong}"), 400)


def test_programs_ask_for_one_customer(
    program, outages, service, customer, other_customer, agent, auditor
):
    terms = OutageTerms(
        service=service, component="Line", start=APRIL - 9 * HOUR, text="x"
    )
    theirs = replace(terms, end=APRIL - 6 * HOUR, customer=other_customer)
    report_outage(terms=theirs, actor=agent, at=APRIL)
    path = f"availability/{service.number}/?month=2026-03&customer="
    found = {
        one: program(auditor).get(f"{path}{one.pk}").json()
        for one in (customer, other_customer)
    }
    own = found[customer]["basis"]
    assert own["leg"] == "sla"
    assert own not in found[other_customer]["bases"]
    assert found[customer]["downtime"] == 7 * 3600
    assert found[other_customer]["downtime"] != 7 * 3600
    foreign = f"{path}{other_customer.pk}&target={own['target']}"
    assert_problem(program(auditor).get(foreign), 400)
