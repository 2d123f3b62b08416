from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.doors import missing_as_404
from core.generic import STALE, errors_into, redirect_with, render_page, stale_into
from core.models import User
from incidents.forms import EntryForm
from incidents.models import Incident
from incidents.selectors import open_records_of
from incidents.services import write_on_incident
from incidents.views import acts
from incidents.views.queue import acting_user
from incidents.views.table import possible_acts
from records.choices import Visibility
from records.doors import desk_page
from records.models import Holding
from records.permissions import has_ended
from records.selectors import (
    done_by_others,
    last_news_on,
    news_on,
    supplied_since,
)
from records.timeline import Moment, timeline_of
from slm.selectors.supplying import is_without_contract


@require_safe
@desk_page
def incident_detail(request: HttpRequest, number: str) -> HttpResponse:
    return _show(request, acts.find_incident(request, number))


def _show(
    request: HttpRequest, incident: Incident, sent: EntryForm | None = None
) -> HttpResponse:
    user = acting_user(request)
    may_work = user.has_perm("incidents.work_incident")
    may_change = may_work and not has_ended(incident)
    seen = last_news_on(incident)
    timeline = timeline_of(incident, user)
    context = {
        "incident": incident,
        "record": incident,
        "timeline": timeline,
        "meanwhile": _meanwhile(incident, user, timeline, sent),
        "holdings": holdings(incident),
        **_supply(incident),
        "others": _others(incident, user),
        "acts": possible_acts(incident, user, timezone.now()) if may_work else [],
        "may_work": may_work,
        "may_change": may_change,
        "composers": _composers(may_change, seen, sent),
        "is_mine": _is_mine(incident, user),
        "crumbs": acts.crumbs(incident)[:1],
    }
    template = "incidents/incident_detail.html"
    return render_page(request, template, context, status=_status(sent))


def _supply(incident: Incident) -> dict[str, Any]:
    return {
        "supplied_since": supplied_since(incident),
        "is_without_contract": is_without_contract(incident),
    }


def _status(sent: EntryForm | None) -> int:
    if sent is None:
        return 200
    return 409 if _is_stale(sent) else 422


def _is_stale(sent: EntryForm) -> bool:
    return sent.has_error(NON_FIELD_ERRORS, STALE)


def _meanwhile(
    incident: Incident, user: User, timeline: list[Moment], sent: EntryForm | None
) -> list[Moment]:
    """Return what others wrote and did while the reply was being written."""
    if sent is None or not _is_stale(sent):
        return []
    since = sent.cleaned_data["version"]
    first = news_on(incident, user, since=since).values_list("pk", flat=True)[0]
    events = done_by_others(incident, user, since=first - 1)
    done = set(events.values_list("pk", flat=True))
    return [one for one in timeline if one.order in done and one.kind != "internal"]


def _composers(may_change: bool, seen: int, sent: EntryForm | None) -> list[EntryForm]:
    """Return what can be written; what was refused stays, whatever happened since."""
    kinds = Visibility if may_change else ()
    own = sent.visibility if sent is not None else ""
    # Only what goes to the customer can cross with what others say.
    checked = {Visibility.PUBLIC: seen}
    blank = [
        EntryForm(visibility=kind, seen=checked.get(kind))
        for kind in kinds
        if kind != own
    ]
    found = [*blank, sent] if sent is not None else blank
    return sorted(found, key=lambda form: form.visibility, reverse=True)


def _is_mine(incident: Incident, user: User) -> bool:
    return incident.assignee is not None and incident.assignee.user_id == user.pk


def _others(incident: Incident, user: User) -> Any:
    others = open_records_of(incident.requester, user).exclude(pk=incident.pk)
    return others[:5]


def holdings(incident: Incident) -> list[dict[str, Any]]:
    """Return who held the incident for how long, in order."""
    now = timezone.now()
    held = Holding.objects.filter(record_id=incident.pk)
    return [
        {
            "who": one.person or one.team or one.supplier,
            "team": one.team if one.person else None,
            "supplier": one.supplier if one.person or one.team else None,
            "is_in_control": one.is_in_control,
            "from_at": one.from_at,
            "is_now": one.to_at is None,
            "span": (one.to_at or now) - one.from_at,
        }
        for one in held.select_related("team", "person", "supplier")
    ]


@require_POST
@desk_page
def incident_reply(request: HttpRequest, number: str) -> HttpResponse:
    return _write(request, number, Visibility.PUBLIC)


@require_POST
@desk_page
def incident_note(request: HttpRequest, number: str) -> HttpResponse:
    return _write(request, number, Visibility.INTERNAL)


def _write(request: HttpRequest, number: str, visibility: Visibility) -> HttpResponse:
    incident = acts.own_incident(request, number)
    form = EntryForm(request.POST, visibility=visibility)
    if form.is_valid():
        with missing_as_404(), errors_into(form), stale_into(form):
            write_on_incident(
                number=incident.number,
                text=form.cleaned_data["text"],
                visibility=visibility,
                seen=form.cleaned_data["version"],
                actor=acting_user(request),
                at=timezone.now(),
            )
            is_public = visibility == Visibility.PUBLIC
            said = _("Sent.") if is_public else _("Noted, for colleagues only.")
            return redirect_with(request, said, "incident_detail", number)
    # As it is by now: another may have closed it.
    return _show(request, acts.find_incident(request, number), form)
