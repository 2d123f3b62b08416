"""Holding a service while it is changed, for those who may."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from catalogue.choices import ServiceState
from catalogue.lifecycle import MANAGE
from catalogue.models import Service
from core.models import User
from core.versions import check_version


def check_may_manage(actor: User) -> None:
    """:raises PermissionDenied: if the actor may not manage services"""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied


def lock_service(
    number: str, actor: User, version: int | None = None, *, is_move: bool = False
) -> Service:
    """
    Return the service for a change, held until the transaction ends.

    :raises Service.DoesNotExist: if the actor may not see such a service
    :raises PermissionDenied: if the actor may not manage services
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: if it is retired
    """
    visible = Service.objects.visible_to(actor).filter(item__number=number)
    # Not over the joins by which it is visible: those rows stay free.
    rows = Service.objects.filter(pk__in=visible.values("pk"))
    service: Service = rows.select_for_update(no_key=True).get()
    check_may_manage(actor)
    check_version(service, version)
    if service.state == ServiceState.RETIRED and not is_move:
        raise ValidationError(_("A retired service is kept as it was."))
    return service
