"""Tasks: given about anything, told of, done with a result, once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.services import deliver_outbox
from core.versions import StaleVersion
from notifications.models import Notification
from workflow.models import Task
from workflow.services import (
    finish_task,
    give_task,
    move_task,
    remind_of_overdue_tasks,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def task(incident, agent, team_lead, noon):
    return give_task(
        number=incident.number,
        text="Call the vendor.",
        owner=agent.person,
        due_on=noon.date() + 7 * DAY,
        actor=team_lead,
        at=noon,
    )


def test_a_task_is_recorded_and_its_owner_told(task, agent):
    deliver_outbox(at=timezone.now())

    assert Event.objects.get(name="task.given").facts["owner"] == agent.person.pk
    assert Notification.objects.filter(recipient=agent, topic="workflow.task").exists()


@pytest.mark.parametrize("who", ["auditor", "requester", "administrator"])
def test_others_give_no_task(who, cast, incident, agent, noon):
    with pytest.raises(PermissionDenied):
        give_task(
            number=incident.number,
            text="x",
            owner=agent.person,
            due_on=noon.date(),
            actor=cast[who],
            at=noon,
        )


@pytest.mark.parametrize(
    ("owner", "days", "is_internal"),
    [("agent", -1, False), ("agent", 9999, False), ("stranger", 1, False)],
)
def test_nobody_is_given_what_they_may_not_see_or_cannot_do(
    owner, days, is_internal, cast, incident, noon
):
    with pytest.raises(ValidationError):
        give_task(
            number=incident.number,
            text="x",
            owner=cast[owner].person,
            due_on=noon.date() + days * DAY,
            is_internal=is_internal,
            actor=cast["agent"],
            at=noon,
        )
    assert not Task.objects.exists()


def test_a_task_is_done_with_a_result_and_only_once(task, agent, noon):
    by = {"task_id": task.pk, "actor": agent, "at": noon + DAY}
    with pytest.raises(ValidationError):
        finish_task(result=" ", **by)
    finish_task(result="They send one.", **by)
    with pytest.raises(TransitionNotAllowed):
        finish_task(result="Again.", **by)

    task.refresh_from_db()
    assert (task.done_by, task.result) == (agent, "They send one.")
    assert Event.objects.get(name="task.done").changes["done_at"][0] is None


def test_only_its_owner_and_who_gave_it_say_that_it_is_done(task, auditor, stranger):
    with pytest.raises(PermissionDenied):
        finish_task(task_id=task.pk, result="x", actor=auditor, at=task.given_at)
    with pytest.raises(Task.DoesNotExist):
        finish_task(task_id=task.pk, result="x", actor=stranger, at=task.given_at)


def test_a_task_is_given_to_another(task, team_lead, agent, noon):
    moved = move_task(
        task_id=task.pk,
        owner=team_lead.person,
        due_on=task.due_on,
        version=1,
        actor=agent,
        at=noon,
    )
    with pytest.raises(StaleVersion):
        finish_task(task_id=task.pk, result="x", version=1, actor=agent, at=noon)

    assert moved.owner == team_lead.person
    changes = Event.objects.get(name="task.moved").changes
    assert changes["owner"] == [agent.person.pk, team_lead.person.pk]


def test_an_overdue_task_is_told_of_once(task, agent, noon):
    late = noon + 8 * DAY

    assert remind_of_overdue_tasks(actor=agent, at=noon + 7 * DAY) == 0
    assert remind_of_overdue_tasks(actor=agent, at=late) == 1
    assert remind_of_overdue_tasks(actor=agent, at=late + DAY) == 0
