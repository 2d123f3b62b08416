from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import person_of
from core.doors import page_for, refuse_unless
from core.generic import (
    actor_of,
    errors_into,
    redirect_with,
    render_form,
    render_page,
    sent,
)
from portal.views.finding import customer_of
from slm.forms.requirements import NeedForm
from slm.models import ServiceLevelRequirement
from slm.permissions import GATHER, TERMS
from slm.selectors.answering import Lapses, coverage_of, covered, lapses_on
from slm.selectors.wished import wished_words
from slm.services import gather_requirement

need_page = page_for(TERMS)


@need_page
def portal_needs(request: HttpRequest) -> HttpResponse:
    customer_of(request)
    visible = _told(request, lapses_on(timezone.localdate()))
    listed = visible.select_related("item", "service").order_by("-gathered_at", "-pk")
    context = {"needs": listed, "coverage": coverage_of(visible)}
    return render_page(request, "portal/portal_needs.html", context)


@need_page
def portal_need(request: HttpRequest, number: str) -> HttpResponse:
    lapses = lapses_on(timezone.localdate())
    visible = _told(request, lapses)
    need = get_object_or_404(
        visible.select_related("item", "service", "customer"), item__number=number
    )
    context = {
        "need": need,
        "lapses": lapses,
        "wished": wished_words(need),
        "answers": need.answers.standing().select_related(
            "target__version__agreement__item"
        ),
        "crumbs": [(_("Our needs"), reverse("portal_needs"))],
    }
    return render_page(request, "portal/portal_need.html", context)


@need_page
def portal_need_new(request: HttpRequest) -> HttpResponse:
    actor, customer = actor_of(request), customer_of(request)
    refuse_unless(actor, GATHER)
    form = NeedForm(sent(request), user=actor)
    if form.is_valid():
        with errors_into(form):
            need = ServiceLevelRequirement(
                **form.values(),
                customer=customer,
                stated_by=person_of(actor),
                stated_on=timezone.localdate(),
                source=_("Portal"),
            )
            made = gather_requirement(requirement=need, actor=actor, at=timezone.now())
            said = _("Thank you. We have received it as %s.") % made.number
            return redirect_with(request, said, "portal_need", made.number)
    context = {
        "title": _("Tell us what you need"),
        "cancel_url": reverse("portal_needs"),
        "crumbs": [(_("Our needs"), reverse("portal_needs"))],
    }
    return render_form(request, "portal/portal_need_new.html", form, context)


def _told(request: HttpRequest, lapses: Lapses) -> QuerySet[ServiceLevelRequirement]:
    visible = ServiceLevelRequirement.objects.visible_to(actor_of(request))
    return covered(visible, lapses)
