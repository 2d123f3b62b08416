"""The pages of what one asks for and another decides: who may, and each move."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)
from core.models import User
from slm.forms.exclusions import ExclusionMoveForm
from slm.models import Decision
from slm.permissions import lifecycle_of, may_move_decision
from slm.selectors.deciding import deciders, decision_words, pending_deciders


def who_decides(permission: str, asked: Decision) -> dict[str, Any]:
    """Return what the page of a request shows of who may decide; nothing once decided."""
    people = pending_deciders(permission, asked)
    if people is None:
        return {}
    return {"who_decides": decision_words(people), "is_undecidable": not people}


def who_would_decide(
    permission: str, requester: User, lead: str | Promise, notices: Iterable[Any] = ()
) -> dict[str, Any]:
    """Return lead and notices of the form that asks: who may decide, or that nobody may."""
    people = deciders(permission, requester)
    words = decision_words(people)
    if people:
        return {"lead": f"{lead} {words}", "notices": [*notices]}
    nobody = (_("Nobody may decide on it yet"), [words])
    return {"lead": lead, "notices": [nobody, *notices]}


def answer_move(
    request: HttpRequest,
    asked: Decision,
    step: str,
    acts: Mapping[str, Callable[..., Decision]],
    question: Callable[[Any, str], dict[str, Any]],
) -> HttpResponse:
    """Ask whether a move is really meant; once it is confirmed, make it by its service."""
    transition = next((one for one in lifecycle_of(asked) if one.name == step), None)
    if transition is None:
        raise Http404
    if not may_move_decision(actor_of(request), asked, transition):
        raise PermissionDenied
    given = {"version": asked.version}
    form = ExclusionMoveForm(sent(request), initial=given, step=transition)
    if form.is_valid():
        with errors_into(form), stale_into(form):
            by = {"actor": actor_of(request), "at": timezone.now()}
            moved = acts[step](number=asked.number, **form.cleaned_data, **by)
            said = f"{asked.number}: {moved.get_state_display()}."
            page = f"{asked._meta.model_name}_detail"
            return redirect_with(request, said, page, asked.number)
    named = {"title": transition.label, "action": transition.label}
    context = {**question(asked, step), **named}
    return render_form(request, "generic/confirm.html", form, context)
