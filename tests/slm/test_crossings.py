"""Thresholds: which are recorded, taken back and told, and what is at risk by them."""

from dataclasses import replace

import pytest

from calendars.hours import Budget
from incidents.models import Incident
from incidents.services import cancel_incident, mark_duplicate, open_incident
from slm.choices import ClockStatus, Verdict
from slm.models import Agreement, Clock
from slm.selectors import cards_of, open_clocks, with_risk
from slm.services import (
    Wording,
    add_target,
    check_clocks,
    create_agreement,
    sweep_clocks,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, classify, clock_of, pend, resolve, resume
from tests.slm.conftest import YEAR_START

pytestmark = pytest.mark.django_db


def statuses(incident, at):
    sweep_clocks(at=at)
    listed = open_clocks(Clock.objects.filter(record=incident.pk)).overall.counts
    (card,) = cards_of([clock_of(incident)], at=at)
    return {*listed, card.status}


def test_of_two_targets_crossed_at_once_one_threshold_is_told(
    draft, resolution, requester, service, agent, service_level_manager, noon
):
    terms = replace(resolution, budgets={1: Budget(7 * 3600), None: Budget(8 * 3600)})
    add_target(number=draft.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    incident = open_incident(
        incident=Incident(title="x", requester=requester.person, service=service),
        actor=agent,
        at=TEN,
    )
    classify(incident, agent, TEN + 6.5 * HOUR, impact=1, urgency=1)

    rows = clock_of(incident).crossings.select_related("event").order_by("id")
    notifying = [(row.percent, row.event.facts["notifies"]) for row in rows]
    assert notifying == [(50, False), (75, False), (50, False), (75, True)]
    assert [row.is_carried for row in rows] == [False, False, True, True]


def test_what_is_cancelled_in_retrospect_withdraws_what_it_uncrosses(
    incident, agent, team_lead
):
    sweep_clocks(at=TEN + 7 * HOUR)
    cancel_incident(
        number=incident.number, reason="x", actor=team_lead, at=TEN + 5 * HOUR
    )

    taken_back = clock_of(incident).crossings.filter(is_withdrawal=True)
    assert [row.percent for row in taken_back] == [75]
    assert list(check_clocks(at=TEN + 8 * HOUR)) == []


def test_what_was_withdrawn_is_no_risk(incident, agent, team_lead):
    sweep_clocks(at=TEN + 7 * HOUR)
    assert with_risk(Clock.objects.all()).get().is_at_risk
    pend(incident, team_lead, TEN + HOUR)
    resume(incident, team_lead, TEN + 5 * HOUR)

    assert not with_risk(Clock.objects.all()).get().is_at_risk


def test_half_the_time_is_no_risk_and_three_quarters_are_in_list_and_card(incident):
    assert statuses(incident, TEN + 5 * HOUR) == {ClockStatus.ON_TRACK}
    assert statuses(incident, TEN + 6 * HOUR) == {ClockStatus.AT_RISK}


def test_a_duplicate_counts_only_as_void(incident, agent, requester, service):
    original = open_incident(
        incident=Incident(title="x", requester=requester.person, service=service),
        actor=agent,
        at=TEN,
    )
    mark_duplicate(
        number=incident.number, of=original.number, actor=agent, at=TEN + 9 * HOUR
    )

    clock = clock_of(incident)
    assert (clock.verdict, clock.verdict_at) == (Verdict.VOID, TEN + 9 * HOUR)
    assert clock_of(original).verdict == Verdict.OPEN


def test_with_the_customer_changes_the_promise_and_the_time_carries_over(
    incident, agent, other_customer, provider, resolution, service_level_manager, noon
):
    theirs = create_agreement(
        agreement=Agreement(
            leg="sla", title="Theirs", provider=provider, customer=other_customer
        ),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )
    terms = replace(resolution, budgets={None: Budget(6 * 3600)})
    add_target(number=theirs.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=theirs.number, actor=service_level_manager, at=noon)
    classify(incident, agent, TEN + 5 * HOUR, customer=other_customer)

    clock = clock_of(incident)
    assert clock.budget.target.version.agreement == theirs
    assert clock.due_at == TEN + 6 * HOUR
    resolve(incident, agent, TEN + 7 * HOUR)
    assert clock_of(incident).verdict == Verdict.BREACHED
    assert list(check_clocks(at=TEN + 8 * HOUR)) == []
