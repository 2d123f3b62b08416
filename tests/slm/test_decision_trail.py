"""What is recorded of each move of an exclusion and of a repair."""

import pytest

from core.models import Event
from slm.services import (
    approve_exclusion,
    approve_repair,
    reject_exclusion,
    reject_repair,
    retract_exclusion,
    retract_repair,
    withdraw_exclusion,
)
from tests.reporting.conftest import month
from tests.slm.acts import HOUR
from tests.slm.test_repairs import NOW, of_hours, right_hours

__all__ = ["month", "of_hours", "right_hours"]
pytestmark = pytest.mark.django_db
AT = NOW + HOUR
DECIDED = {"decided_by", "decided_at", "decision_reason"}
WITHDRAWN = {"withdrawn_by", "withdrawn_at", "withdrawal_reason"}
SAID = {"reason": " Because. "}


def moved(act, decision, actor, **given):
    act(number=decision.number, actor=actor, at=AT, **given)
    decision.refresh_from_db()
    return Event.objects.of(decision.pk).select_related("data").latest("pk")


def check(event, decision, fields, facts):
    """Who and when are in the event for good, the words apart; the request keeps all."""
    words = {name for name in fields if name.endswith("reason")}
    assert set(event.changes) == {"state", *fields} - words
    assert event.changes["state"][1] == decision.state
    assert set(event.facts) == facts
    assert event.facts.get("fields", []) == [*words]
    said = getattr(event, "data", None)
    assert (said.values if said else {}) == {
        name: ["", "Because."] for name in words if getattr(decision, name)
    }
    assert decision.version == 2


@pytest.mark.parametrize("act", [approve_exclusion, approve_repair])
@pytest.mark.parametrize("given", [{}, SAID], ids=["wordless", "with words"])
def test_an_approval(act, given, asked, of_hours, service_level_manager):
    decision = asked if act is approve_exclusion else of_hours
    event = moved(act, decision, service_level_manager, **given)
    assert event.name == f"{decision._meta.model_name}.approved"
    check(event, decision, DECIDED, {"clocks", "effect", "fields"})
    assert decision.decision_reason == given.get("reason", "").strip()
    assert (decision.decided_by, decision.decided_at) == (service_level_manager, AT)


@pytest.mark.parametrize("act", [reject_exclusion, reject_repair])
def test_a_rejection(act, asked, of_hours, service_level_manager):
    decision = asked if act is reject_exclusion else of_hours
    event = moved(act, decision, service_level_manager, **SAID)
    assert event.name == f"{decision._meta.model_name}.rejected"
    check(event, decision, DECIDED, {"clocks", "effect", "fields"})
    assert event.facts["clocks"] == decision.effect["changed"]


def test_what_is_taken_back(asked, of_hours, agent, team_lead):
    event = moved(retract_exclusion, asked, agent)
    check(event, asked, WITHDRAWN, {"was", "fields"})
    event = moved(retract_repair, of_hours, team_lead)
    check(event, of_hours, set(), set())


def test_what_counts_again(asked, service_level_manager):
    moved(approve_exclusion, asked, service_level_manager)
    event = moved(withdraw_exclusion, asked, service_level_manager, **SAID)
    asked.version -= 1
    check(event, asked, WITHDRAWN, {"was", "fields"})
    assert event.facts["was"] == "approved"
