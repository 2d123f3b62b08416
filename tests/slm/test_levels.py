"""What is promised to all customers holds unless an agreement of one says otherwise."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from calendars.hours import Budget
from core.roles import Role
from slm.models import Agreement, Clock
from slm.selectors import effective_terms, target_book
from slm.services import create_agreement
from tests.conftest import sign_up
from tests.slm.conftest import HOUR

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 4)


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def promise(promise, resolution):
    """Makes an SLA that holds: its level, in what its targets differ, its sections."""

    def make(level, targets, sections=None, **about):
        terms = [replace(resolution, **values) for values in targets]
        return promise(*terms, level=level, sections=sections, **about)

    return make


@pytest.fixture
def corporate(promise):
    """What every customer is promised: a first response, and a solution in 16 h."""
    return promise(
        "corporate",
        [
            {"metric": "first_response", "budgets": {None: Budget(HOUR)}},
            {"budgets": {None: Budget(16 * HOUR)}},
        ],
        {"complaints": "To the desk.", "security": "As the law asks."},
    )


def test_without_an_agreement_of_its_own_the_corporate_one_counts(
    corporate, incident_of
):
    record = incident_of(datetime(2026, 3, 4, 9, tzinfo=UTC))

    clocks = Clock.objects.filter(record=record.pk)
    assert {clock.metric: clock.budget_seconds for clock in clocks} == {
        "first_response": HOUR,
        "resolution": 16 * HOUR,
    }


def test_a_customers_own_target_overrides_the_corporate_one(
    corporate, promise, customer, incident_of
):
    promise("customer", [{"budgets": {1: Budget(2 * HOUR)}}], customer=customer)

    urgent = incident_of(datetime(2026, 3, 4, 9, tzinfo=UTC), impact=1, urgency=1)
    other = incident_of(datetime(2026, 3, 4, 9, tzinfo=UTC))

    promised = {
        (clock.record_id, clock.metric): clock.budget_seconds
        for clock in Clock.objects.all()
    }
    assert promised[urgent.pk, "resolution"] == 2 * HOUR
    assert promised[urgent.pk, "first_response"] == HOUR
    assert promised[other.pk, "resolution"] == 16 * HOUR


def test_terms_say_where_each_came_from(corporate, promise, customer):
    own = promise(
        "customer",
        [{"budgets": {1: Budget(2 * HOUR)}}],
        {"security": "Stricter."},
        customer=customer,
    )

    terms = effective_terms(customer, (), DAY)

    found = {one.line.key: one for one in terms.sections}
    assert found["complaints"].came_from.agreement == corporate
    assert found["security"].line.text == "Stricter."
    assert [one.agreement for one in found["security"].overrides] == [corporate]
    solution = [one for one in terms.targets if one.came_from.agreement == corporate]
    instead = {one.line.target.metric: one.instead for one in solution}
    assert instead == {"first_response": {}, "resolution": {1: own}}
    assert all(one.applies for one in solution)


def test_a_service_goes_before_its_customer_and_for_that_service_alone(
    corporate, promise, customer, service
):
    promise("customer", [{}], {"security": "Stricter."}, customer=customer)
    promise(
        "service",
        [{}],
        {"security": "Strictest."},
        services=[service],
        customer=customer,
    )

    whole = effective_terms(customer, (), DAY).sections
    of_service = effective_terms(customer, [service], DAY).sections

    said = [one.line.text for one in whole if one.line.key == "security"]
    assert said == ["Strictest.", "Stricter."]
    said = [one.line.text for one in of_service if one.line.key == "security"]
    assert said == ["Strictest."]


def test_another_customer_inherits_the_corporate_terms_alone(
    corporate, promise, customer, other_customer
):
    promise("customer", [{}], {"security": "Stricter."}, customer=customer)

    terms = effective_terms(other_customer, (), DAY)

    assert {source.agreement for source in terms.sources} == {corporate}
    assert len(terms.sections) == 2


def test_representatives_of_every_customer_see_it(
    corporate, promise, customer, other_customer, representative
):
    own = promise("customer", [{}], customer=customer)
    another = sign_up("Rosa Other", other_customer, Role.CUSTOMER_REPRESENTATIVE)

    seen = set(Agreement.objects.visible_to(representative))

    assert seen == {corporate, own}
    assert set(Agreement.objects.visible_to(another)) == {corporate}


def test_a_corporate_draft_is_seen_by_nobody_outside(provider, representative, by):
    create_agreement(
        agreement=Agreement(
            leg="sla", level="corporate", title="Terms", provider=provider
        ),
        **by,
    )

    assert not Agreement.objects.visible_to(representative).exists()


@pytest.mark.parametrize("level", ["", "customer"])
def test_without_a_customer_it_must_be_corporate(level, provider, by):
    with pytest.raises(ValidationError):
        create_agreement(
            agreement=Agreement(leg="sla", level=level, title="x", provider=provider),
            **by,
        )


def test_a_corporate_agreement_names_no_customer(provider, customer, by):
    with pytest.raises(ValidationError):
        create_agreement(
            agreement=Agreement(
                leg="sla",
                level="corporate",
                title="x",
                provider=provider,
                customer=customer,
            ),
            **by,
        )


@pytest.mark.parametrize(
    ("level", "with_service", "said"),
    [
        ("service", False, "names its services"),
        ("corporate", True, "is about all services"),
    ],
)
def test_a_level_that_its_services_do_not_fit_is_refused(
    level, with_service, said, promise, service
):
    with pytest.raises(ValidationError, match=said):
        promise(level, [{}], services=[service] if with_service else [])


def test_two_corporate_promises_of_the_same_are_refused(corporate, promise):
    with pytest.raises(ValidationError, match="neither is the more specific"):
        promise("corporate", [{}])


def test_it_does_not_act_backwards(incident, promise):
    with pytest.raises(ValidationError, match="does not act backwards"):
        promise("corporate", [{}])
    assert not [rule for rule in target_book() if rule.customer_id is None]
