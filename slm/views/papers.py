"""Papers made when they are asked for."""

from django.http import HttpResponse

from slm.catalogue_paper import paper_of
from slm.models import AgreedCatalogue


def sent_paper(catalogue: AgreedCatalogue) -> HttpResponse:
    """Send a version of a customer's catalogue as PDF, to be saved."""
    name = f"{catalogue.number}-{catalogue.edition}.pdf"
    return HttpResponse(
        paper_of(catalogue),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
