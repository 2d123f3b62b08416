"""Who may enter the portfolio: for everybody else its pages are not there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from catalogue.lifecycle import MANAGE
from catalogue.models import Service
from core.generic import actor_of

View = Callable[..., HttpResponseBase]


def portfolio_page(view: View) -> View:
    """Ask for a sign-in, and say that there is no such page to whom it is not for."""

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("catalogue.view_service"):
            raise Http404
        return view(request, *args, **kwargs)

    entry: View = login_required(entered)
    return entry


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
    if not actor_of(request).has_perm(MANAGE):
        raise PermissionDenied
    return service
