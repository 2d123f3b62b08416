"""Tasks: one's own, and those one gave."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonReference
from accounts.models import Person
from core.api.fields import ActionsField, NearDay, VisibleKey
from core.api.views import Reading, acting, actor_of, read_input, seen_version
from core.models import User
from workflow import services
from workflow.filters import TaskFilter
from workflow.models import Task
from workflow.permissions import may_finish


def task_actions(user: User, task: Task) -> list[str]:
    """Return what the user may do with the task as it stands."""
    if not task.is_open:
        return []
    moves = user.has_perm("workflow.give_task")
    return ["done"] * may_finish(user, task) + ["move"] * moves


class TaskSerializer(serializers.ModelSerializer[Task]):
    item = serializers.CharField(source="item.number", read_only=True)
    owner = PersonReference(read_only=True)
    given_by = serializers.CharField(source="given_by.name", read_only=True)
    available_actions = ActionsField(task_actions)

    class Meta:
        model = Task
        fields = [
            "id",
            "item",
            "text",
            "owner",
            "due_on",
            "is_internal",
            "given_by",
            "given_at",
            "done_at",
            "result",
            "available_actions",
            "version",
        ]
        read_only_fields = fields


class TaskInput(serializers.Serializer[Any]):
    """Something to do about `item`, named by its number."""

    item = serializers.CharField(max_length=30)
    text = serializers.CharField(max_length=2000)
    owner = VisibleKey(queryset=Person.objects.all())
    due_on = NearDay()
    is_internal = serializers.BooleanField(default=False)


class MoveInput(serializers.Serializer[Any]):
    owner = VisibleKey(queryset=Person.objects.all())
    due_on = NearDay()


class ResultInput(serializers.Serializer[Any]):
    result = serializers.CharField(max_length=2000)


class TaskViewSet(Reading[Task], viewsets.GenericViewSet[Task]):
    """One's own tasks and those one gave; who oversees tasks sees all."""

    serializer_class = TaskSerializer
    filterset_class = TaskFilter
    lookup_value_regex = "[0-9]{1,18}"
    list_order = ("due_on", "pk")
    queryset = Task.objects.all()

    def get_queryset(self) -> QuerySet[Task]:
        tasks = Task.objects.visible_to(actor_of(self.request))
        return tasks.select_related("item", "owner__user", "given_by")

    @extend_schema(request=TaskInput, responses={201: TaskSerializer})
    def create(self, request: Request) -> Response:
        values = read_input(self, TaskInput)
        number = values.pop("item").upper()
        made = services.give_task(number=number, **values, **acting(request))
        return self.answer(self.get_queryset().get(pk=made.pk), status=201)

    @extend_schema(request=ResultInput)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:
        return self._do(services.finish_task, ResultInput)

    @extend_schema(request=MoveInput)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        return self._do(services.move_task, MoveInput)

    def _do(
        self, service: Any, reads: type[serializers.BaseSerializer[Any]]
    ) -> Response:
        task = self.get_object()
        values = read_input(self, reads)
        version = seen_version(self.request)
        service(task_id=task.pk, version=version, **values, **acting(self.request))
        # One that was given away is no longer one's own.
        return self.answer(Task.objects.get(pk=task.pk))
