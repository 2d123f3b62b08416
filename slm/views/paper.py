"""Papers made when they are asked for."""

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.generic import sent_bytes
from slm.catalogue_paper import paper_of
from slm.models import AgreedCatalogue
from slm.services.paper import agreement_pdf as set_agreement
from slm.views.agreements import asked_version
from slm.views.finding import agreement_page, visible_agreement


@require_safe
@agreement_page
def agreement_pdf(request: HttpRequest, number: str) -> FileResponse:
    agreement = visible_agreement(request, number)
    version = asked_version(request, agreement)
    version.agreement = agreement
    content = set_agreement(version, at=timezone.now())
    return sent_bytes(content, name=f"{number}-{version.number}.pdf")


def sent_paper(catalogue: AgreedCatalogue) -> FileResponse:
    """Send a version of a customer's catalogue as PDF, to be saved."""
    name = f"{catalogue.number}-{catalogue.edition}.pdf"
    return sent_bytes(paper_of(catalogue), name=name)
