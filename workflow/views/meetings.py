from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors import person_of
from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
)
from core.inputs import VersionForm
from core.kinds import item_url
from core.listing import Column
from workflow import services
from workflow.filters import MeetingFilter
from workflow.forms.meetings import (
    CancelForm,
    HoldForm,
    MinutesForm,
    NewMeetingForm,
    PlanForm,
    usual_time,
)
from workflow.lifecycle import MEETING
from workflow.models import Meeting
from workflow.permissions import kinds_run_by, meeting_actions
from workflow.selectors import (
    agenda_language,
    earlier_meeting,
    hindrances_to,
    punctuality,
)
from workflow.views.finding import (
    crumbs,
    fill_in,
    meeting_page,
    own_meeting,
    visible_meeting,
)

SORT = "-starts_at"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("title", gettext_lazy("Title"), "title"),
    Column("with", gettext_lazy("With"), "organisation__name"),
    Column("about", gettext_lazy("About")),
    Column("starts", gettext_lazy("From"), "starts_at"),
    Column("state", gettext_lazy("State"), "state"),
    Column("chair", gettext_lazy("Chair")),
]
# What becomes of the meeting, asked on a page that says so.
QUESTIONS: dict[str, str | Promise] = {
    "call": gettext_lazy(
        "Everybody invited is told, and the other party sees the meeting with its"
        " agenda from now on."
    ),
    "approve": gettext_lazy(
        "The minutes stay as they are, and everybody invited can read them."
    ),
    "cancel": gettext_lazy("The meeting does not take place."),
}
ACTS: dict[str, Callable[..., Meeting]] = {
    "call": services.call_meeting,
    "approve": services.approve_minutes,
    "cancel": services.cancel_meeting,
}


@meeting_page
def meeting_list(request: HttpRequest) -> HttpResponseBase:
    meetings = Meeting.objects.visible_to(actor_of(request)).select_related(
        "item", "about", "organisation", "chair"
    )
    filterset = MeetingFilter(request.GET, queryset=meetings)
    table = Table("meetings", COLUMNS, SORT, _cells)
    return answer_list(request, "workflow/meeting_list.html", filterset, table)


def _cells(meetings: Sequence[Meeting]) -> Iterator[list[object]]:
    for one in meetings:
        yield [
            one.number,
            one.title,
            str(one.organisation or ""),
            one.about.number if one.about else "",
            one.starts_at,
            one.get_state_display(),
            str(one.chair or ""),
        ]


@meeting_page
def meeting_plan(request: HttpRequest) -> HttpResponse:
    actor, zone = actor_of(request), timezone.get_current_timezone()
    kinds = kinds_run_by(actor)
    if not kinds:
        raise PermissionDenied
    freely = [kind for kind in kinds if not kind.planned_from]
    initial = {**usual_time(zone), "chair": person_of(actor)}
    form = NewMeetingForm(sent(request), kinds=freely, initial=initial)
    if form.is_valid():
        with errors_into(form):
            planned = Meeting.of_kind(**form.cleaned_data)
            services.plan_meeting(meeting=planned, actor=actor, at=timezone.now())
            said = _("%s is planned: choose now who is to come.") % planned.number
            return redirect_with(request, said, "meeting_detail", planned.number)
    context = {
        "title": _("Plan a meeting"),
        "action": _("Plan"),
        "cancel_url": reverse("meeting_list"),
        "crumbs": [(_("Meetings"), reverse("meeting_list"))],
        "elsewhere": [kind for kind in kinds if kind.planned_from],
    }
    return render_form(request, "workflow/meeting_plan.html", form, context)


@meeting_page
def meeting_detail(request: HttpRequest, number: str) -> HttpResponse:
    meeting, actor = visible_meeting(request, number), actor_of(request)
    actions = meeting_actions(actor, meeting)
    context = {
        **about_meeting(meeting),
        "actions": actions,
        "steps": [step for step in MEETING if step.name in actions],
        "hindrances": hindrances_to(meeting) if meeting.is_coming else [],
        "about_url": item_url(meeting.about) if meeting.about else "",
        "is_staff": True,
        "crumbs": crumbs(meeting)[:1],
    }
    return render_page(request, "workflow/meeting_detail.html", context)


def about_meeting(meeting: Meeting) -> dict[str, Any]:
    """Return what the page of a meeting shows, at whichever door."""
    decisions = meeting.decisions.select_related("decided_by", "agenda_item")
    return {
        "meeting": meeting,
        "agenda": meeting.agenda.select_related("presenter", "about"),
        "agenda_language": agenda_language(meeting),
        "papers": meeting.papers.select_related("item", "approved_by"),
        "attendance": meeting.attendance.select_related("person", "party"),
        "decisions": decisions,
        "checks": punctuality(meeting, at=timezone.now()),
        "earlier": earlier_meeting(meeting),
    }


@meeting_page
def meeting_edit(request: HttpRequest, number: str) -> HttpResponse:
    meeting = own_meeting(request, number, "edit")
    form = PlanForm(sent(request), meeting=meeting)

    def save() -> None:
        services.change_meeting(
            number=number,
            values=form.plan(),
            version=form.cleaned_data["version"],
            actor=actor_of(request),
            at=timezone.now(),
        )

    words = {"title": _("Change the meeting"), "action": _("Save")}
    return fill_in(request, meeting, form, save, words)


@meeting_page
def meeting_hold(request: HttpRequest, number: str) -> HttpResponse:
    meeting = own_meeting(request, number, "hold")
    form = HoldForm(sent(request), meeting=meeting)

    def save() -> None:
        values = {**form.cleaned_data, "actor": actor_of(request)}
        services.hold_meeting(number=number, **values, at=timezone.now())

    words = {
        "title": _("Note that it was held"),
        "action": _("Held"),
        "lead": _("Decisions, actions and minutes are written afterwards."),
    }
    return fill_in(request, meeting, form, save, words)


@meeting_page
def meeting_minutes(request: HttpRequest, number: str) -> HttpResponse:
    meeting = own_meeting(request, number, "minute")
    initial = {
        name: getattr(meeting, name)
        for name in ("minutes", "internal_notes", "version")
    }
    form = MinutesForm(sent(request), initial=initial)

    def save() -> None:
        values = {**form.cleaned_data, "actor": actor_of(request)}
        services.write_minutes(number=number, **values, at=timezone.now())

    words = {"title": _("Minutes"), "action": _("Save")}
    return fill_in(request, meeting, form, save, words)


@meeting_page
def meeting_move(request: HttpRequest, number: str, step: str) -> HttpResponse:
    visible_meeting(request, number)
    if step not in ACTS:
        raise Http404
    meeting = own_meeting(request, number, step)
    form_class = CancelForm if step == "cancel" else VersionForm
    form = form_class(sent(request), initial={"version": meeting.version})

    def save() -> None:
        values = {**form.cleaned_data, "actor": actor_of(request)}
        ACTS[step](number=number, **values, at=timezone.now())

    label = next(one.label for one in MEETING if one.name == step)
    words = {
        "title": label,
        "action": label,
        "text": QUESTIONS[step],
        "is_danger": step == "cancel",
        "said": _("Done."),
        "facts": [(_("Meeting"), meeting)],
    }
    return fill_in(request, meeting, form, save, words, template="generic/confirm.html")
