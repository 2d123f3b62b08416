"""How agreements were kept in a period, and how that of a closed month is revised."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

from django.core.exceptions import BadRequest
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.doors import page_for, refuse_unless
from core.exporting import send_table
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
)
from core.listing import export_urls
from core.models import User
from core.periods import Unit, begin_of, shift, shift_by
from core.wording import month_words
from slm.choices import Leg
from slm.exporting import HEADING, kept_cells
from slm.forms.periods import CloseForm, ComplianceForm, RevisionForm
from slm.models import PeriodResult
from slm.selectors import (
    Compliance,
    Hint,
    agreements_kept,
    differences,
    improvement_hints,
    month_differences,
    months_in,
    periods_to_revise,
    rows_in,
)
from slm.selectors.closed import closed_in, years_closed
from slm.selectors.crediting import credit_differences
from slm.services import close_period, revise_period

CLOSE = "slm.close_period"
CLOSED = (
    gettext_lazy("Month"),
    gettext_lazy("Agreement"),
    gettext_lazy("Title"),
    gettext_lazy("Met"),
    gettext_lazy("Breached"),
    gettext_lazy("Void"),
    gettext_lazy("Verdict"),
    gettext_lazy("Revision"),
    pgettext_lazy("month", "Closed"),
    gettext_lazy("Hash of the figures"),
)
compliance_page = page_for("slm.view_agreement")


@compliance_page
def compliance_overview(request: HttpRequest) -> HttpResponseBase:
    shown, form = _asked(request)
    if "export" in request.GET:
        return _export(request, shown)
    context = {
        "form": form,
        "shown": shown,
        "earlier": shift_by(shown.unit, shown.first, -1),
        "later": shift_by(shown.unit, shown.first, 1),
        "asked": {"unit": shown.unit.value, "leg": _leg_of(form)},
        "exports": export_urls(request.GET),
        "rows_url": f"{reverse('clock_list')}?leg={_leg_of(form)}",
        "hints": _hints(request, shown),
    }
    status = 200 if form.is_valid() else 400
    return render_page(request, "slm/compliance.html", context, status=status)


def _asked(request: HttpRequest) -> tuple[Compliance, ComplianceForm]:
    at = timezone.now()
    today = at.astimezone(get_default_timezone()).date()
    usual = {"unit": Unit.MONTH.value, "leg": Leg.SLA.value, "on": today.isoformat()}
    form = ComplianceForm({**usual, **request.GET.dict()})
    chosen = form.cleaned_data if form.is_valid() else {}
    unit = Unit(chosen.get("unit") or Unit.MONTH)
    shown = agreements_kept(
        unit,
        begin_of(unit, chosen.get("on") or today),
        leg=_leg_of(form),
        reader=actor_of(request),
        at=at,
    )
    return shown, form


def _leg_of(form: ComplianceForm) -> str:
    return str((form.is_valid() and form.cleaned_data["leg"]) or Leg.SLA.value)


def _hints(request: HttpRequest, shown: Compliance) -> list[Hint]:
    if shown.unit != Unit.MONTH or request.GET.get("leg", Leg.SLA) != Leg.SLA:
        return []
    return improvement_hints(shown, reader=actor_of(request))


def _export(request: HttpRequest, shown: Compliance) -> FileResponse:
    name = f"compliance-{shown.first:%Y-%m-%d}"
    heading = [str(one) for one in HEADING]
    return send_table(request.GET, name=name, heading=heading, rows=kept_cells(shown))


@compliance_page
def period_list(request: HttpRequest) -> HttpResponseBase:
    reader = actor_of(request)
    years = years_closed(reader)
    year = _asked_year(request, years)
    results = list(closed_in(year, reader))
    if "export" in request.GET:
        return _export_closed(request, year, results)
    form = CloseForm(sent(request))
    if request.method == "POST" and (found := _frozen_now(form, reader)) is not None:
        said = _closed_words(len(found), form.cleaned_data["month"])
        return redirect_with(request, said, "period_list")
    context = {
        "months": [
            (on, list(of)) for on, of in groupby(results, lambda one: one.month)
        ],
        "year": year,
        "years": years,
        "exports": export_urls(request.GET),
        "to_revise": periods_to_revise(reader),
        "may_close": reader.has_perm(CLOSE),
        "crumbs": [(_("Compliance"), reverse("compliance"))],
    }
    return render_form(request, "slm/period_list.html", form, context)


def _frozen_now(form: CloseForm, actor: User) -> list[PeriodResult] | None:
    refuse_unless(actor, CLOSE)
    if form.is_valid():
        with errors_into(form):
            month = form.cleaned_data["month"]
            return close_period(month=month, actor=actor, at=timezone.now())
    return None


def _closed_words(frozen: int, first: date) -> str:
    said = _("Results frozen: %s.") % frozen
    if frozen:
        return said
    if PeriodResult.objects.filter(month=first).exists():
        return f"{said} {_('What was in force in that month is frozen already.')}"
    return _("Nothing was in force in %s: there is nothing to freeze.") % (
        month_words(first)
    )


def _asked_year(request: HttpRequest, years: Sequence[int]) -> int:
    """Return the year that is asked for, else the last of which a month is closed."""
    if asked := request.GET.get("year"):
        if asked not in map(str, years):
            raise BadRequest(_("Of that year no month is closed."))
        return int(asked)
    return years[0] if years else timezone.localdate().year


def _export_closed(
    request: HttpRequest, year: int, results: Sequence[PeriodResult]
) -> FileResponse:
    heading = [str(one) for one in CLOSED]
    rows = [
        [
            one.month,
            one.agreement.number,
            one.agreement.title,
            one.met,
            one.breached,
            one.void,
            one.get_verdict_display(),
            one.revision,
            one.closed_at,
            one.data_hash,
        ]
        for one in results
    ]
    return send_table(
        request.GET, name=f"closed-months-{year}", heading=heading, rows=rows
    )


@compliance_page
def period_detail(request: HttpRequest, number: str, month: str) -> HttpResponse:
    result = _newest(request, number, month)
    reader = actor_of(request)
    revisions = _revisions(result)
    changes = periods_to_revise(reader, agreement_id=result.agreement_id)
    context = {
        "result": result,
        "rows": rows_in(result.data, agreement_id=result.agreement_id),
        "months": months_in(result.data.get("months", ())),
        "steps": [_step(*pair) for pair in pairwise(revisions)],
        "revisions": revisions,
        "last_day": shift(result.month, 1) - timedelta(days=1),
        "change": next((c for c in changes if c.result.pk == result.pk), None),
        "may_close": reader.has_perm(CLOSE),
        "crumbs": [
            (_("Compliance"), reverse("compliance")),
            (_("Closed months"), reverse("period_list")),
        ],
    }
    return render_page(request, "slm/period_detail.html", context)


def _step(newer: PeriodResult, older: PeriodResult) -> dict[str, Any]:
    """Return what a revision changed."""
    return {
        "revision": newer,
        "differences": differences(older.data, newer.data),
        "of_months": month_differences(older.data, newer.data),
        "credits": credit_differences(older.data, newer.data),
    }


def _revisions(result: PeriodResult) -> list[PeriodResult]:
    """Return how the month was frozen each time, the last first."""
    same = PeriodResult.objects.filter(agreement=result.agreement, month=result.month)
    return list(same.select_related("closed_by").order_by("-revision"))


@compliance_page
def period_revise(request: HttpRequest, number: str, month: str) -> HttpResponse:
    result, actor = _newest(request, number, month), actor_of(request)
    refuse_unless(actor, CLOSE)
    form = RevisionForm(sent(request))
    if form.is_valid():
        with errors_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            made = revise_period(number=number, month=result.month, **values)
            said = _("Revision %s is frozen beside the one before.") % made.revision
            return redirect_with(request, said, "period_detail", number, month)
    context: dict[str, Any] = {
        "title": _("Revise %(number)s, %(month)s") % {"number": number, "month": month},
        "lead": _(
            "The month is counted again, as it was at its end by what is known today."
            " What was frozen stays."
        ),
        "action": _("Revise"),
        "cancel_url": reverse("period_detail", args=[number, month]),
        "crumbs": [(_("Closed months"), reverse("period_list"))],
    }
    return render_form(request, "slm/form.html", form, context)


def _newest(request: HttpRequest, number: str, month: str) -> PeriodResult:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise Http404 from error
    results = PeriodResult.objects.visible_to(actor_of(request)).newest_revisions()
    found: PeriodResult = get_object_or_404(
        results.select_related("agreement__item", "closed_by"),
        agreement__item__number=number,
        month=first,
    )
    return found
