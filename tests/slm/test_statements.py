"""However much is promised, as many statements judge a month of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation, Person
from catalogue.services import create_service
from core.models import User
from core.periods import month
from incidents.models import Incident
from incidents.services import open_incident
from records.models import Rating
from slm.models import Agreement, Measure, PeriodResult
from slm.selectors import Reader, month_rows
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    close_period,
    create_agreement,
    create_measure,
    edit_contents,
    record_values,
    report_outage,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)


@pytest.fixture
def agreed(provider, availability, resolution, agent, who):
    """Promises a new customer everything for so many services; one befalls them each."""

    def agree(name, services):
        customer = Organisation.objects.create(name=name, is_customer=True)
        about = Agreement(leg="sla", title=name, provider=provider, customer=customer)
        wording = Wording(valid_from=YEAR_START)
        draft = create_agreement(agreement=about, wording=wording, **who)
        by = {**who, "number": draft.number}
        edit_contents(**by, numbers={"notice_hours": 24}, periods=())
        add_target(**by, terms=resolution)
        add_target(**by, terms=availability)
        made = [a_service(f"{name} {n}", customer, agent, who) for n in range(services)]
        for service in made:
            for terms in month_terms(availability, service, who):
                add_target(**by, terms=terms)
        put_into_force(**by)
        for service in made:
            rate(service, customer, agent)

    return agree


def a_service(name: str, customer: Organisation, agent: User, who: Any) -> Any:
    """Return a service for which something was planned."""
    service = create_service(name=name, state="live", customers=[customer], **who)
    span: Any = {"start": TEN, "end": TEN + HOUR, "text": "x"}
    terms = OutageTerms(service=service, is_planned=True, **span)
    report_outage(terms=terms, actor=agent, at=TEN - HOUR)
    return service


def rate(service: Any, customer: Organisation, agent: User) -> None:
    """Rate a record of the service."""
    person = Person.objects.create(name=service.name, organisation=customer)
    incident = Incident(title="x", requester=person, service=service)
    opened = open_incident(incident=incident, actor=agent, at=TEN)
    Rating.objects.create(record=opened, person=person, score=4, rated_at=TEN)


def month_terms(availability: Any, service: Any, who: Any) -> Iterator[Any]:
    """Yield one target of each kind for a service."""
    one = replace(availability, service=service, goal_value=Decimal(4))
    for metric in ("availability", "restore", "impact"):
        yield replace(one, metric=metric)
    score = replace(one, metric="experience", partial_weight=None)
    yield replace(score, least_answers=1)
    about: Any = {"name": service.name, "unit": "ms", "source": "x", "point": "x"}
    made = Measure(service=service, responsible=one.responsible, **about)
    measure = create_measure(measure=made, **who)
    values = [(TEN, Decimal(3))]
    record_values(
        number=measure.number, values=values, actor=who["actor"], at=TEN + HOUR
    )
    measured = {"metric": "measured", "measure": measure, "statistic": "max"}
    yield replace(
        one, service=None, partial_weight=None, direction="at_most", **measured
    )


def judged(_actor: Any) -> int:
    return len(month_rows(month(MARCH), at=APRIL))


def closed(actor: Any) -> int:
    with transaction.atomic():
        results = close_period(month=MARCH, actor=actor, at=APRIL)
        transaction.set_rollback(True)
    return len(results)


@pytest.mark.parametrize(("ask", "found"), [(judged, (5, 25)), (closed, (1, 3))])
def test_more_agreements_and_targets_take_no_more_statements(
    agreed, service_level_manager, ask, found
):
    def asked():
        # What agreements say is in memory wherever a worker has run for a while.
        Reader()
        with CaptureQueriesContext(connection) as captured:
            count = ask(service_level_manager)
        return count, len(captured)

    agreed("Abel", services=1)
    few, statements = asked()
    agreed("Bell", services=2)
    agreed("Cole", services=2)

    assert (few, asked()) == (found[0], (found[1], statements))
    assert not PeriodResult.objects.exists()
