"""Reviews of what promises rest on: with teams, suppliers, customers that supply."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.evidence import Verdict
from core.periods import month
from core.roles import Role
from governance.measures import get_measure
from reporting.services import issue_report
from slm.evidence_reviews import reviews
from slm.models import Agreement
from slm.parts import Limit
from slm.permissions import available_actions
from slm.selectors.reviewing import reviews_due
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    create_agreement,
    edit_contents,
    plan_due_reviews,
    plan_review,
    report_outage,
)
from tests.api.conftest import Program
from tests.conftest import sign_up
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, hold, resolve, supply
from tests.slm.chained import leg_with, within
from tests.slm.conftest import YEAR_START
from workflow.models import Meeting
from workflow.services import (
    approve_minutes,
    call_meeting,
    give_task,
    hold_meeting,
    write_minutes,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = datetime(2026, 4, 1, 8, tzinfo=UTC)
THEN = datetime(2026, 4, 14, 8, tzinfo=UTC)
THIS_MONTH = month(date(2026, 4, 1))


@pytest.fixture
def terms(resolution):
    return within(resolution, 4, pauses=())


@pytest.fixture
def ola(team, terms, provider, who):
    return leg_with(team, terms, provider=provider, **who)


@pytest.fixture
def contract(supplier, terms, provider, who, service):
    return leg_with(supplier, terms, provider=provider, services=(service,), **who)


@pytest.fixture
def acting(other_customer, provider, terms, who):
    """What the other customer, which also works for us, promised."""
    other_customer.is_supplier = True
    other_customer.save()
    made = create_agreement(
        agreement=Agreement(
            leg="ola", title="Their lines", provider=provider, supplier=other_customer
        ),
        wording=Wording(valid_from=YEAR_START),
        **who,
    )
    add_target(number=made.number, terms=terms, **who)
    edit_contents(number=made.number, limits=[Limit(upper=5)], **who)
    put_into_force(number=made.number, **who)
    return made


def planned(agreement, actor, start=THEN):
    return plan_review(number=agreement.number, starts_at=start, actor=actor, at=TODAY)


def called(review, actor):
    return call_meeting(number=review.number, actor=actor, at=TODAY)


def invited(review):
    return {one.person.user for one in review.attendance.all()}


def points(review):
    return {point.source: point for point in review.agenda.all()}


def said(review):
    return str([(one.title, one.text, one.facts) for one in review.agenda.all()])


def test_the_leads_of_a_team_review_what_it_promised(
    ola, incident, team, team_lead, agent, service_level_manager
):
    hold(incident, agent, team, TEN)
    resolve(incident, agent, TEN + 5 * HOUR)
    review = planned(ola, service_level_manager)

    assert invited(review) == {team_lead, service_level_manager}
    assert (review.organisation, review.due_on) == (None, date(2026, 4, 1))
    assert points(review)["performance"].text.startswith("0 of 1 promises")
    assert points(review)["breaches"].text.startswith("1 promise was broken")
    # Nobody is asked for its cause: that is said of what the customer was promised.
    review = called(review, service_level_manager)
    by = {"actor": service_level_manager, "at": THEN}
    came = [team_lead.person.pk]
    assert hold_meeting(number=review.number, attended=came, **by).state == "held"


def test_a_contract_is_reviewed_with_its_supplier_by_its_manager(
    contract, incident, supplier, supplier_representative, agent, contract_manager
):
    supply(incident, agent, supplier, TEN, is_in_control=True)
    resolve(incident, agent, TEN + HOUR)
    review = planned(contract, contract_manager)
    assert invited(review) == {supplier_representative, contract_manager}
    assert points(review)["performance"].text.startswith("1 of 1 promises")

    by = {"number": review.number, "actor": contract_manager, "at": THEN}
    called(review, contract_manager)
    hold_meeting(attended=[supplier_representative.person.pk], **by)
    owner = supplier_representative.person
    give_task(text="Answer sooner.", owner=owner, due_on=(THEN + DAY).date(), **by)
    write_minutes(minutes="All went well.", **by)
    assert approve_minutes(**by).state == "minuted"
    (due,) = reviews_due(THEN, leg="uc")
    assert due.due_on == date(2026, 7, 14)


def test_whoever_manages_contracts_runs_no_other_review(
    contract, ola, agreement, contract_manager, service_level_manager, agent
):
    for other in (ola, agreement):
        with pytest.raises(PermissionDenied):
            planned(other, contract_manager)
        with pytest.raises(PermissionDenied):
            called(planned(other, service_level_manager), contract_manager)
    with pytest.raises(PermissionDenied):
        planned(contract, agent)

    assert "plan_review" in available_actions(contract_manager, contract)
    plan_due_reviews(actor=contract_manager, at=TODAY)
    assert Meeting.objects.filter(about=contract.item).count() == 1
    with pytest.raises(ValidationError):
        planned(contract, contract_manager, THEN + 30 * DAY)


def test_a_supplier_sees_the_review_of_its_own_contract_alone(
    contract, agreement, second_supplier, supplier_representative, who
):
    review = planned(contract, who["actor"])
    called(planned(agreement, who["actor"]), who["actor"])
    other = sign_up("Felix", second_supplier, Role.USER, Role.SUPPLIER_REPRESENTATIVE)

    def seen(user):
        found = Program(user).get("meetings/").json()["results"]
        return [one["number"] for one in found]

    assert seen(supplier_representative) == []
    called(review, who["actor"])
    assert seen(supplier_representative) == [review.number]
    assert seen(other) == []


def test_nothing_of_customers_stands_on_the_agenda_of_a_contract(
    contract, agreement, service, customer, agent, who
):
    for hours, affected in ((24, customer), (48, None)):
        start = TODAY + hours * HOUR
        terms = OutageTerms(
            service=service, start=start, end=start + HOUR, text="x", is_planned=True
        )
        report_outage(
            terms=replace(terms, customer=affected), actor=agent, at=TODAY - DAY
        )
    on_agenda = said(planned(contract, who["actor"]))

    assert on_agenda.count("Planned interruption of E-mail") == 1
    assert "Customer" not in on_agenda
    assert "Customer" in said(planned(agreement, who["actor"]))


def test_a_customer_that_supplies_is_not_asked_about_its_own_services(
    acting, other_customer, service_level_manager
):
    speaker = sign_up("Otto", other_customer, Role.CUSTOMER_REPRESENTATIVE)
    by = {"actor": service_level_manager, "at": TODAY}
    issue_report(customer=other_customer, month=date(2026, 3, 1), **by)
    review = planned(acting, service_level_manager)

    assert invited(review) == {speaker, service_level_manager}
    assert review.organisation == other_customer
    assert not review.papers.exists()
    (limit,) = points(review)["workload"].facts
    assert limit[1].startswith("at most 5")


def test_legs_are_reviewed_at_the_interval_that_they_say(
    team, supplier, terms, provider, who, contract_manager
):
    drafts = [
        leg_with(one, terms, provider=provider, in_force=False, **who)
        for one in (team, supplier)
    ]
    for months, draft in zip((6, 2), drafts, strict=True):
        numbers = {"review_every_months": months}
        edit_contents(number=draft.number, numbers=numbers, **who)
        put_into_force(number=draft.number, **who)
    made = plan_due_reviews(actor=who["actor"], at=who["at"])

    found = {one.about and one.about.kind: (one.due_on, one.chair) for one in made}
    assert found == {
        "ola": (date(2026, 7, 1), who["actor"].person),
        "uc": (date(2026, 3, 1), contract_manager.person),
    }


def test_reviews_of_legs_have_a_measure_of_their_own(ola, team_lead, who, auditor):
    review = planned(ola, who["actor"])

    def on_time(key):
        return get_measure(key).select(THIS_MONTH, None).value

    assert reviews(THIS_MONTH, auditor).verdict == Verdict.GAP
    came = [team_lead.person.pk]
    by = {"number": review.number, "actor": who["actor"], "at": THEN}
    hold_meeting(held_at=TODAY + HOUR, attended=came, **by)
    assert on_time("slm.reviews_on_time") is None
    assert on_time("slm.legs_reviewed_on_time") == 100
    finding = reviews(THIS_MONTH, auditor)
    assert finding.verdict == Verdict.EVIDENCED
    assert ("With", "Service desk") in finding.rows[0].facts


def test_the_page_lists_them_and_offers_what_one_may_plan(
    client, contract, ola, agreement, contract_manager
):
    client.force_login(contract_manager)
    page = client.get(reverse("review_list")).text

    assert "Service desk" in page
    assert "Contoso" in page
    for one, is_offered in ((contract, True), (ola, False), (agreement, False)):
        assert (reverse("review_plan", args=[one.number]) in page) == is_offered
    due = Program(contract_manager).get("reviews_due/").json()
    assert [one["team"]["name"] for one in due if one["team"]] == ["Service desk"]
