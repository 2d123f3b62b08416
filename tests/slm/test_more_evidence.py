"""Signatures, credits, on-call, measures, what-ifs and process measures are evidence."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from calendars.on_call import Rotation, plan_on_call, set_team_hours
from core.evidence import Period
from core.periods import days, month
from governance.evidence import process_measures
from governance.services import set_limits, take_measures
from reporting.services import make_pack
from reporting.services.verifying import verify_names
from slm.credits import parse_credit_lines
from slm.evidence_escalation import on_call
from slm.evidence_measures import measures, what_ifs
from slm.evidence_periods import credits_due
from slm.evidence_signatures import signatures
from slm.selectors import Substitution
from slm.services import add_target, close_period, record_values, replay_what_if
from tests.factories.slm import put_into_force
from tests.reporting import conftest as of_march
from tests.reporting.conftest import HOUR, LATER, MARCH
from tests.reporting.test_altered import undone
from tests.reporting.test_packs import alter

pytestmark = pytest.mark.django_db
month_of_march, stored_apart = of_march.month, of_march.stored_apart
SPAN = Period(month(MARCH).start, LATER + 24 * HOUR)


@pytest.fixture
def agreement(draft, resolution, who):
    """In force, with five percent due from the first point below the goal."""
    terms = replace(resolution, credits=parse_credit_lines("1: 5 %"))
    add_target(number=draft.number, terms=terms, **who)
    put_into_force(number=draft.number, **who)
    return draft


def test_who_signed_what_is_shown_and_who_did_not_is_a_gap(agreement, auditor):
    found = signatures(month(MARCH), auditor)
    label, words = found.rows[0].facts[1]
    assert (found.verdict, len(found.rows)) == ("evidenced", 1)
    assert label.startswith("Signed as:")
    assert "on paper, Folder 1" in words

    with undone():
        alter("DELETE FROM slm_signature")
        assert signatures(month(MARCH), auditor).verdict == "gap"


def test_credits_are_shown_as_they_were_frozen(
    agreement, request, service_level_manager, auditor
):
    assert credits_due(SPAN, auditor).verdict == "nothing_occurred"
    request.getfixturevalue("month_of_march")
    close_period(month=MARCH, actor=service_level_manager, at=LATER)

    (row,) = credits_due(SPAN, auditor).rows
    words = "goal 95 %, reached 2 of 4; 95 − 100 × 2 ÷ 4 = 45 points below"
    assert row.facts[1][1] == f"5 %; {words}"


def test_on_call_is_shown_and_nobody_planned_is_a_gap(
    office, team, team_lead, auditor, noon
):
    by = {"team_id": team.pk, "actor": team_lead, "at": noon}
    set_team_hours(calendar=office, **by)
    assert on_call(month(MARCH), auditor).reason.endswith(f"{team.name}.")
    turns = Rotation([team_lead.person], date(2026, 3, 9), time(8), 2)
    plan_on_call(rotation=turns, **by)

    (row,) = on_call(month(MARCH), auditor).rows
    assert [name for name, _span in row.facts[1:]] == [str(team_lead.person)] * 2


def test_what_brought_no_value_is_a_gap(measure, auditor, who):
    found = measures(month(MARCH), auditor)
    assert (found.verdict, found.reason) == (
        "gap",
        "No value in the period: Opening a mailbox.",
    )
    values = [(datetime(2026, 3, 3, tzinfo=UTC), Decimal(1))]
    record_values(number=measure.number, values=values, **who)
    assert measures(month(MARCH), auditor).verdict == "evidenced"


def test_what_was_tried_out_is_shown(agreement, auditor, who):
    made = replay_what_if(
        terms=Substitution(agreement.versions.get(), percent=125),
        first_on=date(2026, 3, 1),
        last_on=date(2026, 3, 3),
        keep=str,
        tell=max,
        **who,
    )
    assert [row.number for row in what_ifs(month(MARCH), auditor).rows] == [made.number]


@pytest.fixture
def taken(agreement, service, service_level_manager):
    by = {"actor": service_level_manager, "at": LATER}
    upper = Decimal(99)
    set_limits(measure="slm.services_with_sla", lower=None, upper=upper, **by)
    return take_measures(month=MARCH, **by)


def test_measures_of_the_process_are_shown_with_their_alarms(taken, auditor, requester):
    found = process_measures(month(MARCH), auditor)
    alarms = [
        (row.number, row.title) for row in found.rows if dict(row.facts)["Alarm"] != "–"
    ]

    assert len(found.rows) == len(taken)
    share = "The share of offered services with an agreement with a customer in force."
    assert alarms == [("Services with an SLA 2026-03", share)]
    assert process_measures(days(MARCH, MARCH), requester).rows == ()


def test_what_a_measure_of_the_process_was_is_kept_by_packs(taken, auditor):
    pack = make_pack(
        clauses=["4.5"],
        period=days(MARCH, date(2026, 3, 31)),
        prepared_for="x",
        actor=auditor,
        at=LATER,
    )
    assert list(verify_names(pack.manifest["names"])) == []
    for sql in (
        "UPDATE %s SET value = coalesce(value, 0) + 1",
        "UPDATE %s SET is_outside = NOT is_outside",
    ):
        with undone():
            alter(sql % "governance_measurevalue")
            lines = list(verify_names(pack.manifest["names"]))
            assert {line.is_altered for line in lines} == {True}
            assert len(lines) == len(taken)
