"""Points, people, papers and decisions of a meeting."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.doors import missing_as_404
from core.generic import actor_of, redirect_with, sent
from core.lifecycle import TransitionNotAllowed
from workflow import services
from workflow.forms.meetings import (
    DecisionForm,
    InviteForm,
    OutcomeForm,
    PaperForm,
    PointForm,
)
from workflow.views.finding import (
    fill_in,
    meeting_page,
    own_meeting,
    visible_meeting,
)


def _by(request: HttpRequest, number: str) -> dict[str, Any]:
    return {"number": number, "actor": actor_of(request), "at": timezone.now()}


@meeting_page
def point_add(request: HttpRequest, number: str) -> HttpResponse:
    meeting = own_meeting(request, number, "add_point")
    form = PointForm(sent(request), meeting=meeting)

    def save() -> None:
        services.add_point(**form.cleaned_data, **_by(request, number))

    words = {"title": _("Add a point to the agenda"), "action": _("Add")}
    return fill_in(request, meeting, form, save, words)


@meeting_page
def point_settle(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    meeting = own_meeting(request, number, "add_point")
    point = get_object_or_404(meeting.agenda, pk=pk)
    form = OutcomeForm(sent(request), point=point)

    def save() -> None:
        values = {**form.cleaned_data, **_by(request, number)}
        services.settle_point(point_id=pk, **values)

    words = {"title": point.title, "lead": point.text, "action": _("Save")}
    return fill_in(request, meeting, form, save, words)


@meeting_page
def decision_add(request: HttpRequest, number: str) -> HttpResponse:
    meeting = own_meeting(request, number, "decide")
    form = DecisionForm(sent(request), meeting=meeting)

    def save() -> None:
        services.decide_at_meeting(**form.decision(), **_by(request, number))

    words = {"title": _("Note a decision"), "action": _("Save")}
    return fill_in(request, meeting, form, save, words)


@meeting_page
def person_invite(request: HttpRequest, number: str) -> HttpResponse:
    meeting = own_meeting(request, number, "invite")
    form = InviteForm(sent(request), meeting=meeting)

    def save() -> None:
        services.invite_person(**form.cleaned_data, **_by(request, number))

    words = {"title": _("Invite somebody"), "action": _("Invite")}
    return fill_in(request, meeting, form, save, words)


@meeting_page
def paper_add(request: HttpRequest, number: str) -> HttpResponse:
    meeting = own_meeting(request, number, "add_paper")
    form = PaperForm(sent(request))

    def save() -> None:
        services.add_paper(**form.cleaned_data, **_by(request, number))

    words = {
        "title": _("Add a paper"),
        "lead": _("Nothing is sent before somebody has looked at it."),
        "action": _("Add"),
    }
    return fill_in(request, meeting, form, save, words)


@require_POST
@meeting_page
def agenda_make(request: HttpRequest, number: str) -> HttpResponse:
    said = _("The agenda follows from the facts as they are now.")
    return _act(request, number, services.make_agenda, said)


@require_POST
@meeting_page
def papers_send(request: HttpRequest, number: str) -> HttpResponse:
    return _act(request, number, services.send_papers, _("Sent."))


@require_POST
@meeting_page
def paper_approve(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    said = _("Approved: it is sent when it is time.")
    return _act(request, number, services.approve_paper, said, paper_id=pk)


@require_POST
@meeting_page
def paper_remove(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    return _act(request, number, services.remove_paper, _("Removed."), paper_id=pk)


@require_POST
@meeting_page
def person_uninvite(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    act = services.uninvite_person
    return _act(request, number, act, _("No longer invited."), person_id=pk)


def _act(
    request: HttpRequest,
    number: str,
    act: Callable[..., object],
    said: str | Promise,
    **values: Any,
) -> HttpResponse:
    """Do what a button says, and go back to the meeting with the answer."""
    meeting = visible_meeting(request, number)
    try:
        with missing_as_404():
            act(**values, **_by(request, meeting.number))
    except (TransitionNotAllowed, ValidationError) as error:
        words = error.messages if isinstance(error, ValidationError) else [str(error)]
        messages.error(request, " ".join(words))
        return redirect("meeting_detail", meeting.number)
    return redirect_with(request, said, "meeting_detail", meeting.number)
