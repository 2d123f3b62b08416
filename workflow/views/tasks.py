from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import missing_as_404, refuse_unless
from core.exporting import export_list
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    refuse_if_late,
    render_form,
    render_list,
    render_page,
    sent,
    stale_into,
)
from core.kinds import page_of, visible_object
from core.listing import Column, build_listing
from core.models import Item
from workflow import services
from workflow.filters import TaskFilter
from workflow.forms.meetings import ResultForm, TaskForm, TaskMoveForm
from workflow.models import Task
from workflow.permissions import may_finish, may_give_task
from workflow.selectors import get_task

SORT = "due_on"
COLUMNS = [
    Column("text", gettext_lazy("What is to be done")),
    Column("item", gettext_lazy("About"), "item__number"),
    Column("owner", gettext_lazy("By"), "owner__name"),
    Column("due", gettext_lazy("Until"), "due_on"),
    Column("state", gettext_lazy("State")),
]


@login_required
def task_list(request: HttpRequest) -> HttpResponseBase:
    actor, query = actor_of(request), request.GET.copy()
    for name, usual in (("of", "mine"), ("state", "open")):
        query.setdefault(name, usual)
    tasks = Task.objects.visible_to(actor).select_related("item", "owner")
    filterset = TaskFilter(query, queryset=tasks, request=request)
    if "export" in query:
        return export_list(
            query, filterset, name="tasks", columns=COLUMNS, sort=SORT, cells=_cells
        )
    listing = build_listing(query, filterset, columns=COLUMNS, sort=SORT)
    context = {
        "today": timezone.localdate(),
        "is_mine": query["of"] == "mine",
        "layout": _layout(request),
    }
    return render_list(request, "workflow/task_list.html", listing, context)


def _cells(tasks: Sequence[Task]) -> Iterator[list[object]]:
    for one in tasks:
        state = _("Open") if one.is_open else _("Done")
        yield [one.text, one.item.number, str(one.owner), one.due_on, state]


@login_required
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    task, actor = _task(request, pk), actor_of(request)
    context = {
        "task": task,
        "today": timezone.localdate(),
        "layout": _layout(request),
        "item_page": page_of(task.item, actor),
        "may_finish": task.is_open and may_finish(actor, task),
        "may_move": task.is_open and actor.has_perm("workflow.give_task"),
        "crumbs": [(_("Tasks"), reverse("task_list"))],
    }
    return render_page(request, "workflow/task_detail.html", context)


@login_required
def task_add(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    with missing_as_404():
        thing = visible_object(number, actor)
        item = Item.objects.get(number=number)
    if not may_give_task(actor, item, thing):
        raise PermissionDenied
    form = TaskForm(sent(request), item=item)
    if form.is_valid():
        with errors_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            services.give_task(number=number, **values)
            return redirect_with(request, _("They are told."), page_of(item, actor))
    words = {"title": _("Give a task"), "action": _("Give")}
    return _form(request, item, form, words)


@login_required
def task_finish(request: HttpRequest, pk: int) -> HttpResponse:
    task, actor = _task(request, pk), actor_of(request)
    if not may_finish(actor, task):
        raise PermissionDenied
    refuse_if_late(request, task.is_open, _("This was done already."))
    form = ResultForm(sent(request), initial={"version": task.version})
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            services.finish_task(task_id=pk, **values)
            return redirect_with(request, _("Done."), "task_list")
    words = {"title": _("Done"), "lead": task.text, "action": _("Done")}
    return _form(request, task.item, form, words)


@login_required
def task_move(request: HttpRequest, pk: int) -> HttpResponse:
    task, actor = _task(request, pk), actor_of(request)
    refuse_unless(actor, "workflow.give_task")
    refuse_if_late(request, task.is_open, _("This was done already."))
    initial = {"version": task.version, "owner": task.owner_id, "due_on": task.due_on}
    form = TaskMoveForm(sent(request), item=task.item, initial=initial)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            services.move_task(task_id=pk, **values)
            return redirect_with(request, _("Saved."), page_of(task.item, actor))
    words = {"title": _("Change a task"), "lead": task.text, "action": _("Save")}
    return _form(request, task.item, form, words)


def _task(request: HttpRequest, pk: int) -> Task:
    with missing_as_404():
        return get_task(pk, actor_of(request))


def _form(
    request: HttpRequest, item: Item, form: Any, words: dict[str, Any]
) -> HttpResponse:
    page = page_of(item, actor_of(request))
    context = {
        **words,
        "layout": _layout(request),
        "cancel_url": page,
        "crumbs": [(_("Tasks"), reverse("task_list")), (item.number, page)],
    }
    return render_form(request, "generic/form.html", form, context)


def _layout(request: HttpRequest) -> str:
    """Return the door that the reader has come through: customers have one alone."""
    is_staff = request.user.has_perm("workflow.view_meeting")
    return "layouts/manage.html" if is_staff else "layouts/portal.html"
