from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)
from core.wording import day, full_day
from slm.choices import VersionStatus
from slm.forms.agreements import TerminationForm
from slm.models import Agreement, AgreementVersion
from slm.selectors import (
    Supposing,
    broken_by,
    chain_warnings,
    doubtful_targets,
    goal_words,
    interim_warnings,
    month_targets,
    obstacles,
    overlaps,
    target_lines,
    version_to_show,
)
from slm.selectors.faults import in_words
from slm.selectors.month_overlaps import month_overlaps
from slm.services import (
    activate_agreement,
    discard_draft,
    start_new_version,
    terminate_agreement,
)
from slm.views.agreements import crumbs
from slm.views.confirming import confirmed
from slm.views.finding import agreement_page, own_agreement, own_draft
from slm.views.requiring import requirement_asked, target_url
from slm.views.sheet import missing_sections

BREAKS = gettext_lazy("Agreements that rest on it would no longer hold:")


@agreement_page
def agreement_activate(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_draft(request, number)
    draft = agreement.versions.drafts().first()
    context = {
        "title": _("Put %s into force?") % number,
        "text": _(
            "From its first day on, its targets apply to every record that is opened."
            " It can then no longer be changed, only followed by a new version."
        ),
        "action": _("Put into force"),
        **(_what_it_says(draft) if draft else {}),
    }
    message = _told(draft) if draft else ""
    return confirmed(request, number, activate_agreement, message, context)


def _told(draft: AgreementVersion) -> str:
    """Say what is in force once it is confirmed, and if not yet, from when."""
    words = {"agreement": draft.agreement.number, "version": draft.number}
    if draft.valid_from is None or draft.valid_from <= timezone.localdate():
        return _("%(agreement)s, version %(version)s, is in force.") % words
    text = _("%(agreement)s, version %(version)s, enters into force on %(day)s.")
    return text % {**words, "day": full_day(draft.valid_from)}


def _what_it_says(draft: AgreementVersion) -> dict[str, Any]:
    """Return what is confirmed: days, services and targets, and what overlaps."""
    in_the_way = obstacles(draft)
    heading = _("Mind:") if in_the_way else _("Nothing stands in its way, but:")
    same = _(
        "Another agreement promises the same for some of the same records; the more"
        " specific target applies: %s"
    )
    notices = [
        (_("Before it can enter into force"), in_the_way),
        (_("Mind:"), [*interim_warnings(draft), *doubtful_targets(draft)]),
        (_("What it rests on:"), chain_warnings(draft)),
        (BREAKS, breaking(Supposing(draft))),
    ]
    return {
        "facts": _facts(draft),
        "warning": heading,
        "warnings": [*(same % one for one in overlaps(draft)), *month_overlaps(draft)],
        "notices": notices,
    }


def _facts(draft: AgreementVersion) -> list[tuple[str, Any]]:
    services = ", ".join(map(str, draft.services.order_by("name")))
    return [
        (_("Agreement"), draft.title),
        (_("With"), draft.agreement.party),
        (_("First day"), day(draft.valid_from)),
        (_("Last day"), day(draft.last_day) if draft.valid_to else _("open")),
        (_("Services"), services or _("All services")),
        *_unsaid(draft),
        *((str(one.target), one.words) for one in target_lines(draft, timezone.now())),
        *((str(one), goal_words(one)) for one in month_targets(draft)),
    ]


def breaking(supposing: Supposing) -> list[str]:
    """Say which agreements would rest on too little by this."""
    if supposing.version.valid_from is None:
        return []
    found = broken_by(supposing, at=timezone.now())
    return [
        f"{version.agreement}: {words}"
        for version, faults in found
        for words in in_words(faults)
    ]


def _unsaid(draft: AgreementVersion) -> list[tuple[str, str]]:
    """Name the sections that stay empty; nothing stands in the way of that."""
    missing = missing_sections(draft, timezone.localdate())
    names = ", ".join(str(section.heading) for section in missing)
    return [(_("Says nothing about"), names)] if names else []


@agreement_page
def agreement_new_version(request: HttpRequest, number: str) -> HttpResponse:
    need = requirement_asked(request, own_agreement(request, number))
    context = {
        "title": _("Make a new version of %s?") % number,
        "text": _(
            "It begins as a copy that you can change. Until it enters into force,"
            " the version before stays as it is."
        ),
        "action": _("Make a new version"),
    }
    message = _("There is now a draft to change.")
    then = target_url(number, need) if need else ""
    return confirmed(request, number, start_new_version, message, context, then)


@agreement_page
def agreement_discard(request: HttpRequest, number: str) -> HttpResponse:
    context = {
        "title": _("Discard the draft of %s?") % number,
        "text": _("What is in force stays as it is; the draft is gone."),
        "action": _("Discard"),
        "is_danger": True,
    }
    message = _("The draft is discarded.")
    return confirmed(request, number, discard_draft, message, context)


@agreement_page
def agreement_terminate(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_agreement(request, number)
    initial = {"version": agreement.version}
    form = TerminationForm(sent(request), initial=initial)
    would_break = _would_break(request, agreement, form)
    if form.is_valid() and not would_break:
        with errors_into(form), stale_into(form):
            terminate_agreement(
                number=number,
                **form.ending(),
                actor=actor_of(request),
                at=timezone.now(),
            )
            message = _("The end of %s is recorded.") % number
            return redirect_with(request, message, "agreement_detail", number)
    context = {
        "title": _("Terminate %s") % number,
        "action": _("Terminate"),
        "cancel_url": reverse("agreement_detail", args=[number]),
        "crumbs": crumbs(agreement),
        "comparison": compare(form, _ending(agreement)),
        "notices": [(BREAKS, would_break)] if would_break else [],
        "confirmed_for": request.POST.get("ends_on", ""),
    }
    return render_form(request, "slm/form.html", form, context)


def _would_break(
    request: HttpRequest, agreement: Agreement, form: TerminationForm
) -> list[str]:
    """Say what would break by that day, unless that has been read for the same day."""
    has_read = request.POST.get("confirmed_for") == request.POST.get("ends_on")
    current = agreement.versions.filter(status=VersionStatus.IN_FORCE).first()
    if not form.is_valid() or has_read or current is None:
        return []
    current.agreement = agreement
    return breaking(Supposing(current, form.ending()["ends_on"]))


def _ending(agreement: Agreement) -> dict[str, Any]:
    """Return how the agreement ends as it is stored now."""
    shown = version_to_show(list(agreement.versions.all()), timezone.localdate())
    return {"ends_on": shown.last_day, "reason": shown.end_reason}
