from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import page_for, refuse_unless
from core.evidence import Period
from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    refuse_if_late,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.listing import Column
from core.models import User
from records.models import Record
from slm.filters.outages import OutageFilter
from slm.forms.outages import OutageChangeForm, OutageForm, OutageMoveForm
from slm.lifecycle import OUTAGE, REPORT
from slm.models import Outage, OutageCause
from slm.permissions import outage_actions
from slm.selectors import course_of_record, outage_history
from slm.selectors.affected import critical_periods
from slm.selectors.charging import charged_to_nobody
from slm.selectors.closed import closed_by
from slm.selectors.outages import outage_standing
from slm.selectors.planned import unagreed_with
from slm.services import (
    change_outage,
    confirm_outage,
    dispute_outage,
    end_outage,
    report_outage,
    withdraw_outage,
)
from slm.views.critical import critical_notices
from slm.wording import exact

SORT = "-start"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("service", gettext_lazy("Service"), "service__name"),
    Column("loss", gettext_lazy("Users lost"), "loss"),
    Column("start", gettext_lazy("From"), "start"),
    Column("end", gettext_lazy("To"), "end"),
    Column("users", gettext_lazy("Users"), "users", is_numeric=True),
    Column("source", gettext_lazy("Source"), "source"),
    Column("state", gettext_lazy("State"), "state"),
]
ACTS: dict[str, Callable[..., Outage]] = {
    "end": end_outage,
    "confirm": confirm_outage,
    "dispute": dispute_outage,
    "withdraw": withdraw_outage,
}
# Made on a page of their own.
EDITS = ("amend", "correct")

outage_page = page_for("slm.view_agreement")


@outage_page
def outage_list(request: HttpRequest) -> HttpResponseBase:
    outages = visible_outages(request)
    filterset = OutageFilter(request.GET, queryset=outages, request=request)
    table = Table("outages", COLUMNS, SORT, _cells)
    return answer_list(request, "slm/outage_list.html", filterset, table)


def _cells(outages: Sequence[Outage]) -> Iterator[list[object]]:
    at = timezone.now()
    for one in outages:
        yield [
            one.number,
            one.subject,
            one.get_loss_display(),
            one.start,
            one.end,
            one.users,
            one.get_source_display(),
            outage_standing(one, at),
        ]


@outage_page
def outage_detail(request: HttpRequest, number: str) -> HttpResponse:
    outage, actor = find_outage(request, number), actor_of(request)
    steps = outage_actions(actor, outage, timezone.now())
    context = {
        "outage": outage,
        "steps": [one for one in OUTAGE if one.name in steps and one.name in ACTS],
        "may_edit": any(name in steps for name in EDITS),
        "cause": OutageCause.objects.filter(outage=outage).first(),
        "may_explain": outage.is_loss and actor.has_perm("slm.explain_breach"),
        "record": _record_behind(outage, actor),
        "history": outage_history(outage),
        "unagreed": unagreed_with(outage),
        "closed": closed_by(outage, actor, timezone.now()),
        "uncharged": charged_to_nobody(outage),
        "critical": _critical(outage),
        "crumbs": _crumbs(),
    }
    return render_page(request, "slm/outage_detail.html", context)


def _critical(outage: Outage) -> Any:
    period = Period(outage.start, outage.end or timezone.now())
    return critical_periods(
        period, service=outage.service, customer_id=outage.customer_id
    )


