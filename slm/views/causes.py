from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import page_for, refuse_unless
from core.exporting import send_table
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    refuse_if_late,
    render_form,
    sent,
    stale_into,
)
from core.listing import export_urls
from core.models import User
from core.periods import first_of, month, months_until
from core.trail import Told
from slm.choices import Verdict
from slm.forms.causes import CauseForm, CauseNameForm, CausesForm
from slm.models import (
    Agreement,
    BreachCause,
    Clock,
    ClockCause,
    Outage,
    OutageCause,
)
from slm.models.cause import UNSAID, Explanation
from slm.selectors.affected import critical_breaches
from slm.selectors.breach_causes import CauseLine, breached_in, breaches_by_cause
from slm.selectors.said_causes import causes_said, said_of_month
from slm.selectors.unexplained import MissedMonth, missed_targets
from slm.services import (
    add_cause,
    change_cause,
    explain_breach,
    explain_breaches,
    explain_month,
    explain_outage,
)
from slm.views.finding import MANAGE, month_asked, month_named
from slm.views.outages import find_outage

EXPLAIN = "slm.explain_breach"
# So many breaches without a cause are listed at once.
MOST = 50
cause_page = page_for("slm.view_agreement")


@cause_page
def cause_list(request: HttpRequest) -> HttpResponseBase:
    actor, first = actor_of(request), month_asked(request)
    late = breached_in(month(first), reader=actor)
    lines = breaches_by_cause(month(first), reader=actor)
    if "export" in request.GET:
        return _export(request, first, lines)
    left = late.filter(cause=None).select_related("record__item", "record__customer")
    form = CausesForm(sent(request), clocks=left)
    if request.method == "POST":
        refuse_unless(actor, EXPLAIN)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            explain_breaches(**form.explanation(), actor=actor, at=timezone.now())
            back = f"{reverse('cause_list')}?month={first:%Y-%m}"
            return redirect_with(request, _("Saved."), back)
    context = {
        "lines": lines,
        "exports": export_urls(request.GET),
        **_unexplained(left, first, actor),
        "month": first,
        "months": months_until(first_of(timezone.now()))[::-1],
        "causes": BreachCause.objects.all(),
        "may_explain": actor.has_perm(EXPLAIN),
    }
    return render_form(request, "slm/cause_list.html", form, context)


def _unexplained(left: QuerySet[Clock], first: date, reader: User) -> dict[str, Any]:
    shown = list(left.order_by("verdict_at", "pk")[:MOST])
    return {
        "left": shown,
        "left_out": left.count() - len(shown),
        "critical": critical_breaches(shown, month(first)),
        "missed": missed_targets(month(first), reader=reader),
        "lost": _lost(reader, first),
    }


def _lost(reader: User, first: date) -> QuerySet[Outage]:
    span = month(first)
    lost = Outage.objects.visible_to(reader).losses().within(span.start, span.end)
    listed = lost.filter(cause=None).select_related("item", "service")
    return listed.order_by("start", "pk")[:MOST]


def _export(
    request: HttpRequest, first: date, lines: Iterable[CauseLine]
) -> HttpResponseBase:
    heading = [_("Cause"), _("Breaches"), _("Share")]
    name = f"causes-{first:%Y-%m}"
    return send_table(request.GET, name=name, heading=heading, rows=_cells(lines))


def _cells(lines: Iterable[CauseLine]) -> Iterator[list[object]]:
    for one in lines:
        yield [str(one.cause or _("Not given yet")), one.n, one.share]


