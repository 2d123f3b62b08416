from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.generic import sent_pdf
from slm.services.paper import agreement_pdf as set_agreement
from slm.views.agreements import asked_version
from slm.views.finding import agreement_page, visible_agreement


@require_safe
@agreement_page
def agreement_pdf(request: HttpRequest, number: str) -> HttpResponse:
    agreement = visible_agreement(request, number)
    version = asked_version(request, list(agreement.versions.all()))
    version.agreement = agreement
    paper = set_agreement(version, at=timezone.now())
    return sent_pdf(paper, name=f"{number}-{version.number}.pdf")
