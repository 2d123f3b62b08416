from django.http import Http404, HttpRequest

from accounts.models import Organisation
from accounts.selectors import person_of
from core.generic import actor_of


def organisation_of(request: HttpRequest) -> Organisation:
    """Return the organisation for which the reader speaks, or 404."""
    person = person_of(actor_of(request))
    if person is None:
        raise Http404
    return person.organisation


def customer_of(request: HttpRequest) -> Organisation:
    """Return the customer for which the reader speaks; 404 for a supplier's people."""
    organisation = organisation_of(request)
    if not organisation.is_customer:
        raise Http404
    return organisation
