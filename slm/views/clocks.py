from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import page_for
from core.evidence import Period
from core.generic import actor_of, render_page
from core.kinds import item_url, page_of
from slm.choices import Verdict
from slm.drawing import ledger_bar
from slm.models import Clock
from slm.selectors import (
    card_of,
    explain_clock,
    limits_of,
    others_than,
    recalculations,
    to_instant,
    turns_with,
    updates_in_time,
)
from slm.selectors.affected import critical_breaches
from slm.selectors.hours import promised_hours
from slm.selectors.moves import moves_of
from slm.wording import (
    move_sentence,
    plain_parts,
    promise_sentence,
    verdict_sentences,
)


@page_for("slm.view_agreement")
def clock_explain(request: HttpRequest, pk: int) -> HttpResponse:
    clock = _visible_clock(request, pk)
    told = explain_clock(clock, at=timezone.now())
    number, record_url = clock.record.number, item_url(clock.record.item)
    told_at = to_instant(told.reading.as_of)
    context = {
        "told": told,
        "clock": clock,
        "reading": told.reading,
        "as_of": told_at,
        "recalculations": recalculations(
            told.target.calendar_id, *(one.pk for one in told.exclusions)
        ),
        "critical": _critical(clock),
        "limits": limits_of(told.target),
        "hours": promised_hours([told.target.calendar], told_at),
        "card": card_of(clock, told.reading),
        "sentences": verdict_sentences(told),
        "moves": [(one, move_sentence(one)) for one in moves_of(told)],
        "chart": ledger_bar(told),
        **_beside(clock),
        "record_url": record_url,
        "crumbs": [(_("Clocks"), reverse("clock_list")), (number, record_url)],
    }
    return render_page(request, "slm/clock_explain.html", context)


def _critical(clock: Clock) -> str:
    """Name the critical periods of its customer in which it was breached."""
    if clock.verdict != Verdict.BREACHED or clock.verdict_at is None:
        return ""
    moment = Period(clock.verdict_at, clock.verdict_at)
    return critical_breaches([clock], moment).get(clock.pk, "")


def _beside(clock: Clock) -> dict[str, Any]:
    """Return the other clocks of its record, and all turns of its own promise."""
    clocks = Clock.objects.filter(record=clock.record_id).order_by("-leg", "-metric")
    listed = list(clocks.select_related("team", "supplier"))
    turns = turns_with(clock, listed)
    return {
        "siblings": others_than(clock, listed),
        "turns": turns,
        "in_time": updates_in_time(one.verdict for one in turns),
    }


@login_required
def clock_promise(request: HttpRequest, pk: int) -> HttpResponse:
    clock = _visible_clock(request, pk)
    told = explain_clock(clock, at=timezone.now())
    record_url = page_of(clock.record.item, actor_of(request))
    context = {
        "clock": clock,
        "reading": told.reading,
        "card": card_of(clock, told.reading),
        "sentences": [promise_sentence(told), *map(move_sentence, moves_of(told))],
        "chart": ledger_bar(told),
        "parts": plain_parts(told),
        "crumbs": [(clock.record.number, record_url)],
    }
    return render_page(request, "slm/clock_promise.html", context)


def _visible_clock(request: HttpRequest, pk: int) -> Clock:
    clocks = Clock.objects.visible_to(actor_of(request)).select_related(
        "record__item", "record__customer", "record__service", "team", "supplier"
    )
    return get_object_or_404(clocks, pk=pk)
