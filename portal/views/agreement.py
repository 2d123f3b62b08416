from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.selectors import person_of
from core.doors import page_for
from core.generic import actor_of, render_page
from slm.models import AgreementVersion
from slm.selectors import effective_terms
from slm.selectors.hours import promised_hours

agreement_page = page_for("slm.view_own_agreement")


@require_safe
@agreement_page
def portal_agreement(request: HttpRequest) -> HttpResponse:
    person = person_of(actor_of(request))
    if person is None:
        raise Http404
    now = timezone.now()
    terms = effective_terms(person.organisation, None, timezone.localdate())
    targets = [one for one in terms.targets if one.applies]
    calendars = [one.line.target.calendar for one in targets]
    calendars += [one.target.calendar for one in terms.months]
    coming = AgreementVersion.objects.published().promised_to(person.organisation_id)
    context = {
        "sources": terms.sources,
        "sections": terms.sections,
        "targets": targets,
        "months": terms.months,
        "hours": promised_hours(calendars, now),
        "coming": coming.filter(
            valid_from__gt=timezone.localdate(), status="in_force"
        ).select_related("agreement__item"),
    }
    return render_page(request, "portal/portal_agreement.html", context)
