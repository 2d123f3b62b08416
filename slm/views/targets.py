from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.generic import (
    actor_of,
    compare,
    errors_into,
    redirect_with,
    render_form,
    sent,
    stale_into,
)
from slm.choices import PeriodMetric
from slm.forms.months import PeriodTargetForm
from slm.forms.targets import TargetForm
from slm.models import Agreement, ServiceLevelRequirement, Target
from slm.services import add_target, change_target, remove_target
from slm.terms import TargetTerms
from slm.views.agreements import crumbs
from slm.views.confirming import confirmed
from slm.views.finding import agreement_page, newest_url, own_agreement, own_draft
from slm.views.requiring import requirement_asked

AnyForm = TargetForm | PeriodTargetForm


@agreement_page
def target_create(request: HttpRequest, number: str) -> HttpResponse:
    return _create(request, number, TargetForm, {"pauses": ["customer"]})


@agreement_page
def target_create_period(request: HttpRequest, number: str) -> HttpResponse:
    return _create(request, number, PeriodTargetForm, {"partial_weight": 50})


def _create(
    request: HttpRequest, number: str, form_class: type[AnyForm], usual: dict[str, Any]
) -> HttpResponse:
    agreement = own_draft(request, number)
    need = requirement_asked(request, agreement)
    wished = form_class.wished(need) if need else {}
    initial = {"version": agreement.version, **usual, **wished}
    form = form_class(sent(request), initial=initial, leg=agreement.leg)
    if form.is_valid() and _saved(request, agreement, form):
        return redirect_with(request, _("Target added."), newest_url(number))
    # There is no other version of it: show beside what it would stand.
    others = {"name": _draft_targets(agreement)}
    return _target_page(request, agreement, form, _("New target"), others, need=need)


@agreement_page
def target_edit(request: HttpRequest, number: str, target_id: int) -> HttpResponse:
    agreement = own_agreement(request, number)
    target = _draft_targets(agreement).filter(pk=target_id).first()
    if target is None:
        return _gone(request, agreement)
    form_class: type[AnyForm] = PeriodTargetForm if target.is_of_period else TargetForm
    initial = {**form_class.initial_of(target), "version": agreement.version}
    form = form_class(sent(request), initial=initial, leg=agreement.leg)
    if form.is_valid() and _saved(request, agreement, form, target):
        return redirect_with(request, _("Target saved."), newest_url(number))
    stored = form_class.initial_of(target)
    return _target_page(request, agreement, form, str(target), stored)


def _gone(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Keep what was typed about a target that is no longer in a draft."""
    if request.method != "POST":
        raise Http404
    data = request.POST.copy()
    data["version"] = str(agreement.version)
    is_of_period = data.get("metric") in PeriodMetric
    name = "target_create_period" if is_of_period else "target_create"
    form_class: type[AnyForm] = PeriodTargetForm if is_of_period else TargetForm
    form = form_class(data, leg=agreement.leg)
    form.add_error(
        None,
        _(
            "Somebody removed this target meanwhile, or put it into force."
            " What you typed is kept here: saving it adds it as a new target."
        ),
    )
    url = reverse(name, args=[agreement.number])
    return _target_page(request, agreement, form, _("New target"), {}, url)


@agreement_page
def target_remove(request: HttpRequest, number: str, target_id: int) -> HttpResponse:
    target = _draft_target(own_agreement(request, number), target_id)
    context = {
        "title": _("Remove “%s”?") % target,
        "text": _(
            "The draft no longer promises it. Versions in force stay as they are."
        ),
        "action": _("Remove"),
        "is_danger": True,
    }
    act = partial(remove_target, target_id=target_id)
    return confirmed(request, number, act, _("Target removed."), context)


def _draft_target(agreement: Agreement, target_id: int) -> Target:
    return get_object_or_404(_draft_targets(agreement), pk=target_id)


def _draft_targets(agreement: Agreement) -> QuerySet[Target]:
    targets = Target.objects.select_related(
        "calendar", "service", "category", "measure", "responsible"
    )
    return targets.filter(version__in=agreement.versions.drafts())


def _saved(
    request: HttpRequest,
    agreement: Agreement,
    form: AnyForm,
    target: Target | None = None,
) -> bool:
    what: dict[str, Any] = {
        "number": agreement.number,
        "terms": form.terms(),
        "version": form.cleaned_data["version"],
        "actor": actor_of(request),
        "at": timezone.now(),
    }
    with errors_into(form), stale_into(form):
        if target is None:
            add_target(**what)
        else:
            # What it rests on has a page of its own.
            rests_on = TargetTerms.of(target).rests_on
            what["terms"] = replace(what["terms"], rests_on=rests_on)
            change_target(target_id=target.pk, **what)
    return not form.errors


def _target_page(
    request: HttpRequest,
    agreement: Agreement,
    form: AnyForm,
    title: str,
    stored: dict[str, Any],
    action_url: str = "",
    need: ServiceLevelRequirement | None = None,
) -> HttpResponse:
    context = {
        "agreement": agreement,
        "need": need,
        "title": title,
        "action_url": action_url,
        "cancel_url": newest_url(agreement.number),
        "crumbs": crumbs(agreement),
        "comparison": compare(form, stored),
    }
    name = "period_target_form" if isinstance(form, PeriodTargetForm) else "target_form"
    return render_form(request, f"slm/{name}.html", form, context)
