from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import missing_as_404, page_for
from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.listing import Column, Listing
from core.models import User
from slm.filters.agreements import AgreementFilter
from slm.forms.agreements import AgreementForm, DraftForm
from slm.models import Agreement, AgreementVersion
from slm.permissions import available_actions, legs_managed_by
from slm.selectors import (
    doubtful_targets,
    interim_warnings,
    month_targets,
    next_version,
    obstacles,
    shown_versions,
    target_lines,
    version_asked,
    version_to_show,
    with_versions,
)
from slm.selectors.reviewing import next_review
from slm.services import DURATION, Wording, create_agreement, edit_draft
from slm.views.finding import (
    READ,
    agreement_page,
    newest_url,
    own_agreement,
    visible_agreement,
)
from slm.views.sheet import sheet_of

COLUMNS = [
    Column("number", gettext_lazy("Number"), "item__number"),
    Column("title", gettext_lazy("Title"), "title"),
    Column("leg", gettext_lazy("Kind"), "leg"),
    Column("party", gettext_lazy("With")),
    Column("standing", gettext_lazy("Now")),
    Column("since", gettext_lazy("Since")),
    Column("until", gettext_lazy("Last day")),
    Column("next", gettext_lazy("Next version from")),
]


@page_for(READ)
def agreement_list(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    agreements = with_versions(Agreement.objects.visible_to(actor), actor)
    filterset = AgreementFilter(request.GET, queryset=agreements)
    table = Table("agreements", COLUMNS, "title", _cells)
    beside = partial(_beside, actor)
    return answer_list(request, "slm/agreement_list.html", filterset, table, beside)


def _beside(reader: User, listing: Listing) -> dict[str, Any]:
    today = timezone.localdate()
    rows = [
        (
            *(agreement, shown, *shown.standing_on(today)),
            *(next_version(shown, agreement.versions.all(), today), _draft(agreement)),
        )
        for agreement, shown in shown_versions(listing.rows, today)
    ]
    return {"rows": rows, "may_create": bool(legs_managed_by(reader))}


def _cells(agreements: Sequence[Agreement]) -> Iterator[list[object]]:
    today = timezone.localdate()
    for agreement, shown in shown_versions(agreements, today):
        standing, _tone = shown.standing_on(today)
        following = next_version(shown, agreement.versions.all(), today)
        yield [
            agreement.number,
            agreement.title,
            agreement.get_leg_display(),
            str(agreement.party),
            standing,
            shown.valid_from,
            shown.last_day,
            following.valid_from if following else None,
        ]


@agreement_page
def agreement_detail(request: HttpRequest, number: str) -> HttpResponse:
    agreement = visible_agreement(request, number)
    if not request.user.has_perm(READ):
        # Customers and suppliers have a page of their own of it.
        query = request.GET.urlencode()
        page = reverse("offer_detail", args=[number])
        return redirect(f"{page}?{query}" if query else page)
    return _desk_page(request, agreement)


def _warnings(shown: AgreementVersion) -> list[str]:
    doubts = doubtful_targets(shown) if shown.is_draft else []
    return [*interim_warnings(shown), *doubts]


def _desk_page(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    versions = list(agreement.versions.all())
    shown = agreement.shown = asked_version(request, agreement)
    prefetch_related_objects([shown], "services")
    actions = available_actions(actor_of(request), agreement)
    today = timezone.localdate()
    context = {
        "agreement": agreement,
        "versions": [(one, *one.standing_on(today)) for one in versions],
        "shown": shown,
        "standing": shown.standing_on(today),
        "lines": target_lines(shown, timezone.now()),
        "month_targets": month_targets(shown),
        "services": list(shown.services.all()),
        "next_review": next_review(shown, timezone.now()),
        "draft": _draft(agreement),
        "agreed": version_to_show(versions, today),
        "actions": actions,
        "may_edit": shown.is_draft and "edit" in actions,
        "obstacles": obstacles(shown) if shown.is_draft and actions else [],
        "warnings": _warnings(shown),
        **sheet_of(shown, actor_of(request), today),
        "crumbs": [(_("Agreements"), reverse("agreement_list"))],
    }
    return render_page(request, "slm/agreement_detail.html", context)


@agreement_page
def agreement_create(request: HttpRequest) -> HttpResponse:
    legs = legs_managed_by(actor_of(request))
    if not legs:
        raise PermissionDenied
    form = AgreementForm(sent(request), initial=AgreementForm.usual(), legs=legs)
    if form.is_valid():
        with errors_into(form):
            made = create_agreement(
                agreement=form.agreement(),
                wording=form.wording(),
                actor=actor_of(request),
                at=timezone.now(),
            )
            message = _("%s is a draft. Now add its targets.") % made.number
            return redirect_with(request, message, "agreement_detail", made.number)
    context = {
        "title": _("New agreement"),
        "action": _("Save as a draft"),
        "cancel_url": reverse("agreement_list"),
        "crumbs": [(_("Agreements"), reverse("agreement_list"))],
    }
    return render_form(request, "slm/form.html", form, context)


@agreement_page
def agreement_edit(request: HttpRequest, number: str) -> HttpResponse:
    agreement = own_agreement(request, number)
    draft = _draft(agreement)
    form = DraftForm(sent(request), initial=_initial(agreement, draft))
    if form.is_valid() and _saved(request, agreement, form):
        message = _("The draft of %s is saved.") % number
        return redirect_with(request, message, newest_url(number))
    context = {
        "title": _("Edit the draft of %s") % number,
        "action": _("Save"),
        "cancel_url": newest_url(number),
        "crumbs": crumbs(agreement),
        "comparison": compare(form, _initial(agreement, draft)),
    }
    return render_form(request, "slm/form.html", form, context)


def _draft(agreement: Agreement) -> AgreementVersion | None:
    return next((one for one in agreement.versions.all() if one.is_draft), None)


def crumbs(agreement: Agreement) -> list[tuple[str, str]]:
    """Return the way to pages below an agreement's own."""
    url = reverse("agreement_detail", args=[agreement.number])
    return [(_("Agreements"), reverse("agreement_list")), (str(agreement), url)]


def _saved(request: HttpRequest, agreement: Agreement, form: DraftForm) -> bool:
    with errors_into(form), stale_into(form):
        edit_draft(
            number=agreement.number,
            title=form.cleaned_data["title"],
            wording=form.wording(),
            version=form.cleaned_data["version"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    return not form.errors


def _initial(agreement: Agreement, draft: AgreementVersion | None) -> dict[str, Any]:
    initial = {"title": agreement.title, "version": agreement.version}
    if draft is None:
        return initial
    wording = Wording.of(draft)
    return initial | {
        "title": draft.title,
        "valid_from": wording.valid_from,
        "valid_to": draft.last_day,
        "summary": wording.summary,
        "services": list(wording.services),
        **{name: getattr(wording, name) for name in DURATION},
    }


def asked_version(request: HttpRequest, agreement: Agreement) -> AgreementVersion:
    """Return the version that the address names, else the one to show; or 404."""
    versions, number = list(agreement.versions.all()), request.GET.get("version", "")
    with missing_as_404():
        return version_asked(versions, number, timezone.localdate())
