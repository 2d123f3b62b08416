from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import Person
from core.kinds import get_kind
from core.models import Item, User
from workflow.models import Meeting, Task
from workflow.selectors.meetings import people_to_meet


def tasks_of(item: Item, user: User) -> QuerySet[Task]:
    """Return what is to be done about an item that the user sees; staff see all."""
    tasks: QuerySet[Task] = Task.objects.filter(item=item).select_related(
        "owner", "given_by"
    )
    if get_kind(item.kind).is_staff(user):
        return tasks
    return tasks.filter(is_internal=False)


def open_tasks_of(items: Iterable[Item]) -> QuerySet[Task]:
    """Return what is still to be done about these items, for everybody who sees them."""
    tasks: QuerySet[Task] = Task.objects.open().filter(
        item__in=list(items), is_internal=False
    )
    return tasks.select_related("item", "owner").order_by("due_on", "pk")


def get_task(task_id: int, user: User) -> Task:
    """
    Return the task, if it may be seen by the user: theirs, or of an item they see.

    :raises Task.DoesNotExist: if there is none, or they may not
    """
    found = Task.objects.select_related("item", "owner", "given_by").get(pk=task_id)
    if Task.objects.visible_to(user).filter(pk=found.pk).exists():
        return found
    kind = get_kind(found.item.kind)
    if not kind.visible_to(user).filter(item=found.item).exists():
        raise Task.DoesNotExist
    shown: Task = tasks_of(found.item, user).select_related("item").get(pk=found.pk)
    return shown


def people_for_tasks(item: Item) -> QuerySet[Person]:
    """Return who can be given a task about an item: who meets, else the provider's."""
    meeting = Meeting.objects.filter(item=item).first()
    return people_to_meet(meeting if meeting is not None else Meeting())
