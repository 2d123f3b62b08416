from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from core.generic import actor_of, render_list, render_page
from core.listing import Column, build_listing
from workflow.filters import MeetingFilter
from workflow.models import Meeting
from workflow.views.meetings import COLUMNS as ALL_COLUMNS
from workflow.views.meetings import about_meeting

SHOWN = ("title", "starts", "state")
COLUMNS: list[Column] = [one for one in ALL_COLUMNS if one.name in SHOWN]


@login_required
def portal_meetings(request: HttpRequest) -> HttpResponse:
    meetings = Meeting.objects.visible_to(actor_of(request)).exclude(
        called_at=None, held_at=None
    )
    filterset = MeetingFilter(request.GET, queryset=meetings.select_related("item"))
    for name in ("organisation", "about", "kind"):
        del filterset.form.fields[name]
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort="-starts_at")
    return render_list(request, "workflow/portal_meetings.html", listing)


@login_required
def portal_meeting(request: HttpRequest, number: str) -> HttpResponse:
    meetings = Meeting.objects.visible_to(actor_of(request)).select_related(
        "item", "about", "organisation", "chair", "minuted_by"
    )
    # What was not called yet is not agreed with anybody.
    known = meetings.exclude(called_at=None, held_at=None)
    meeting = get_object_or_404(known, item__number=number)
    context = {
        **about_meeting(meeting),
        "actions": [],
        "crumbs": [(_("Meetings"), reverse("portal_meetings"))],
    }
    return render_page(request, "workflow/portal_meeting.html", context)
