"""Improvements: proposed, approved with a baseline, carried out, verified by the same."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.evidence import Verdict
from core.finding import find_items
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.periods import month
from core.services import deliver_outbox
from governance.evidence import improvements
from governance.lifecycle import IMPROVEMENT
from governance.models import Improvement
from governance.permissions import improvement_actions
from governance.services import (
    approve_improvement,
    change_improvement,
    implement_improvement,
    propose_improvement,
    reject_improvement,
    start_improvement,
    verify_improvement,
)
from notifications.models import Notification
from portal.selectors import own_records
from records.models import Record
from records.services import StaleRecord
from slm.models import Clock
from slm.services import sweep_clocks
from tests.factories.slm import sla_in_force
from tests.slm.acts import resolve

pytestmark = pytest.mark.django_db
# The incident of March is late; it is measured in April, and again in June.
APRIL = datetime(2026, 4, 7, 9, tzinfo=UTC)
JUNE = datetime(2026, 6, 2, 9, tzinfo=UTC)


@pytest.fixture
def late(incident, agent):
    resolve(incident, agent, datetime(2026, 3, 5, 9, tzinfo=UTC))
    sweep_clocks(at=datetime(2026, 3, 6, tzinfo=UTC))
    return Clock.objects.get(record=incident.pk, leg="sla")


def an_improvement(late, by, **values):
    usual = {
        "title": "Answer sooner",
        "description": "A second shift.",
        "source": "breach",
        "about": late.record.item,
        "clock": late,
        "owner": by.person,
        "due_on": date(2026, 5, 29),
        "measure": "clocks.breached",
        "target_value": Decimal(0),
    }
    return Improvement(**{**usual, **values})


@pytest.fixture
def proposed(late, agent, team_lead):
    return propose_improvement(
        improvement=an_improvement(late, team_lead), actor=agent, at=APRIL
    )


@pytest.fixture
def approved(proposed, service_level_manager):
    return approve_improvement(
        number=proposed.number, actor=service_level_manager, at=APRIL
    )


@pytest.fixture
def implemented(approved, team_lead):
    by = {"number": approved.number, "actor": team_lead, "at": APRIL}
    start_improvement(**by)
    return implement_improvement(**by)


def test_a_proposal_is_the_providers_record_with_where_it_came_from(
    proposed, late, agent, provider
):
    assert proposed.number.startswith("IMP-")
    assert (proposed.customer, proposed.requester) == (provider, agent.person)
    assert (proposed.kind, proposed.phase) == ("improvement", "new")
    event = Event.objects.get(name="improvement.proposed")
    assert event.changes["clock"] == [None, late.pk]
    assert Record.objects.visible_to(agent).filter(pk=proposed.pk).exists()


def test_it_is_found_and_told_of_but_no_business_of_a_customer(
    proposed, agent, representative, service_level_manager
):
    deliver_outbox(at=timezone.now())

    assert [one.number for one in find_items("sooner", agent)] == [proposed.number]
    assert not Record.objects.visible_to(representative).filter(pk=proposed.pk)
    assert not own_records(agent).filter(pk=proposed.pk).exists()
    assert Notification.objects.filter(
        recipient=service_level_manager, topic="improvement.proposed"
    ).exists()


@pytest.mark.parametrize("who", ["requester", "representative", "auditor"])
def test_others_propose_nothing(who, cast, late, team_lead):
    with pytest.raises(PermissionDenied):
        propose_improvement(
            improvement=an_improvement(late, team_lead), actor=cast[who], at=APRIL
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "beauty"},
        {"due_on": date(2026, 1, 1)},
        {"months": 13},
        {"measure": "clocks.share_met", "target_value": Decimal(150)},
        {"title": ""},
    ],
)
def test_what_is_wrong_is_not_proposed(wrong, late, team_lead, agent):
    with pytest.raises(ValidationError):
        propose_improvement(
            improvement=an_improvement(late, team_lead, **wrong), actor=agent, at=APRIL
        )
    assert not Improvement.objects.exists()


def test_approval_freezes_the_baseline_of_the_month_before(approved):
    assert (approved.baseline_value, approved.baseline_at) == (Decimal(1), APRIL)
    assert approved.baseline_from == date(2026, 3, 1)
    assert approved.baseline_until == date(2026, 3, 31)
    event = Event.objects.get(name="improvement.approved")
    assert event.changes["baseline_value"][0] is None


@pytest.mark.parametrize(
    "missing",
    [{"owner": None}, {"due_on": None}, {"measure": ""}, {"target_value": None}],
)
def test_without_owner_day_measure_or_target_nothing_is_approved(
    missing, late, agent, team_lead, service_level_manager
):
    made = propose_improvement(
        improvement=an_improvement(late, team_lead, **missing), actor=agent, at=APRIL
    )
    with pytest.raises(ValidationError) as refused:
        approve_improvement(number=made.number, actor=service_level_manager, at=APRIL)
    assert set(refused.value.message_dict) == set(missing)
    made.refresh_from_db()
    assert (made.state, made.baseline_at) == ("proposed", None)


def test_only_managers_decide_and_only_once(proposed, team_lead, service_level_manager):
    by = {"number": proposed.number, "at": APRIL}
    with pytest.raises(PermissionDenied):
        approve_improvement(actor=team_lead, **by)
    with pytest.raises(ValidationError):
        reject_improvement(reason=" ", actor=service_level_manager, **by)
    reject_improvement(reason="Too dear.", actor=service_level_manager, **by)
    with pytest.raises(TransitionNotAllowed):
        approve_improvement(actor=service_level_manager, **by)


def test_its_owner_carries_it_out_and_no_other_agent(approved, agent, team_lead):
    assert improvement_actions(agent, approved) == []
    with pytest.raises(PermissionDenied):
        start_improvement(number=approved.number, actor=agent, at=APRIL)
    assert improvement_actions(team_lead, approved) == ["start"]


def test_the_same_figure_says_what_it_brought(implemented, service_level_manager):
    by: dict[str, Any] = {"number": implemented.number, "actor": service_level_manager}
    verdict: dict[str, Any] = {"is_effective": True, "effect": "None was late."}
    with pytest.raises(ValidationError):
        verify_improvement(**verdict, **by, at=APRIL)
    done = verify_improvement(**verdict, **by, at=JUNE)
    with pytest.raises(TransitionNotAllowed):
        verify_improvement(**verdict, **by, at=JUNE)

    assert (done.baseline_value, done.result_value) == (Decimal(1), Decimal(0))
    assert (done.state, done.phase, done.is_effective) == ("verified", "closed", True)


def test_a_proposal_changes_until_it_is_decided_on(
    proposed, agent, service_level_manager
):
    by: dict[str, Any] = {"number": proposed.number, "actor": agent, "at": APRIL}
    words: dict[str, Any] = {
        "title": "Answer at once",
        "description": "A second shift.",
    }
    with pytest.raises(StaleRecord):
        change_improvement(**by, **words, terms={}, version=99)
    change_improvement(**by, **words, terms={"months": 3})
    approve_improvement(number=proposed.number, actor=service_level_manager, at=APRIL)
    with pytest.raises(TransitionNotAllowed):
        change_improvement(**by, **words, terms={"months": 4})

    proposed.refresh_from_db()
    assert (proposed.title, proposed.months) == ("Answer at once", 3)
    assert Event.objects.get(name="improvement.changed").changes["months"] == [1, 3]


def test_who_decides_rewords_a_proposal_as_traceably_as_the_desk(
    proposed, service_level_manager
):
    by: dict[str, Any] = {"number": proposed.number, "actor": service_level_manager}
    by |= {"title": "Answer at once", "description": "A second shift."}
    changed = change_improvement(**by, terms={}, at=APRIL)

    event = Event.objects.get(name="records.edited")
    assert event.data.values["title"] == ["Answer sooner", "Answer at once"]
    found = find_items("at once", service_level_manager)
    assert [one.number for one in found] == [proposed.number]
    assert not Event.objects.filter(name="improvement.changed").exists()
    assert changed.version == proposed.version + 1


def test_changes_of_terms_alone_do_not_overwrite_each_other(proposed, agent):
    by: dict[str, Any] = {"number": proposed.number, "actor": agent, "at": APRIL}
    by |= {"title": proposed.title, "description": proposed.description}
    by |= {"version": proposed.version}
    change_improvement(**by, terms={"months": 3})

    with pytest.raises(StaleRecord):
        change_improvement(**by, terms={"months": 6})


def test_improvements_are_evidence_and_a_gap_when_overdue(
    approved, service_level_manager
):
    june = month(date(2026, 6, 1))
    april = month(date(2026, 4, 1))

    assert improvements(april, service_level_manager).verdict == Verdict.EVIDENCED
    found = improvements(june, service_level_manager)
    assert (found.verdict, found.rows[0].is_overdue) == (Verdict.GAP, True)


def test_the_diagram_in_the_readme_is_the_lifecycle():
    readme = Path("governance/README.md").read_text(encoding="utf-8")

    assert IMPROVEMENT.as_mermaid() in readme


def test_no_agreement_promises_anything_about_it(
    provider, resolution, service_level_manager, team_lead, noon
):
    by = {"actor": service_level_manager, "at": noon}
    corporate = sla_in_force(resolution, provider=provider, **by)
    wanted = Improvement(
        title="Answer sooner", description="A second shift.", source="review"
    )
    made = propose_improvement(improvement=wanted, actor=team_lead, at=APRIL)

    assert corporate.versions.get().targets.exists()
    assert not Clock.objects.filter(record=made.pk).exists()
