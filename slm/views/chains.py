from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.doors import page_for
from core.exporting import Table, answer_list
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
    stale_into,
)
from core.listing import Column
from core.periods import first_of, month, shift
from slm.chain_drawing import picture_of
from slm.filters.chains import ChainFilter
from slm.forms.chains import ChainForm
from slm.models import Agreement, Target
from slm.permissions import may_manage
from slm.selectors.chained import (
    resting_versions,
    standing_of_chain,
    versions_above,
)
from slm.selectors.chains import chain_shown
from slm.selectors.legs import chain_record, proposals_for
from slm.services import change_target
from slm.terms import Rest, TargetTerms
from slm.views.agreements import asked_version, crumbs
from slm.views.finding import month_asked, own_agreement, visible_agreement

chain_page = page_for("slm.view_agreement")
SORT = "agreement__title"
COLUMNS = [
    Column("number", gettext_lazy("Agreement"), "agreement__item__number"),
    Column("title", gettext_lazy("Title"), "agreement__title"),
    Column("party", gettext_lazy("With")),
    Column("resting", gettext_lazy("Targets that rest on something"), is_numeric=True),
    Column("state", gettext_lazy("State")),
    Column("since", gettext_lazy("Found")),
]


@chain_page
def chain_list(request: HttpRequest) -> HttpResponseBase:
    versions = resting_versions(Agreement.objects.visible_to(actor_of(request)))
    filterset = ChainFilter(request.GET, queryset=versions)
    table = Table("chains", COLUMNS, SORT, _cells)
    return answer_list(request, "slm/chain_list.html", filterset, table)


def _cells(versions: Sequence[Any]) -> Iterator[list[object]]:
    for one in versions:
        resting = f"{one.resting}/{one.promised}"
        state = standing_of_chain(one)
        about = one.agreement
        yield [
            about.number,
            about.title,
            str(about.party),
            resting,
            state,
            one.broken_since,
        ]


@chain_page
def agreement_chain(request: HttpRequest, number: str) -> HttpResponse:
    agreement = visible_agreement(request, number)
    version = asked_version(request, agreement)
    now = timezone.now()
    first = month_asked(request)
    today = agreement.day_of(now)
    chain = chain_shown(version, today)
    context = {
        "agreement": agreement,
        "version": version,
        "chain": chain,
        "pictures": [(one, picture_of(one)) for one in chain.targets],
        "record": chain_record(
            chain, month(first), reader=actor_of(request), as_of=now
        ),
        "month": first,
        "month_code": f"{first:%Y-%m}",
        "earlier": f"{shift(first, -1):%Y-%m}",
        "later": f"{shift(first, 1):%Y-%m}" if first < first_of(now) else "",
        "above": versions_above(agreement),
        "may_edit": version.is_draft and may_manage(actor_of(request), agreement),
        "crumbs": crumbs(agreement),
    }
    return render_page(request, "slm/agreement_chain.html", context)


@chain_page
def target_chain(request: HttpRequest, number: str, target_id: int) -> HttpResponse:
    agreement = own_agreement(request, number)
    drafts = Target.objects.filter(version__in=agreement.versions.drafts())
    target = get_object_or_404(drafts.select_related("version"), pk=target_id)
    target.version.agreement = agreement
    terms = TargetTerms.of(target)
    rests = (*terms.rests_on, *_asked_leg(request, target))
    initial = {**ChainForm.initial_of(target, rests), "version": agreement.version}
    today = timezone.localdate()
    form = ChainForm(sent(request), target=target, today=today, initial=initial)
    chain = reverse("agreement_chain", args=[number])
    page = f"{chain}?version={target.version.number}"
    if form.is_valid() and _saved(request, agreement, form, target, terms):
        message = _("It is saved what “%s” rests on.") % target
        return redirect_with(request, message, page)
    context = {
        "title": _("What “%s” rests on") % target,
        "agreement": agreement,
        "target": target,
        "proposals": proposals_for(target),
        "cancel_url": page,
        "crumbs": crumbs(agreement),
    }
    return render_form(request, "slm/target_chain.html", form, context)


def _saved(
    request: HttpRequest,
    agreement: Agreement,
    form: ChainForm,
    target: Target,
    terms: TargetTerms,
) -> bool:
    with errors_into(form), stale_into(form):
        change_target(
            number=agreement.number,
            target_id=target.pk,
            terms=replace(terms, rests_on=form.rests()),
            version=form.cleaned_data["version"],
            actor=actor_of(request),
            at=timezone.now(),
        )
    return not form.errors


def _asked_leg(request: HttpRequest, target: Target) -> tuple[Rest, ...]:
    """Return the proposal that a link of the page puts into the form."""
    number = request.GET.get("add", "")
    found = [one.leg for one in proposals_for(target) if one.leg.number == number]
    return tuple(Rest(leg, target.metric) for leg in found)
