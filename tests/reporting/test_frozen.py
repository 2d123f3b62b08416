"""A report is of the end of its month, whenever it is asked for."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from catalogue.services import create_service
from core.canonical import canonical_json
from core.periods import month as month_period
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import (
    cancel_incident,
    classify_incident,
    close_incident,
    reopen_incident,
)
from reporting.choices import CAME, WENT
from reporting.selectors import service_report_figures
from reporting.selectors.workload import Scope, workload
from slm.services import sweep_clocks
from tests.reporting.conftest import (
    FIRST_OF_APRIL,
    HOUR,
    MARCH,
    TENTH,
    an_incident,
    resolved,
)

pytestmark = pytest.mark.django_db
APRIL = FIRST_OF_APRIL + 10 * HOUR


def figures(customer, service=None):
    return service_report_figures(customer=customer, service=service, month=MARCH)


@pytest.fixture
def other_service(customer, other_customer, noon):
    return create_service(
        name="Telephony",
        state="live",
        customers=[customer, other_customer],
        actor=system_user("core"),
        at=noon,
    )


@pytest.fixture
def lived_on(month, customer, service, agent):
    """Return the figures of March, taken at once; since then much has happened."""
    told = figures(customer), figures(customer, service)
    by = {"actor": agent}
    for place, name in enumerate(("met", "paused", "late")):
        reopen_incident(number=month[name].number, reason="x", at=APRIL, **by)
        again = APRIL + (place + 1) * 24 * HOUR
        resolved(month[name], agent, again)
        close_incident(number=month[name].number, at=again + HOUR, **by)
    still = {"number": month["open"].number, **by}
    classify_incident(**still, priority=3, reason="Graver.", at=APRIL + HOUR)
    classify_incident(**still, impact=1, urgency=1, reason="All.", at=APRIL + 2 * HOUR)
    cancel_incident(**still, reason="x", at=APRIL + 3 * HOUR)
    sweep_clocks(at=APRIL + timedelta(days=30))
    return told


def test_whatever_became_of_its_records_since_its_figures_are_the_same(
    lived_on, customer, service
):
    later = figures(customer), figures(customer, service)

    assert [canonical_json(one) for one in later] == [
        canonical_json(one) for one in lived_on
    ]


def test_a_verdict_after_the_end_is_of_the_month_in_which_it_fell(lived_on, customer):
    april = service_report_figures(
        customer=customer, service=None, month=date(2026, 4, 1)
    )

    assert lived_on[0]["totals"]["breached"] == 2
    assert april["totals"]["breached"] == 2
    assert (april["totals"]["void"], april["totals"]["reopened"]) == (1, 2)
    before = april["trend"][-2]
    assert (before["n"], before["met"], before["breached"]) == (4, 2, 2)


def test_what_falls_on_the_first_instant_after_the_end_is_not_of_the_month(
    agreement, agent, requester, service, customer
):
    end = month_period(MARCH).end
    resolved(an_incident(agent, requester, end - HOUR, service=service), agent, end)

    told = figures(customer)
    assert (told["totals"]["n"], told["workload"]["backlog"]) == (0, 1)


def test_a_critical_one_that_was_cancelled_is_told_so(
    agreement, agent, requester, service, customer
):
    grave = {"service": service, "impact": 1, "urgency": 1}
    one = an_incident(agent, requester, TENTH, **grave)
    cancel_incident(number=one.number, reason="x", actor=agent, at=TENTH + HOUR)

    [told] = figures(customer)["major"]
    assert (told["ended"], told["ended_at"]) == (
        "cancelled",
        (TENTH + HOUR).isoformat(timespec="seconds"),
    )


def one_step(chance, incident, agent, at, services, customers):
    """Do something lawful with an incident, whatever chance says."""
    by = {"number": incident.number, "actor": agent, "at": at}
    incident.refresh_from_db()
    if incident.phase in ("done", "closed"):
        return reopen_incident(**by, reason="x")
    if incident.phase == "void":
        return None
    act = chance.choice(("resolve", "resolve", "move", "move away", "cancel"))
    if act == "resolve":
        return resolved(incident, agent, at)
    if act == "cancel":
        return cancel_incident(**by, reason="x")
    if act == "move" and incident.service != services[1]:
        return classify_incident(**by, service=services[1])
    others = [one for one in customers if one != incident.customer]
    return classify_incident(**by, customer=others[0])


def random_history(chance, agent, requester, services, customers):
    """Open incidents and do something with them, for six weeks around March."""
    at, incidents = datetime(2026, 2, 20, tzinfo=UTC), list[Incident]()
    while at < datetime(2026, 4, 2, tzinfo=UTC):
        at += timedelta(hours=chance.randint(8, 60))
        if len(incidents) < 5 or chance.random() < 0.3:
            incidents.append(an_incident(agent, requester, at, service=services[0]))
        else:
            one = chance.choice(incidents[-5:])
            one_step(chance, one, agent, at, services, customers)


@pytest.mark.parametrize("seed", range(6))
def test_what_came_and_what_went_is_what_the_backlog_changed_by(
    seed, agent, requester, service, other_service, customer, other_customer
):
    services, customers = (service, other_service), (customer, other_customer)
    random_history(Random(seed), agent, requester, services, customers)

    for scope in (
        Scope(),
        *(Scope(one.pk) for one in customers),
        *(Scope(customer.pk, one.pk) for one in services),
    ):
        work = workload(scope, month_period(MARCH))
        came, went = (sum(map(work.count, lines)) for lines in (CAME, WENT))
        assert work.flows or not work.backlog
        assert len(work.at_start) + came - went == len(work.backlog)
