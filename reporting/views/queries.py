from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import page_for, refuse_unless
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
from core.listing import Column, build_listing
from reporting.filters import QueryFilter
from reporting.forms import AgainForm, AnswerForm, AskForm, ClosingForm
from reporting.lifecycle import ASK, QUERY
from reporting.models import FigureQuery
from reporting.permissions import query_actions
from reporting.selectors import talk_on
from reporting.services import (
    answer_query,
    close_query,
    query_figure,
    reopen_query,
)
from reporting.views.finding import visible_report
from reporting.views.portal import own_reports_page

COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("figure", gettext_lazy("Figure")),
    Column("customer", gettext_lazy("Customer"), "report__customer__name"),
    Column("report", gettext_lazy("Report"), "report__month"),
    Column("asked", gettext_lazy("Asked"), "asked_at"),
    Column("state", gettext_lazy("State"), "state"),
]
ACTS: dict[str, Callable[..., FigureQuery]] = {
    "answer": answer_query,
    "close": close_query,
    "reopen": reopen_query,
}
FORMS: dict[str, Any] = {
    "answer": AnswerForm,
    "close": ClosingForm,
    "reopen": AgainForm,
}
query_page = page_for("reporting.view_servicereport")


@query_page
def query_list(request: HttpRequest) -> HttpResponse:
    filterset = QueryFilter(request.GET, queryset=_visible(request))
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort="-asked_at")
    return render_list(request, "reporting/query_list.html", listing)


@query_page
def query_detail(request: HttpRequest, number: str) -> HttpResponse:
    query = get_object_or_404(_visible(request), item__number=number)
    crumbs = [(_("Queries"), reverse("query_list"))]
    return _show(request, query, "reporting/query_detail.html", crumbs)


@own_reports_page
def portal_query(request: HttpRequest, number: str) -> HttpResponse:
    query = get_object_or_404(_visible(request), item__number=number)
    page = reverse("portal_service_report", args=[query.report.number])
    crumbs = [(query.report.number, page)]
    return _show(request, query, "reporting/portal_query.html", crumbs)


def _show(
    request: HttpRequest,
    query: FigureQuery,
    template: str,
    crumbs: Sequence[tuple[str, str]],
) -> HttpResponse:
    actions = query_actions(actor_of(request), query)
    steps = [step for step in QUERY if step.name in actions]
    context = {"query": query, "steps": steps, "crumbs": crumbs}
    context["talk"] = talk_on(query)
    return render_page(request, template, context)


@own_reports_page
def query_ask(request: HttpRequest, number: str) -> HttpResponse:
    report, actor = visible_report(request, number), actor_of(request)
    refuse_unless(actor, ASK)
    initial = {"figure": request.GET.get("figure", "")[:80]}
    form = AskForm(sent(request), initial=initial, report=report)
    if form.is_valid():
        with errors_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            query = query_figure(number=number, **values)
            said = _("%s is asked. You are told of the answer.") % query.number
            return redirect_with(request, said, "portal_query", query.number)
    page = reverse("portal_service_report", args=[number])
    context = {
        "layout": "layouts/portal.html",
        "title": _("Query a figure"),
        "lead": _("What is open when your next review comes leads its agenda."),
        "action": _("Ask"),
        "cancel_url": page,
        "crumbs": [(number, page)],
    }
    return render_form(request, "generic/form.html", form, context)


@own_reports_page
def query_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    query, actor = _movable(request, number, step), actor_of(request)
    form = FORMS[step](sent(request), initial={"version": query.version}, query=query)
    is_staff = actor.has_perm("reporting.view_servicereport")
    url_name = "query_detail" if is_staff else "portal_query"
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            ACTS[step](number=number, **values)
            return redirect_with(request, _("Done."), url_name, number)
    label = next(one.label for one in QUERY if one.name == step)
    page = reverse(url_name, args=[number])
    context = {
        "layout": "layouts/manage.html" if is_staff else "layouts/portal.html",
        "title": label,
        "lead": f"{query.label}: {query.value}",
        "action": label,
        "cancel_url": page,
        "crumbs": [(number, page)],
    }
    return render_form(request, "generic/form.html", form, context)


def _movable(request: HttpRequest, number: str, step: str) -> FigureQuery:
    """Return the query, if this step with it is for the reader."""
    query: FigureQuery = get_object_or_404(_visible(request), item__number=number)
    transition = next((one for one in QUERY if one.name == step), None)
    if transition is None:
        raise Http404
    actor = actor_of(request)
    refuse_unless(actor, transition.permission)
    refuse_if_late(request, step in query_actions(actor, query))
    return query


def _visible(request: HttpRequest) -> Any:
    queries = FigureQuery.objects.visible_to(actor_of(request))
    about = ("item", "report__item", "report__customer", "corrected_in__item")
    return queries.select_related(*about, "asked_by", "answered_by")
