from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.definition import WEEKDAYS, parse_definition
from calendars.filters import CalendarFilter
from calendars.forms import CalendarForm, HolidayForm, HoursForm, uncovered_year
from calendars.models import Calendar, CalendarVersion
from calendars.services import add_calendar_version, create_calendar
from core.doors import page_for, refuse_unless
from core.generic import (
    STALE,
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    render_list,
    render_page,
    stale_into,
)
from core.listing import Column, build_listing

F = TypeVar("F", bound=HoursForm)
SEE = "calendars.view_calendar"
MANAGE = "calendars.manage_calendar"
COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("name", gettext_lazy("Name"), "name"),
    Column("hours", gettext_lazy("Hours")),
    Column("zone", gettext_lazy("Time zone")),
    Column("since", gettext_lazy("Since")),
]


@page_for(SEE)
def calendar_list(request: HttpRequest) -> HttpResponse:
    calendars = Calendar.objects.visible_to(actor_of(request)).select_related("item")
    filterset = CalendarFilter(
        request.GET, queryset=calendars.prefetch_related("versions")
    )
    listing = build_listing(request.GET, filterset, columns=COLUMNS, sort="name")
    rows = [(calendar, _current(calendar)) for calendar in listing.rows]
    context = {"rows": rows}
    return render_list(request, "calendars/calendar_list.html", listing, context)


@page_for(SEE)
def calendar_detail(request: HttpRequest, number: str) -> HttpResponse:
    calendar = _calendar(request, number)
    shown = _asked_version(request, calendar)
    agreed = shown.agreed
    context = {
        "calendar": calendar,
        "versions": sorted(calendar.versions.all(), key=lambda one: -one.number),
        "current": _current(calendar),
        "shown": shown,
        "agreed": agreed,
        "holidays": _by_year(agreed.holidays),
        "open_year": _open_year(agreed.holidays),
        "may_manage": actor_of(request).has_perm(MANAGE),
        "crumbs": [(_("Calendars"), reverse("calendar_list"))],
    }
    return render_page(request, "calendars/calendar_detail.html", context)


@page_for(SEE)
def calendar_create(request: HttpRequest) -> HttpResponse:
    refuse_unless(actor_of(request), MANAGE)
    form, proposal = _typed(request, CalendarForm, {"valid_from": timezone.localdate()})
    if form.is_valid():
        with errors_into(form):
            made = create_calendar(
                name=form.cleaned_data["name"],
                description=form.cleaned_data["description"],
                definition=form.definition(),
                valid_from=form.begins_at(),
                actor=actor_of(request),
                at=timezone.now(),
            )
            message = _("Calendar “%s” is made.") % made
            return redirect_with(request, message, "calendar_detail", made.number)
    url, title = reverse("calendar_list"), _("New calendar")
    return _hours_page(request, form, proposal, title, url)


@page_for(SEE)
def calendar_edit(request: HttpRequest, number: str) -> HttpResponse:
    calendar = _calendar(request, number)
    refuse_unless(actor_of(request), MANAGE)
    newest = max(calendar.versions.all(), key=lambda version: version.number)
    form, proposal = _typed(request, HoursForm, HoursForm.initial_of(newest))
    if form.is_valid():
        with stale_into(form), errors_into(form):
            add_calendar_version(
                number=number,
                definition=form.definition(),
                valid_from=form.begins_at(),
                version=form.cleaned_data["version"],
                actor=actor_of(request),
                at=timezone.now(),
            )
            message = _("The new hours of “%s” are agreed.") % calendar
            return redirect_with(request, message, "calendar_detail", number)
    url = reverse("calendar_detail", args=[number])
    title = _("New hours for “%s”") % calendar
    return _hours_page(request, form, proposal, title, url, _both(form, number))


def _typed(
    request: HttpRequest, form_class: type[F], initial: dict[str, Any]
) -> tuple[F, HolidayForm]:
    """
    Return the form of hours, and that of what may be proposed for it.

    A proposal is put among what was typed, none of which is judged yet.
    """
    typed = request.POST.dict() or initial
    if "propose" in request.POST:
        proposal = HolidayForm(request.POST)
        if not proposal.is_valid():
            return form_class(initial=typed), proposal
        typed = {**typed, "holidays": proposal.added()}
        form = form_class(initial=typed)
    else:
        form = form_class(request.POST or None, initial=initial)
    year = uncovered_year(str(typed.get("holidays", "")))
    return form, HolidayForm(initial={**typed, "year": year})


def _both(form: HoursForm, number: str) -> list[tuple[str, str, str]] | None:
    """Return both versions of hours that were stale, as they are typed."""
    if not form.has_error(NON_FIELD_ERRORS, STALE):
        return None
    newest = CalendarVersion.objects.filter(calendar__item__number=number).latest(
        "number"
    )
    begun = newest.valid_from.astimezone(ZoneInfo(newest.agreed.timezone)).date()
    form.cleaned_data |= HoursForm.typed(parse_definition(form.definition()))
    stored = {**HoursForm.typed(newest.agreed), "valid_from": begun}
    return compare(form, {**form.cleaned_data, **stored})


def _calendar(request: HttpRequest, number: str) -> Calendar:
    calendars = Calendar.objects.visible_to(actor_of(request))
    loaded = calendars.select_related("item").prefetch_related("versions__created_by")
    return get_object_or_404(loaded, item__number=number)


def _current(calendar: Calendar) -> CalendarVersion:
    versions = sorted(calendar.versions.all(), key=lambda one: one.valid_from)
    now = timezone.now()
    begun = [version for version in versions if version.valid_from <= now]
    return begun[-1] if begun else versions[0]


def _asked_version(request: HttpRequest, calendar: Calendar) -> CalendarVersion:
    asked = request.GET.get("version")
    if not asked:
        return _current(calendar)
    for version in calendar.versions.all():
        if str(version.number) == asked:
            return version
    raise Http404


def _open_year(holidays: Any) -> int:
    """Return the year shown at once: this one, else the nearest after, else the last."""
    this_year, years = timezone.localdate().year, {day.year for day in holidays}
    ahead = [year for year in years if year >= this_year]
    return min(ahead) if ahead else max(years, default=this_year)


def _by_year(holidays: Any) -> dict[int, list[tuple[date, str]]]:
    years: dict[int, list[tuple[date, str]]] = {}
    for day, name in sorted(holidays.items()):
        years.setdefault(day.year, []).append((day, name))
    return years


def _hours_page(
    request: HttpRequest,
    form: HoursForm,
    proposal: HolidayForm,
    title: str,
    cancel_url: str,
    comparison: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "comparison": comparison,
        "title": title,
        "cancel_url": cancel_url,
        "crumbs": [(_("Calendars"), reverse("calendar_list"))],
        "weekdays": [form[day] for day in WEEKDAYS],
        "proposal": proposal,
    }
    if proposal.errors:
        context = {"form": form, **context}
        return render_page(request, "calendars/hours_form.html", context, status=422)
    return render_form(request, "calendars/hours_form.html", form, context)
