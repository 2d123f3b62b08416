from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.doors import page_for
from core.generic import actor_of, errors_into, redirect_with, render_form, render_page
from core.language import local_time
from core.periods import shift
from slm.forms.reviews import ReviewForm
from slm.selectors.reviewing import SERVICE_REVIEW, reviews_due
from slm.services import plan_review
from slm.views.finding import own_agreement, sent
from workflow.models import Meeting
from workflow.selectors import Check, punctuality

# The months shown: so many before this one, and this one with those after it.
BEFORE, SHOWN = 3, 9


@page_for("slm.view_agreement")
def review_list(request: HttpRequest) -> HttpResponse:
    now, today = timezone.now(), timezone.localdate()
    reviews = Meeting.objects.visible_to(actor_of(request)).filter(kind=SERVICE_REVIEW)
    listed = list(
        reviews.select_related("item", "about", "organisation", "chair")
        .prefetch_related("papers")
        .order_by("starts_at", "pk")
    )
    due = sorted(reviews_due(now), key=lambda one: one.due_on)
    context = {
        "months": _by_month(listed, today),
        "due": [(one, one.is_overdue(today)) for one in due],
        "punctual": _punctual(listed, now),
    }
    return render_page(request, "slm/review_list.html", context)


def _by_month(reviews: list[Meeting], today: date) -> list[tuple[date, list[Meeting]]]:
    first = shift(today.replace(day=1), -BEFORE)
    months = {shift(first, place): list[Meeting]() for place in range(SHOWN)}
    for review in reviews:
        month = local_time(review.starts_at).date().replace(day=1)
        if month in months:
            months[month].append(review)
    return list(months.items())


def _punctual(reviews: list[Meeting], now: datetime) -> list[tuple[Any, int, int]]:
    """Return for each thing that should be in time how often it was, of how many."""
    year_ago = now - timedelta(days=365)
    known: dict[str, list[Check]] = {}
    for review in reviews:
        if review.held_at and review.held_at >= year_ago:
            for check in punctuality(review, at=now):
                known.setdefault(check.key, []).append(check)
    return [
        (
            checks[0].label,
            sum(check.is_in_time is True for check in checks),
            sum(check.is_in_time is not None for check in checks),
        )
        for checks in known.values()
    ]


@page_for("slm.view_agreement")
def review_plan(request: HttpRequest, number: str) -> HttpResponse:
    agreement, actor = own_agreement(request, number), actor_of(request)
    form = ReviewForm(sent(request), initial=_usual_time(ZoneInfo(agreement.time_zone)))
    if form.is_valid():
        with errors_into(form):
            values = {**form.cleaned_data, "actor": actor, "at": timezone.now()}
            meeting = plan_review(number=number, **values)
            said = _("%s is planned, with an agenda from the facts.") % meeting.number
            return redirect_with(request, said, "meeting_detail", meeting.number)
    page = reverse("agreement_detail", args=[number])
    context = {
        "title": _("Plan a review"),
        "lead": _("Of %s. Those who speak for the customer are invited.") % agreement,
        "action": _("Plan"),
        "cancel_url": page,
        "crumbs": [(_("Reviews"), reverse("review_list")), (number, page)],
    }
    return render_form(request, "slm/form.html", form, context)


def _usual_time(zone: ZoneInfo) -> dict[str, datetime]:
    """Return ten o'clock in two weeks, for an hour."""
    day = timezone.localdate() + timedelta(days=14)
    starts_at = datetime.combine(day, time(10), zone)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1)}
