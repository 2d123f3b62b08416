"""An SLA with no customer is with all of them: every figure takes it so."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.periods import month
from governance.measures import get_measure
from records.models import Rating
from reporting.models import ServiceReport
from reporting.services import issue_report
from slm.models import Agreement
from slm.selectors import Substitution, bases_of, month_rows, replay
from slm.selectors.reviewing import reviews_due
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    create_agreement,
    plan_due_reviews,
    plan_review,
    report_outage,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, resolve
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
MARCH = month(FIRST)
APRIL = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def corporate(promise, resolution, availability):
    """What all customers are promised: solutions, availability and satisfaction."""
    score = replace(availability, metric="experience", goal_value=Decimal(4))
    return promise(resolution, availability, replace(score, partial_weight=None))


@pytest.fixture
def interim(provider, customer, resolution, service, who):
    """One that is to last for three months only."""
    made = create_agreement(
        agreement=Agreement(
            leg="sla",
            title="Until then",
            provider=provider,
            customer=customer,
            is_interim=True,
        ),
        wording=Wording(
            valid_from=YEAR_START, valid_to=date(2026, 6, 1), services=[service]
        ),
        **who,
    )
    terms = replace(resolution, metric="first_response", service=service)
    add_target(number=made.number, terms=terms, **who)
    put_into_force(number=made.number, **who)
    return made


def test_reviews_are_held_with_one_customer_about_what_is_to_last(
    corporate, interim, agreement, service_level_manager
):
    by = {"actor": service_level_manager, "at": APRIL}
    assert [one.agreement for one in reviews_due(APRIL)] == [agreement]
    for other in (corporate, interim):
        with pytest.raises(ValidationError, match="is not reviewed"):
            plan_review(number=other.number, starts_at=APRIL + 24 * HOUR, **by)

    (planned,) = plan_due_reviews(**by)
    assert planned.about == agreement.item
    assert plan_due_reviews(**by) == []


def test_its_availability_is_that_of_every_service_somebody_uses(
    corporate, service, agent, customer, other_customer
):
    terms = OutageTerms(
        service=service, start=TEN, end=TEN + 2 * HOUR, text="x", customer=customer
    )
    report_outage(terms=terms, actor=agent, at=APRIL)
    (row,) = [one for one in month_rows(MARCH, at=APRIL) if one.service]

    assert (row.service, str(row.verdict)) == (service, "missed")
    assert row.reckoned
    assert row.reckoned.account.downtime == 7200
    (basis,) = bases_of(service, MARCH)
    assert basis.target == row.target
    # What only others lost is not told.
    (theirs,) = bases_of(service, MARCH, other_customer)
    assert (theirs.target, theirs.customer_id) == (row.target, other_customer.pk)


def test_ratings_of_all_customers_make_its_score(corporate, incident_of, requester):
    rated = {"record": incident_of(TEN), "person": requester.person}
    Rating.objects.create(**rated, score=5, rated_at=TEN)

    score = next(one for one in month_rows(MARCH, at=APRIL) if not one.service)
    assert (score.value, str(score.verdict)) == (Decimal(5), "kept")


def test_records_of_all_customers_are_replayed(corporate, incident_of, agent):
    resolve(incident_of(TEN), agent, TEN + 2 * HOUR)
    found = replay(
        Substitution(corporate.versions.get(), percent=10), MARCH, tell=lambda *n: None
    )

    assert (found.records, found.differing) == (1, 1)


def test_it_is_reported_on_once_every_customer_was_given_the_month(
    corporate, customer, service, service_level_manager, agreement
):
    def share():
        return get_measure("slm.critical_slas_reported").select(MARCH, None).value

    assert share() == 0
    issue_report(customer=customer, month=FIRST, actor=service_level_manager, at=APRIL)
    assert ServiceReport.objects.count() == 1
    assert share() == 100
