"""Papers made when they are asked for."""

from django.http import HttpResponse

from core.generic import sent_pdf
from slm.catalogue_paper import paper_of
from slm.models import AgreedCatalogue


def sent_paper(catalogue: AgreedCatalogue) -> HttpResponse:
    """Send a version of a customer's catalogue as PDF, to be saved."""
    name = f"{catalogue.number}-{catalogue.edition}.pdf"
    return sent_pdf(paper_of(catalogue), name=name)
