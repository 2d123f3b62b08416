from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import page_for
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
from slm.forms.reviews import ReviewForm
from slm.permissions import may_manage
from slm.selectors.punctual import by_month, punctuality_of, service_reviews
from slm.selectors.reviewing import ReviewDue, reviews_due
from slm.services import plan_review
from slm.views.finding import own_agreement
from workflow.forms.meetings import usual_time

HEADING = (
    gettext_lazy("Agreement"),
    gettext_lazy("Title"),
    gettext_lazy("With"),
    gettext_lazy("Last"),
    gettext_lazy("Due"),
    gettext_lazy("Planned"),
)


@page_for("slm.view_agreement")
def review_list(request: HttpRequest) -> HttpResponseBase:
    now, today = timezone.now(), timezone.localdate()
    due = sorted(reviews_due(now), key=lambda one: one.due_on)
    if "export" in request.GET:
        return _export(request, due)
    actor = actor_of(request)
    reviews = service_reviews(actor)
    context = {
        "months": by_month(reviews, today),
        "due": [
            (one, one.is_overdue(today), may_manage(actor, one.agreement))
            for one in due
        ],
        "punctual": punctuality_of(reviews, now),
        "exports": export_urls(request.GET),
    }
    return render_page(request, "slm/review_list.html", context)


def _export(request: HttpRequest, due: Sequence[ReviewDue]) -> HttpResponseBase:
    heading = [str(one) for one in HEADING]
    rows = [
        [
            one.agreement.number,
            one.agreement.title,
            str(one.agreement.party),
            one.last.held_at if one.last else "",
            one.due_on,
            one.planned.starts_at if one.planned else "",
        ]
        for one in due
    ]
    return send_table(request.GET, name="reviews-due", heading=heading, rows=rows)


@page_for("slm.view_agreement")
def review_plan(request: HttpRequest, number: str) -> HttpResponse:
    agreement, actor = own_agreement(request, number), actor_of(request)
    form = ReviewForm(sent(request), initial=usual_time(ZoneInfo(agreement.time_zone)))
    if form.is_valid():
        with errors_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            meeting = plan_review(number=number, **values)
            said = _("%s is planned, with an agenda from the facts.") % meeting.number
            return redirect_with(request, said, "meeting_detail", meeting.number)
    page = reverse("agreement_detail", args=[number])
    context = {
        "title": _("Plan a review"),
        "lead": _("Of %s. Those who speak for the other side are invited.") % agreement,
        "action": _("Plan"),
        "cancel_url": page,
        "crumbs": [(_("Reviews"), reverse("review_list")), (number, page)],
    }
    return render_form(request, "slm/form.html", form, context)
