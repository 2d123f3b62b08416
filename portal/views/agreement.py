from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Organisation
from core.doors import page_for
from core.generic import actor_of, render_page
from core.models import User
from portal.views.finding import customer_of, organisation_of
from slm.models import Agreement, AgreementVersion
from slm.negotiating_page import offers_to
from slm.permissions import CONTRACTS, TERMS
from slm.selectors import effective_terms, shown_versions, with_versions
from slm.selectors.hours import promised_hours

Contract = tuple[Agreement, AgreementVersion, str, str]


@require_safe
@page_for(TERMS)
def portal_agreement(request: HttpRequest) -> HttpResponse:
    customer, now = customer_of(request), timezone.now()
    terms = effective_terms(customer, (), timezone.localdate()).applying
    calendars = [one.line.target.calendar for one in terms.targets]
    calendars += [one.target.calendar for one in terms.months]
    coming = AgreementVersion.objects.published().promised_to(customer.pk)
    context = {
        "sources": terms.sources,
        "sections": terms.sections,
        "targets": terms.targets,
        "months": terms.months,
        "hours": promised_hours(calendars, now),
        "coming": coming.filter(
            valid_from__gt=timezone.localdate(), status="in_force"
        ).select_related("agreement__item"),
        "contracts": _contracts(actor_of(request), customer),
        "offers": offers_to(actor_of(request)),
    }
    return render_page(request, "portal/portal_agreement.html", context)


@require_safe
@page_for(CONTRACTS)
def portal_contracts(request: HttpRequest) -> HttpResponse:
    context = {
        "contracts": _contracts(actor_of(request), organisation_of(request)),
        "offers": offers_to(actor_of(request)),
    }
    return render_page(request, "portal/portal_contracts.html", context)


def _contracts(reader: User, supplier: Organisation) -> list[Contract]:
    """Return what the organisation promised us, as far as it was told, and its standing."""
    made = Agreement.objects.visible_to(reader).filter(supplier=supplier)
    today = timezone.localdate()
    return [
        (agreement, shown, *shown.standing_on(today))
        for agreement, shown in shown_versions(
            with_versions(made, reader).order_by("title", "pk"), today
        )
    ]
