"""What the pages and the paper of a customer's catalogue show alike."""

from typing import Any

from accounts.selectors import language_for
from core.pdf import render_pdf, set_in
from slm.catalogue_words import changes_between, entries_of
from slm.models import AgreedCatalogue
from slm.models.agreed import SIGNED


def previous_of(catalogue: AgreedCatalogue) -> AgreedCatalogue | None:
    """Return the version that the customer had signed before this one."""
    signed = AgreedCatalogue.objects.filter(
        customer=catalogue.customer_id, state__in=SIGNED, edition__lt=catalogue.edition
    )
    return signed.order_by("-edition").first()


def about_catalogue(catalogue: AgreedCatalogue) -> dict[str, Any]:
    """Return what the page of a version shows: all it says, and what changed in it."""
    previous = previous_of(catalogue)
    changes = changes_between(previous.content, catalogue.content) if previous else []
    return {
        "catalogue": catalogue,
        "previous": previous,
        "changes": changes,
        "entries": entries_of(catalogue.content),
    }


def paper_of(catalogue: AgreedCatalogue) -> bytes:
    """Set the version as PDF in the customer's language."""
    with set_in(language_for(catalogue.customer)):
        context = {"catalogue": catalogue, "entries": entries_of(catalogue.content)}
        return render_pdf("pdf/agreed_catalogue.html", context)
