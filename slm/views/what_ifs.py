from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import page_for
from core.exporting import FORMATS, send_table
from core.generic import actor_of, errors_into, render_form, render_page, sent
from slm.choices import Metric
from slm.forms.repairs import WhatIfForm
from slm.jobs import ask_what_if
from slm.models import WhatIf
from slm.selectors import lines_of_what_if, months_of_what_if, rows_of_what_if
from slm.views.finding import own_agreement

SHOWN = 200
HEADING = (
    gettext_lazy("Record"),
    gettext_lazy("Title"),
    gettext_lazy("Measures"),
    gettext_lazy("As it was"),
    gettext_lazy("By these"),
)


@page_for("slm.view_agreement")
def what_if_ask(request: HttpRequest, number: str) -> HttpResponse:
    agreement, actor = own_agreement(request, number), actor_of(request)
    form = WhatIfForm(
        sent(request),
        agreement=agreement,
        user=actor,
        asked=request.GET.dict(),
    )
    if form.is_valid():
        with errors_into(form):
            job = ask_what_if(**form.cleaned_data, actor=actor, at=timezone.now())
            return redirect("job_show", job.pk)
    page = reverse("agreement_detail", args=[number])
    context = {
        "title": _("What would it have meant?"),
        "lead": _(
            "The records of a period are counted again by the targets of a version of"
            " %s. Nothing is changed; a worker does it, and you may leave meanwhile."
        )
        % agreement,
        "action": _("Replay"),
        "cancel_url": page,
        "crumbs": [(agreement.number, page)],
    }
    return render_form(request, "slm/form.html", form, context)


@page_for("slm.view_agreement")
def what_if_detail(request: HttpRequest, number: str) -> HttpResponseBase:
    reader = actor_of(request)
    hours = ("calendar", "calendar_version__calendar")
    visible = WhatIf.objects.visible_to(reader)
    found = visible.select_related("item", "agreement__item", "made_by", *hours)
    what_if: WhatIf = get_object_or_404(found, item__number=number)
    lines, hidden = lines_of_what_if(what_if, reader)
    if "export" in request.GET:
        heading = [str(one) for one in HEADING]
        return send_table(request.GET, name=number, heading=heading, rows=_cells(lines))
    page = reverse("agreement_detail", args=[what_if.agreement.number])
    context: dict[str, Any] = {
        "what_if": what_if,
        "totals": what_if.data["totals"],
        "rows": rows_of_what_if(what_if),
        "months": months_of_what_if(what_if),
        "lines": lines[:SHOWN],
        "left_out": max(len(lines) - SHOWN, 0),
        "hidden": hidden,
        "formats": FORMATS,
        "crumbs": [(what_if.agreement.number, page)],
    }
    return render_page(request, "slm/what_if_detail.html", context)


def _cells(lines: Any) -> Iterator[list[object]]:
    for line in lines:
        yield [
            line.record.number,
            line.record.title,
            str(Metric(line.metric).label),
            line.had,
            line.would,
        ]
