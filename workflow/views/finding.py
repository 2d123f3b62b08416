"""Finding the meeting that a page is about, and saving what was sent about it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.doors import missing_as_404, page_for
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    refuse_if_late,
    render_form,
    stale_into,
)
from workflow.models import Meeting
from workflow.permissions import may_run, meeting_actions

meeting_page = page_for("workflow.view_meeting")
MANAGE = {"layout": "layouts/manage.html"}


def visible_meeting(request: HttpRequest, number: str) -> Meeting:
    """Return the meeting, or 404 if the reader may not know of it."""
    meetings = Meeting.objects.visible_to(actor_of(request)).select_related(
        "item", "about", "organisation", "chair", "planned_by", "minuted_by"
    )
    return get_object_or_404(meetings, item__number=number)


def own_meeting(request: HttpRequest, number: str, action: str) -> Meeting:
    """
    Return the meeting for somebody who runs it.

    :raises PermissionDenied: if the reader may only read it
    :raises TransitionNotAllowed: if it is too late to ask for the action
    """
    meeting, actor = visible_meeting(request, number), actor_of(request)
    if not may_run(actor, meeting):
        raise PermissionDenied
    refuse_if_late(request, action in meeting_actions(actor, meeting))
    return meeting


def crumbs(meeting: Meeting) -> list[tuple[str, str]]:
    """Return the way to the meeting."""
    return [
        (_("Meetings"), reverse("meeting_list")),
        (meeting.number, reverse("meeting_detail", args=[meeting.number])),
    ]


def fill_in(
    request: HttpRequest,
    meeting: Meeting,
    form: Form,
    save: Callable[[], object],
    words: Mapping[str, Any],
    *,
    template: str = "generic/form.html",
) -> HttpResponse:
    """Show the form and save what was sent; `words` are title, action and what is said."""
    if form.is_valid():
        with missing_as_404(), errors_into(form), stale_into(form):
            save()
            said: str | Promise = words.get("said", _("Saved."))
            return redirect_with(request, said, "meeting_detail", meeting.number)
    context = {
        **MANAGE,
        **words,
        "crumbs": crumbs(meeting),
        "cancel_url": reverse("meeting_detail", args=[meeting.number]),
    }
    return render_form(request, template, form, context)
