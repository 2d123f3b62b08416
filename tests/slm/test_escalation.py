"""Each step of an escalation is taken once, told together if there are many."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, transaction

from accounts.models import Person, TeamMembership
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.roles import Role
from core.services import deliver_outbox
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import open_incident
from notifications.models import Notification
from slm.models import Crossing, Escalation, EscalationNotice, EscalationStep
from slm.services import (
    acknowledge_escalation,
    add_step,
    add_target,
    escalate,
    raise_unacknowledged,
    remove_step,
    send_due_escalations,
    start_new_version,
    sweep_clocks,
)
from tests.conftest import sign_up
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, hold, resolve

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def chief(provider):
    """Somebody of the provider who may see records."""
    return sign_up("Carla Chief", provider, Role.TEAM_LEAD)


@pytest.fixture
def steps(draft, resolution, chief, by):
    """An agreement: at 90 % the team, at the breach its leads within 10 min, then the chief."""
    add_target(number=draft.number, terms=resolution, **by)
    for values in (
        {"percent": 90, "whom": "team", "ladder": "functional"},
        {
            "percent": 100,
            "whom": "leads",
            "ladder": "hierarchical",
            "acknowledge_minutes": 10,
        },
        {
            "percent": 100,
            "minutes": 120,
            "whom": "person",
            "person": chief.person,
            "ladder": "hierarchical",
        },
    ):
        add_step(number=draft.number, step=EscalationStep(**values), **by)
    put_into_force(number=draft.number, **by)
    return draft


@pytest.fixture
def incident(steps, requester, service, agent, team):
    return opened(requester, service, agent, team)


def opened(requester, service, agent, team, title="x"):
    made = Incident(title=title, requester=requester.person, service=service)
    found = open_incident(incident=made, actor=agent, at=TEN)
    hold(found, agent, team, TEN)
    return found


def sweep_and_tell(at):
    """Take the steps as if the outbox were delivered at that instant."""
    sweep_clocks(at=at)
    crossed = Event.objects.named("slm.threshold_crossed")
    events = crossed.filter(facts__notifies=True)
    escalate(events=events, actor=system_user("slm"), at=at)


def sweep_and_deliver(at):
    sweep_clocks(at=at)
    deliver_outbox(at=datetime.now(UTC) + HOUR)


def whom():
    return list(Escalation.objects.values_list("whom", flat=True).order_by("position"))


def told(user, topic):
    return Notification.objects.filter(recipient=user, topic=topic).count()


def test_a_step_of_its_own_is_a_threshold_of_the_clock(incident, agent, team_lead):
    sweep_and_tell(TEN + 7.5 * HOUR)

    assert Crossing.objects.filter(percent=90).exists()
    assert whom() == ["team"]
    assert told(agent, "slm.threshold") == 1


def test_steps_crossed_at_once_are_all_taken_once(incident, agent, team_lead, chief):
    sweep_and_tell(TEN + 9 * HOUR)
    sweep_and_tell(TEN + 9 * HOUR)

    assert whom() == ["team", "leads", "person"]
    assert told(team_lead, "slm.breach") == 1
    assert told(chief, "slm.breach") == 0


def test_minutes_after_the_breach_count_from_it(incident, agent, team_lead, chief, by):
    sweep_and_tell(TEN + 9 * HOUR)
    last = Escalation.objects.get(whom="person")

    assert last.due_at == last.crossing.crossed_at + 120 * MINUTE
    assert send_due_escalations(actor=by["actor"], at=last.due_at - MINUTE) == 0
    assert send_due_escalations(actor=by["actor"], at=last.due_at) == 1
    assert send_due_escalations(actor=by["actor"], at=last.due_at) == 0
    assert told(chief, "slm.breach") == 1


def test_what_is_solved_meanwhile_goes_no_further(
    incident, agent, team_lead, chief, by
):
    sweep_and_tell(TEN + 9 * HOUR)
    resolve(incident, agent, TEN + 9 * HOUR)

    assert send_due_escalations(actor=by["actor"], at=TEN + 20 * HOUR) == 0
    assert Escalation.objects.get(whom="person").withdrawn_at
    assert told(chief, "slm.breach") == 0


def lead_told(at=TEN + 9 * HOUR):
    sweep_and_tell(at)
    found = Escalation.objects.get(whom="leads")
    assert found.acknowledge_by
    return found


def test_what_nobody_acknowledges_goes_up_once(incident, agent, team_lead, chief, by):
    waiting = lead_told()
    actor, late = by["actor"], waiting.acknowledge_by

    assert raise_unacknowledged(actor=actor, at=late - MINUTE) == 0
    # The chief's step is planned already, for later: nobody is told of it twice.
    Escalation.objects.filter(whom="person").delete()
    assert raise_unacknowledged(actor=actor, at=late) == 1
    assert raise_unacknowledged(actor=actor, at=late) == 0
    assert Escalation.objects.get(whom="person").raised_from == waiting
    assert told(chief, "slm.breach") == 1


def test_acknowledged_it_goes_no_further_up(incident, agent, team_lead, chief, by):
    waiting = lead_told()
    at = waiting.acknowledge_by - MINUTE
    acknowledge_escalation(escalation_id=waiting.pk, actor=team_lead, at=at)

    assert raise_unacknowledged(actor=by["actor"], at=at + HOUR) == 0
    event = Event.objects.named("slm.escalation_acknowledged").get()
    assert event.item_id == incident.pk
    with pytest.raises(TransitionNotAllowed):
        acknowledge_escalation(escalation_id=waiting.pk, actor=team_lead, at=at)


def test_only_whoever_was_told_acknowledges(
    incident, agent, team_lead, auditor, requester, by
):
    waiting = lead_told()

    with pytest.raises(PermissionDenied):
        acknowledge_escalation(escalation_id=waiting.pk, actor=auditor, at=by["at"])
    with pytest.raises(Escalation.DoesNotExist):
        acknowledge_escalation(escalation_id=waiting.pk, actor=requester, at=by["at"])
    waiting.refresh_from_db()
    assert waiting.acknowledged_at is None


def test_a_correction_that_uncrosses_withdraws_what_was_told(
    incident, agent, team_lead, chief
):
    sweep_and_tell(TEN + 9 * HOUR)
    resolve(incident, agent, TEN + 6 * HOUR)
    deliver_outbox(at=datetime.now(UTC) + HOUR)

    assert Escalation.objects.filter(withdrawn_at=None).count() == 0
    assert Escalation.objects.count() == 3


def test_more_than_five_at_once_become_one_message(
    agreement, requester, service, agent, team, team_lead
):
    for number in range(6):
        opened(requester, service, agent, team, title=f"Storm {number}")
    sweep_and_deliver(TEN + 9 * HOUR)

    digest = Notification.objects.get(recipient=team_lead, topic="slm.digest")
    assert all(f"Storm {number}" in digest.body for number in range(6))
    assert told(team_lead, "slm.breach") == 0
    notices = EscalationNotice.objects.filter(user=team_lead, is_digest=True)
    assert notices.values("escalation__crossing").distinct().count() == 6


def test_a_digest_is_noted_only_for_whom_it_reached(
    agreement, requester, service, agent, team, team_lead
):
    for number in range(6):
        opened(requester, service, agent, team, title=f"Storm {number}")
    Person.objects.filter(user=team_lead).update(is_active=False)
    sweep_and_deliver(TEN + 9 * HOUR)

    assert Notification.objects.filter(recipient=agent, topic="slm.digest").exists()
    assert not Notification.objects.filter(recipient=team_lead).exists()
    assert not EscalationNotice.objects.filter(user=team_lead).exists()


def test_five_at_once_are_told_one_by_one(
    agreement, requester, service, agent, team, team_lead
):
    for number in range(5):
        opened(requester, service, agent, team, title=f"Storm {number}")
    sweep_and_deliver(TEN + 9 * HOUR)

    assert told(team_lead, "slm.breach") == 5
    assert told(team_lead, "slm.digest") == 0


def test_a_digest_tells_nothing_of_what_one_may_not_see(
    agreement, requester, service, agent, team, team_lead
):
    outsider = sign_up("Otto Outside", requester.person.organisation, Role.USER)
    TeamMembership.objects.create(team=team, person=outsider.person, is_lead=True)
    opened(outsider, service, agent, team, title="Their own")
    for number in range(6):
        opened(requester, service, agent, team, title=f"Storm {number}")
    sweep_and_tell(TEN + 9 * HOUR)

    digest = Notification.objects.get(recipient=outsider, topic="slm.digest")
    assert "Their own" in digest.body
    assert "Storm" not in digest.body


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": 75, "minutes": 5, "whom": "team", "ladder": "functional"},
        {"percent": 0, "whom": "team", "ladder": "functional"},
        {"percent": 100, "whom": "person", "ladder": "functional"},
        {"percent": 100, "whom": "role", "ladder": "functional"},
        {"percent": 100, "whom": "nobody", "ladder": "functional"},
        {
            "percent": 100,
            "whom": "team",
            "ladder": "functional",
            "acknowledge_minutes": 5,
        },
    ],
)
def test_a_step_that_cannot_be_is_refused(draft, by, wrong):
    with pytest.raises(ValidationError):
        add_step(number=draft.number, step=EscalationStep(**wrong), **by)
    assert not EscalationStep.objects.exists()


def test_steps_of_what_is_in_force_stay_and_are_copied(steps, agent, by):
    step = EscalationStep.objects.first()
    assert step
    with pytest.raises(InternalError), transaction.atomic():
        step.delete()
    with pytest.raises(TransitionNotAllowed):
        remove_step(number=steps.number, step_id=step.pk, **by)
    with pytest.raises(PermissionDenied):
        add_step(number=steps.number, step=step, actor=agent, at=by["at"])
    copy = start_new_version(number=steps.number, **by)

    assert [one.percent for one in copy.steps.order_by("position")] == [90, 100, 100]
    remove_step(number=steps.number, step_id=copy.steps.all()[0].pk, **by)
    assert copy.steps.count() == 2
    assert Event.objects.named("agreement.step_removed").count() == 1