@outage_page
def outage_create(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    refuse_unless(actor, REPORT)
    initial = OutageForm.asked(request.GET, actor, timezone.now())
    form = OutageForm(sent(request), initial=initial, user=actor)
    critical = critical_notices(request, form)
    if form.is_valid() and not critical:
        with errors_into(form):
            record = {"record": form.cleaned_data["record"], "source": form.source()}
            values = {**record, "actor": actor, "at": timezone.now()}
            made = report_outage(terms=form.terms(), **values)
            said = _("%s is recorded.") % made.number
            return redirect_with(request, said, "outage_detail", made.number)
    context = {
        "title": _("Report an outage"),
        "action": _("Report"),
        "cancel_url": reverse("outage_list"),
        "crumbs": _crumbs(),
        **critical,
    }
    return render_form(request, "slm/form.html", form, context)


@outage_page
def outage_edit(request: HttpRequest, number: str) -> HttpResponse:
    outage, actor = find_outage(request, number), actor_of(request)
    steps = outage_actions(actor, outage, timezone.now())
    if not any(actor.has_perm(one.permission) for one in OUTAGE if one.name in EDITS):
        raise PermissionDenied
    refuse_if_late(request, any(name in steps for name in EDITS))
    form = OutageChangeForm(
        sent(request),
        initial=OutageForm.initial_of(outage),
        user=actor,
        is_correction="correct" in steps,
    )
    critical = critical_notices(request, form)
    if form.is_valid() and not critical and _changed(request, outage, form):
        said = _("%s is saved.") % number
        return redirect_with(request, said, "outage_detail", number)
    context = {
        "title": (_("Correct %s") if "correct" in steps else _("Edit %s")) % number,
        "action": _("Save"),
        "cancel_url": reverse("outage_detail", args=[number]),
        "comparison": compare(form, outage),
        "crumbs": _crumbs(outage),
        **critical,
    }
    return render_form(request, "slm/form.html", form, context)


def _changed(request: HttpRequest, outage: Outage, form: OutageChangeForm) -> bool:
    with errors_into(form), stale_into(form):
        change_outage(
            number=outage.number,
            terms=form.terms(),
            reason=form.cleaned_data.get("reason", ""),
            version=form.cleaned_data["version"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    return not form.errors


@page_for("slm.view_agreement", "slm.view_own_outages")
def outage_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    outage, actor = find_outage(request, number), actor_of(request)
    transition = next((one for one in OUTAGE if one.name == step), None)
    if transition is None or step not in ACTS:
        raise Http404
    refuse_unless(actor, transition.permission)
    refuse_if_late(request, step in outage_actions(actor, outage, timezone.now()))
    initial = {"version": outage.version, "end": timezone.now(), **_told(outage, actor)}
    form = OutageMoveForm(sent(request), initial=initial, step=transition)
    page = page_for_reader(request, outage)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            moved = ACTS[step](number=number, **values)
            said = _("%(number)s: %(state)s.") % {
                "number": number,
                "state": outage_standing(moved, values["at"]),
            }
            return redirect_with(request, said, page)
    context = _question(outage, step) | {
        "title": transition.label,
        "action": transition.label,
        "cancel_url": page,
    }
    return render_form(request, "generic/confirm.html", form, context)


def _record_behind(outage: Outage, actor: User) -> Record | None:
    """Return the record behind an outage, if the actor may know of it."""
    visible = Record.objects.visible_to(actor).select_related("item")
    return visible.filter(pk=outage.record_id).first()


def _told(outage: Outage, actor: User) -> dict[str, Any]:
    """Return what the record behind an outage tells of its end."""
    record = _record_behind(outage, actor)
    repaired = course_of_record(record).get("repaired_at") if record else None
    if repaired is None or repaired <= outage.start:
        return {}
    return {"end": repaired, "repaired_at": repaired}


def _question(outage: Outage, step: str) -> dict[str, Any]:
    texts = {
        "end": _("Users can work again as agreed."),
        "confirm": _("It was as it is recorded; its customers may still dispute it."),
        "dispute": _(
            "Say what is wrong: we look into it, correct it, or tell you why not."
        ),
        "withdraw": _(
            "There was no such outage: it no longer counts, but stays on record."
        ),
    }
    if step == "withdraw" and outage.is_ahead(timezone.now()):
        texts["withdraw"] = _("It does not take place; it stays on record.")
    return {
        "text": texts[step],
        "is_danger": step == "withdraw",
        "facts": [
            (_("Outage"), outage),
            (_("From"), exact(outage.start)),
            (_("To"), exact(outage.end) if outage.end else "–"),
        ],
    }


def page_for_reader(request: HttpRequest, outage: Outage) -> str:
    """Return the address of the outage at the door that the reader goes through."""
    is_staff = actor_of(request).has_perm("slm.view_agreement")
    return reverse(
        "outage_detail" if is_staff else "portal_outage", args=[outage.number]
    )


def _crumbs(outage: Outage | None = None) -> list[tuple[str, str]]:
    found = [
        (_("Availability"), reverse("availability")),
        (_("Outages"), reverse("outage_list")),
    ]
    if outage is not None:
        page = reverse("outage_detail", args=[outage.number])
        found.append((outage.number, page))
    return found


def visible_outages(request: HttpRequest) -> Any:
    """Return the outages that the reader may know of, with what their pages show."""
    outages = Outage.objects.visible_to(actor_of(request))
    return outages.select_related(
        "item", "service__item", "customer", "record__item", "reported_by"
    )


def find_outage(request: HttpRequest, number: str) -> Outage:
    """Return the outage, or 404 if the reader may not know of it."""
    found: Outage = get_object_or_404(visible_outages(request), item__number=number)
    return found
