"""What all customers are promised for a month holds for each, unless it has its own."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import Person
from catalogue.services import create_service, entitle_customer
from core.periods import month
from incidents.models import Incident
from incidents.services import open_incident
from records.models import Rating
from slm.models import PeriodResult
from slm.selectors import (
    bases_of,
    by_month,
    month_results,
)
from slm.services import (
    OutageTerms,
    close_period,
    record_values,
    report_outage,
)
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
MARCH = month(FIRST)
APRIL = datetime(2026, 4, 1, 8, tzinfo=UTC)
# Of the 744 hours of March: what is left of the month after two of them.
AFTER_TWO = Decimal("99.731")
MIDMONTH = date(2026, 3, 16)


@pytest.fixture
def score(availability):
    return replace(
        availability, metric="experience", goal_value=Decimal(4), partial_weight=None
    )


@pytest.fixture
def corporate(promise, availability, score):
    """All customers are promised an availability of 99.5 %, and content."""
    return promise(replace(availability, goal_value=Decimal("99.5")), score)


@pytest.fixture
def shared(service, other_customer, who):
    """The service, which another customer may use as well."""
    entitle_customer(number=service.number, customer=other_customer, **who)
    return service


@pytest.fixture
def lose(agent):
    """Takes hours of a service away, from one customer or from all."""

    def lost(service, hours, customer=None, start=TEN):
        span = {"start": start, "end": start + hours * HOUR, "text": "x"}
        terms = OutageTerms(service=service, customer=customer, **span)
        return report_outage(terms=terms, actor=agent, at=APRIL)

    return lost


def rounded(value):
    return value and round(value, 3)


@pytest.fixture
def rated(shared, customer, other_customer, agent):
    """One customer is content with the service, the other is not."""
    for organisation, stars in ((customer, 5), (other_customer, 1)):
        person = Person.objects.create(
            name=organisation.name, organisation=organisation
        )
        incident = Incident(title="x", requester=person, service=shared)
        opened = open_incident(incident=incident, actor=agent, at=TEN)
        Rating.objects.create(record=opened, person=person, score=stars, rated_at=TEN)


def told(customer=None):
    """Return what became of the availability of each service, and under what."""
    found = month_results(MARCH, at=APRIL, customer_id=customer and customer.pk)
    return [
        (row.version.agreement, str(row.service), rounded(row.value), str(row.verdict))
        for row in found
        if row.target.metric == "availability"
    ]


def test_each_customer_is_judged_by_what_it_lost_itself(
    corporate, shared, lose, customer, other_customer
):
    lose(shared, 2, customer=customer)
    lose(shared, 4, customer=other_customer)

    assert told(customer) == [(corporate, "E-mail", AFTER_TWO, "kept")]
    assert told(other_customer) == [(corporate, "E-mail", Decimal("99.462"), "missed")]
    # What befell both at once is lost once.
    assert told()[0][2:] == (Decimal("99.462"), "missed")


def test_of_services_that_it_may_use(corporate, service, other_customer, customer, who):
    create_service(name="Payroll", state="live", customers=[other_customer], **who)

    assert [one[1] for one in told(customer)] == ["E-mail"]
    assert [one[1] for one in told(other_customer)] == ["Payroll"]


def test_its_own_target_holds_instead(
    corporate, shared, promise, availability, customer, other_customer
):
    own = promise(availability, customer=customer, level="customer")

    assert [one[0] for one in told(customer)] == [own]
    assert [one[0] for one in told(other_customer)] == [corporate]
    assert [one[0] for one in told()] == [corporate, own]


def test_from_the_day_on_which_it_holds(
    corporate, service, promise, availability, customer, lose
):
    late = {"customer": customer, "level": "customer", "valid_from": MIDMONTH}
    promise(availability, **late)
    lose(service, 2)
    lose(service, 1, start=datetime(2026, 3, 20, 9, tzinfo=UTC))

    rows = month_results(MARCH, at=APRIL, customer_id=customer.pk)
    first, second = sorted(
        (row for row in rows if row.service), key=lambda row: row.period.start
    )
    assert first.period.start == MARCH.start
    assert first.period.end == second.period.start == own_start(second)
    assert (first.facts["downtime"], second.facts["downtime"]) == (7200, 3600)
    assert (first.inherited_by, second.inherited_by) == (customer.pk, None)


def own_start(row):
    return row.version.agreement.start_of(MIDMONTH)


def test_what_is_for_one_service_holds_instead_for_that_one_alone(
    corporate, service, promise, availability, customer, who
):
    other = create_service(name="Payroll", state="live", customers=[customer], **who)
    about = {"level": "service", "services": [service]}
    for_one = promise(availability, customer=customer, **about)
    for_all = promise(
        replace(availability, service=None), **{**about, "services": [other]}
    )

    found = {one[1]: one[0] for one in told(customer)}
    assert found == {"E-mail": for_one, "Payroll": for_all}


def test_a_score_is_of_its_own_ratings(corporate, rated, customer, other_customer):
    def scored(**about):
        rows = month_results(MARCH, at=APRIL, **about)
        return [row.value for row in rows if row.target.metric == "experience"]

    assert scored(customer_id=customer.pk) == [5]
    assert scored(customer_id=other_customer.pk) == [1]
    assert scored() == [3]


def test_a_measure_is_told_to_whoever_uses_its_service_until_promised_otherwise(
    promise, measure, availability, customer, other_customer, who
):
    values = {"metric": "measured", "measure": measure, "statistic": "max"}
    values |= {"direction": "at_most", "partial_weight": None}
    terms = replace(availability, **values, goal_value=Decimal(300))
    for_all = promise(terms)
    day = {"values": [(TEN, Decimal(200))], "actor": who["actor"], "at": APRIL}
    record_values(number=measure.number, **day)

    def promised(to):
        rows = month_results(MARCH, at=APRIL, customer_id=to.pk)
        return [(row.version.agreement, row.value) for row in rows]

    assert promised(customer) == [(for_all, 200)]
    assert promised(other_customer) == []
    stricter = replace(terms, goal_value=Decimal(100))
    own = promise(stricter, customer=customer, level="customer")
    assert promised(customer) == [(own, 200)]


def test_a_closed_month_of_all_stays_and_of_one_is_judged_anew(
    corporate, shared, lose, customer, other_customer, service_level_manager
):
    lose(shared, 4, customer=other_customer)
    close_period(month=FIRST, actor=service_level_manager, at=APRIL)
    before = PeriodResult.objects.get().data_hash
    lose(shared, 2, customer=customer)

    assert told()[0][2:] == (Decimal("99.462"), "missed")
    assert told(customer)[0][2:] == (AFTER_TWO, "kept")
    (basis,) = bases_of(shared, MARCH, customer)
    (share,) = by_month(shared, basis, [FIRST], at=APRIL)
    assert rounded(share and share * 100) == AFTER_TWO
    assert PeriodResult.objects.get().data_hash == before
