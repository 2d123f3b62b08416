"""Giving somebody something to do about an item, and noting what came of it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person
from core.events import record_event
from core.kinds import get_kind
from core.lifecycle import TransitionNotAllowed
from core.models import Item, User
from core.rows_told import RowsBefore
from core.versions import check_version
from workflow.models import Task
from workflow.permissions import may_finish, may_give_task
from workflow.selectors import get_task
from workflow.services.loading import check_not_ended, load_item

LONGEST = timedelta(days=5 * 366)


@transaction.atomic
def give_task(
    *,
    number: str,
    text: str,
    owner: Person,
    due_on: date,
    is_internal: bool = False,
    actor: User,
    at: datetime,
) -> Task:
    """
    Give somebody something to do about an item, by a day.

    :raises Item.DoesNotExist: if the actor may not see the item
    :raises PermissionDenied: if the actor may not give tasks
    :raises TransitionNotAllowed: if the item no longer takes anything
    :raises ValidationError: if the day is past, or the owner may not know of it
    """
    item, thing = load_item(number, actor)
    if not may_give_task(actor, item, thing):
        raise PermissionDenied
    check_not_ended(item, thing)
    _check_day(due_on, at)
    _check_owner(owner, item, is_internal)
    task = Task(item=item, text=text.strip(), owner=owner, due_on=due_on)
    task.is_internal, task.given_by, task.given_at = is_internal, actor, at
    task.full_clean()
    tasks = RowsBefore("task", Task.objects.filter(item=item))
    task.save(force_insert=True)
    facts = {
        "task": task.pk,
        "owner": owner.pk,
        "due_on": due_on,
        "is_internal": is_internal,
        **tasks.facts(),
    }
    _record("task.given", task, actor, at, facts=facts, personal={"text": task.text})
    return task


@transaction.atomic
def finish_task(
    *,
    task_id: int,
    result: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Task:
    """
    Note that a task is done, and what came of it.

    :raises Task.DoesNotExist: if the actor may not see it
    :raises PermissionDenied: if it is neither the actor's nor given by them
    :raises TransitionNotAllowed: if it is done already
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: without a result
    """
    task = _lock(task_id, actor, version)
    if not task.is_open:
        raise TransitionNotAllowed(_("This was done already."))
    if not may_finish(actor, task):
        raise PermissionDenied
    if not result.strip():
        raise ValidationError({"result": _("Say what came of it.")})
    tasks = RowsBefore("task", Task.objects.filter(pk=task_id))
    task.done_at, task.done_by, task.result = at, actor, result.strip()
    _save(task, "done_at", "done_by", "result")
    told: dict[str, Any] = {
        "changes": {"done_at": [None, at]},
        "facts": tasks.facts(),
        "personal": {"result": task.result},
    }
    _record("task.done", task, actor, at, **told)
    return task


@transaction.atomic
def move_task(
    *,
    task_id: int,
    owner: Person,
    due_on: date,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> Task:
    """
    Give a task to somebody else, or more time. Raises as `give_task` and `finish_task`.

    :raises PermissionDenied: if the actor did not give it, and may give none
    """
    task = _lock(task_id, actor, version)
    if not task.is_open:
        raise TransitionNotAllowed(_("This was done already."))
    if not actor.has_perm("workflow.give_task"):
        raise PermissionDenied
    before = {"owner": task.owner_id, "due_on": task.due_on}
    if (owner.pk, due_on) == (task.owner_id, task.due_on):
        raise ValidationError(_("Nothing was changed."))
    _check_day(due_on, at)
    _check_owner(owner, task.item, task.is_internal)
    tasks = RowsBefore("task", Task.objects.filter(pk=task_id))
    task.owner, task.due_on, task.reminded_at = owner, due_on, None
    _save(task, "owner", "due_on", "reminded_at")
    after = {"owner": owner.pk, "due_on": due_on}
    changes = {name: [before[name], after[name]] for name in before}
    _record("task.moved", task, actor, at, changes=changes, facts=tasks.facts())
    return task


@transaction.atomic
def remind_of_overdue_tasks(*, actor: User, at: datetime) -> int:
    """Say once of each task that is overdue that it is; return of how many."""
    today = timezone.localtime(at).date()
    overdue = Task.objects.overdue(today).filter(reminded_at=None)
    locked = overdue.select_for_update(skip_locked=True, of=("self",))
    tasks = list(locked.select_related("item"))
    for task in tasks:
        told = RowsBefore("task", Task.objects.filter(pk=task.pk))
        task.reminded_at = at
        task.save(update_fields=["reminded_at"])
        facts = {"due_on": task.due_on, **told.facts()}
        _record("task.overdue", task, actor, at, facts=facts)
    return len(tasks)


def _lock(task_id: int, actor: User, version: int | None) -> Task:
    pk = get_task(task_id, actor).pk
    locked = Task.objects.select_for_update(of=("self",))
    task = locked.select_related("item", "owner").get(pk=pk)
    check_version(task, version)
    return task


def _save(task: Task, *fields: str) -> None:
    task.version += 1
    task.full_clean()
    task.save(update_fields=[*fields, "version"])


def _check_day(due_on: date, at: datetime) -> None:
    today = timezone.localtime(at).date()
    if due_on < today:
        raise ValidationError({"due_on": _("This day is past.")})
    if due_on > today + LONGEST:
        raise ValidationError({"due_on": _("This is more than five years ahead.")})


def _check_owner(owner: Person, item: Item, is_internal: bool) -> None:
    if not owner.is_active:
        raise ValidationError({"owner": _("They are no longer here.")})
    if is_internal and not owner.organisation.is_provider:
        message = _("What is for staff only cannot be given to a customer.")
        raise ValidationError({"owner": message})
    kind = get_kind(item.kind)
    sees = owner.user is None or kind.visible_to(owner.user).filter(item=item).exists()
    if not sees:
        raise ValidationError({"owner": _("This person may not see it.")})


def _record(name: str, task: Task, actor: User, at: datetime, **values: Any) -> None:
    facts = {"task": task.pk, **values.pop("facts", {})}
    record_event(name, item=task.item, actor=actor, at=at, facts=facts, **values)
