"""Who may enter the portfolio: for everybody else its pages are not there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from catalogue.lifecycle import MANAGE
from catalogue.models import Service
from core.doors import page_for, refuse_unless
from core.generic import actor_of

portfolio_page = page_for("catalogue.view_service")


def visible_service(request: HttpRequest, number: str) -> Service:
    """
    Return the service of that number, with what its page shows.

    :raises Http404: if the reader may not see such a service
    """
    services = Service.objects.visible_to(actor_of(request)).with_facts()
    return get_object_or_404(services, item__number=number)


def own_service(request: HttpRequest, number: str) -> Service:
    """
    Return the service for somebody who may change it.

    :raises PermissionDenied: if the reader may only read it
    """
    service = visible_service(request, number)
    refuse_unless(actor_of(request), MANAGE)
    return service