@cause_page
def clock_cause(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    clocks = Clock.objects.visible_to(actor).select_related("record__item", "team")
    clock = get_object_or_404(clocks, pk=pk)
    refuse_unless(actor, EXPLAIN)
    is_late = clock.verdict == Verdict.BREACHED
    refuse_if_late(request, is_late, _("This promise was not broken."))
    page = reverse("clock_explain", args=[pk])
    context = {
        "title": _("Why was it breached?"),
        "lead": f"{clock.record.number}, {clock.label}",
        "cancel_url": page,
        "crumbs": [(_("Clocks"), reverse("clock_list")), (clock.record.number, page)],
    }
    given = ClockCause.objects.filter(clock=clock).first()
    said = causes_said("breach.explained", clock.record_id, clock=pk)
    explain = partial(explain_breach, clock_id=pk)
    return _explained(request, given, said, explain, context)


@cause_page
def outage_cause(request: HttpRequest, number: str) -> HttpResponse:
    outage = find_outage(request, number)
    refuse_unless(actor_of(request), EXPLAIN)
    page = reverse("outage_detail", args=[number])
    context = {
        "title": _("Why was the service lost?"),
        "lead": outage.subject,
        "cancel_url": page,
        "crumbs": [(_("Outages"), reverse("outage_list")), (number, page)],
    }
    given = OutageCause.objects.filter(outage=outage).first()
    said = causes_said("outage.explained", outage.pk)
    explain = partial(explain_outage, number=number)
    return _explained(request, given, said, explain, context)


@cause_page
def month_cause(request: HttpRequest, month: str, target_id: int) -> HttpResponse:
    refuse_unless(actor_of(request), EXPLAIN)
    missed = _missed(request, month, target_id)
    context = {
        "title": _("Why was it missed?"),
        "lead": f"{missed.label}: {missed.row.shown}, {missed.row.goal}",
        "cancel_url": f"{reverse('cause_list')}?month={month}",
        "crumbs": [(_("Causes of breaches"), reverse("cause_list"))],
    }
    about: dict[str, Any] = {"month": missed.row.month, "service": missed.row.service}
    explain = partial(explain_month, target_id=target_id, **about)
    return _explained(request, missed.cause, said_of_month(missed), explain, context)


def _missed(request: HttpRequest, code: str, target_id: int) -> MissedMonth:
    visible = Agreement.objects.visible_to(actor_of(request))
    agreement = get_object_or_404(visible.filter(versions__targets=target_id))
    service, first = request.GET.get("service", ""), month_named(code)
    if first is None:
        raise Http404
    found = missed_targets(
        month(first), agreements=[agreement.pk], legs=[agreement.leg]
    )
    for one in found:
        number = one.row.service.number if one.row.service else ""
        if (one.row.target.pk, number) == (target_id, service):
            return one
    raise Http404


def _explained(
    request: HttpRequest,
    given: Explanation | None,
    said: Sequence[Told],
    explain: Callable[..., object],
    context: dict[str, Any],
) -> HttpResponse:
    """Ask why, and go back to what is explained once that is said."""
    names = ("cause", "words", "version")
    initial = {name: getattr(given, name) for name in names} if given else {}
    form = CauseForm(sent(request), initial=initial or {"version": UNSAID})
    if form.is_valid():
        with errors_into(form), stale_into(form):
            explain(**form.cleaned_data, actor=actor_of(request), at=timezone.now())
            return redirect_with(request, _("Saved."), context["cancel_url"])
    context |= {"action": _("Save"), "said": said, "comparison": compare(form, given)}
    return render_form(request, "slm/cause_form.html", form, context)


@cause_page
def cause_add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, MANAGE)
    form = CauseNameForm(sent(request))
    del form.fields["is_active"], form.fields["version"]
    if form.is_valid():
        with errors_into(form):
            add_cause(**form.cleaned_data, actor=actor, at=timezone.now())
            return redirect_with(request, _("Added."), "cause_list")
    return _name_form(request, form, _("Add a cause"))


@cause_page
def cause_edit(request: HttpRequest, pk: int) -> HttpResponse:
    cause, actor = get_object_or_404(BreachCause, pk=pk), actor_of(request)
    refuse_unless(actor, MANAGE)
    names = ("name", "is_active", "version")
    initial = {name: getattr(cause, name) for name in names}
    form = CauseNameForm(sent(request), initial=initial)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            change_cause(cause_id=pk, **values)
            return redirect_with(request, _("Saved."), "cause_list")
    return _name_form(request, form, _("Change a cause"))


def _name_form(request: HttpRequest, form: CauseNameForm, title: str) -> HttpResponse:
    context = {
        "title": title,
        "action": _("Save"),
        "cancel_url": reverse("cause_list"),
        "crumbs": [(_("Causes of breaches"), reverse("cause_list"))],
    }
    return render_form(request, "slm/form.html", form, context)
