from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial

import pytest

from calendars.hours import Budget
from calendars.services import create_calendar
from incidents.models import Incident
from incidents.services import open_incident
from slm.models import Agreement, Exclusion, Measure
from slm.services import (
    Wording,
    add_target,
    approve_exclusion,
    create_agreement,
    create_measure,
    request_exclusion,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force, sla_in_force

HOUR = 3600
YEAR_START = date(2026, 1, 1)


@pytest.fixture
def office(service_level_manager, noon):
    """Service hours around the clock, in UTC, so that sums can be done by hand."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return create_calendar(
        name="Office",
        definition={
            "timezone": "UTC",
            "weekly": {day: [["00:00", "24:00"]] for day in days},
        },
        valid_from=datetime(2016, 1, 1, tzinfo=UTC),
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def resolution(office, service_level_manager):
    """Terms for the resolution of anything: 4 h for priority 1, else 8 h."""
    return TargetTerms(
        metric="resolution",
        responsible=service_level_manager.person,
        calendar=office,
        budgets={1: Budget(4 * HOUR), None: Budget(8 * HOUR)},
        pauses=("customer",),
    )


@pytest.fixture
def draft(customer, provider, service_level_manager, noon):
    """An agreement with the customer, still without targets."""
    return create_agreement(
        agreement=Agreement(
            leg="sla", title="Workplace", provider=provider, customer=customer
        ),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def agreement(draft, resolution, service_level_manager, noon):
    """The same agreement, in force with one target."""
    add_target(
        number=draft.number, terms=resolution, actor=service_level_manager, at=noon
    )
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    return draft


@pytest.fixture
def incident(agreement, requester, service, agent):
    """An incident on which the agreement's clock runs."""
    return open_incident(
        incident=Incident(
            title="Mail does not arrive", requester=requester.person, service=service
        ),
        actor=agent,
        at=datetime(2026, 3, 4, 9, 0, tzinfo=UTC),
    )


@pytest.fixture
def asked(agreement, service, agent):
    """A request that on 4 March, from 11 to 13, nothing counts on the service."""
    return request_exclusion(
        exclusion=Exclusion(
            reason="customer",
            text="The customer had switched its network off.",
            start=datetime(2026, 3, 4, 11, tzinfo=UTC),
            end=datetime(2026, 3, 4, 13, tzinfo=UTC),
            service=service,
        ),
        actor=agent,
        at=datetime(2026, 3, 5, 9, tzinfo=UTC),
    )


@pytest.fixture
def approved(asked, service_level_manager):
    """The same, approved the day after."""
    return approve_exclusion(
        number=asked.number,
        actor=service_level_manager,
        at=datetime(2026, 3, 5, 10, tzinfo=UTC),
    )


@pytest.fixture
def incident_of(requester, service, agent):
    """Makes an incident of the customer, opened at an instant."""

    def make(at, **values):
        about = {"service": service, **values}
        return open_incident(
            incident=Incident(title="x", requester=requester.person, **about),
            actor=agent,
            at=at,
        )

    return make


@pytest.fixture
def who(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def promise(provider, who):
    """Makes an SLA that holds: with a customer, or with all of them."""
    return partial(sla_in_force, provider=provider, **who)


@pytest.fixture
def availability(office, service_level_manager):
    return TargetTerms(
        metric="availability",
        calendar=office,
        goal_value=Decimal("99.9"),
        source="Incidents and monitoring",
        measuring_point="Mailbox at the workplace",
        formula="As usual",
        responsible=service_level_manager.person,
        partial_weight=50,
    )


@pytest.fixture
def measure(service, service_level_manager, noon):
    return create_measure(
        measure=Measure(
            name="Opening a mailbox",
            unit="ms",
            service=service,
            point="Branch office",
            source="Probe",
            responsible=service_level_manager.person,
        ),
        actor=service_level_manager,
        at=noon,
    )


@pytest.fixture
def quick_pages(office, measure, service_level_manager):
    return TargetTerms(
        metric="measured",
        name="Quick pages",
        calendar=office,
        goal_value=Decimal(300),
        direction="at_most",
        statistic="p95",
        measure=measure,
        source="Probe",
        formula="As usual",
        responsible=service_level_manager.person,
    )
