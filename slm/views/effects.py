"""What a decision changes: on its page, as a file, and counted by a worker."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from core.doors import missing_as_404, page_for
from core.exporting import send_table
from core.generic import actor_of
from core.lifecycle import TransitionNotAllowed
from core.listing import export_urls
from slm.jobs import ask_effect
from slm.models import Decision
from slm.permissions import may_count
from slm.selectors.foreseen import (
    Effect,
    EffectLine,
    effect_foreseen,
    effect_shown,
    lines_seen,
)

HEADING = (
    _("Record"),
    _("Measures"),
    _("On whose promise"),
    _("Due without it"),
    _("Due with it"),
    _("Seconds used without it"),
    _("Seconds used with it"),
    _("Excluded seconds"),
    _("Verdict without it"),
    _("Verdict with it"),
)
DIGITS = 6


def effect_context(request: HttpRequest, decision: Decision) -> dict[str, Any]:
    """Return what the page of a decision shows of its effect."""
    asked, reader = request.GET.get("page", ""), actor_of(request)
    page = int(asked) if asked.isdecimal() and len(asked) < DIGITS else 1
    effect = effect_shown(decision, reader=reader, at=timezone.now(), page=page)
    is_open = may_count(reader, decision)
    return {
        "effect": effect,
        "may_count": is_open and (effect is None or effect.is_counted),
        "pager": effect and _pager(effect),
        "exports": export_urls(request.GET),
    }


def _pager(effect: Effect) -> dict[str, Any]:
    urls = {
        "previous_url": f"?page={effect.page - 1}" if effect.page > 1 else "",
        "next_url": f"?page={effect.page + 1}" if effect.page < effect.pages else "",
    }
    label = number_format(effect.changed, force_grouping=True)
    return {"count": effect.changed, "count_label": label, **urls}


def effect_file(request: HttpRequest, decision: Decision) -> HttpResponseBase:
    """Answer every clock that changes as a file."""
    kept = effect_foreseen(decision, at=timezone.now()) or {"lines": []}
    rows = _cells(lines_seen(kept["lines"], actor_of(request)))
    heading = [str(one) for one in HEADING]
    return send_table(request.GET, name=decision.number, heading=heading, rows=rows)


def _cells(lines: Iterable[EffectLine]) -> Iterator[list[object]]:
    for line in lines:
        verdicts = [str(one.label) if one else "" for one in line.verdicts]
        counted = [*line.elapsed, line.excluded]
        yield [line.number, line.metric, line.leg, *line.due, *counted, *verdicts]


@require_POST
@page_for("slm.view_agreement")
def effect_count(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        with missing_as_404():
            job = ask_effect(kind=kind, number=number, actor=actor, at=timezone.now())
    except TransitionNotAllowed as error:
        messages.error(request, str(error))
        return redirect(f"{kind}_detail", number)
    return redirect("job_show", job.pk)
