"""Saying what a service depends on; never in a circle."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.models import Component, Service, ServiceDependency
from catalogue.selectors import cycle_through
from catalogue.services.locking import lock_service
from core.events import record_event
from core.locks import lock_name
from core.models import User

# Two who close a circle from both ends must not pass each other by.
LOCK = "catalogue.dependencies"


@transaction.atomic
def add_dependency(
    *,
    number: str,
    on_service: Service | None = None,
    on_component: Component | None = None,
    role: str = "",
    group: str = "",
    needed: int | None = None,
    actor: User,
    at: datetime,
) -> ServiceDependency:
    """
    Say that a service needs another, or a component, to work.

    What is needed of a redundant group is one number: the last one said holds for all.

    :raises Service.DoesNotExist: if the actor may not see such a service
    :raises PermissionDenied: if the actor may not manage services
    :raises ValidationError: if it names none or both, is there already, or closes a
        circle, which is named
    """
    service = lock_service(number, actor)
    lock_name(LOCK)
    dependency = ServiceDependency(
        service=service,
        on_service=on_service,
        on_component=on_component,
        role=role.strip(),
        group=group.strip(),
        needed=(needed or 1) if group.strip() else needed,
    )
    dependency.full_clean()
    _check_circle(dependency)
    dependency.save(force_insert=True)
    if dependency.group:
        alike = service.dependencies.filter(group=dependency.group)
        alike.update(needed=dependency.needed)
    _record("service.dependency_added", dependency, actor, at)
    return dependency


@transaction.atomic
def remove_dependency(
    *, number: str, dependency_id: int, actor: User, at: datetime
) -> Service:
    """
    Say that a service no longer needs something.

    :raises Service.DoesNotExist: if the actor may not see such a service
    :raises PermissionDenied: if the actor may not manage services
    :raises ServiceDependency.DoesNotExist: if the service has no such dependency
    """
    service = lock_service(number, actor)
    dependency = service.dependencies.get(pk=dependency_id)
    _record("service.dependency_removed", dependency, actor, at)
    dependency.delete()
    return service


def _check_circle(dependency: ServiceDependency) -> None:
    target = dependency.on_service
    if target is None:
        return
    circle = cycle_through(dependency.service, target)
    if circle:
        message = _("That would go round in a circle: %s.") % " → ".join(circle)
        raise ValidationError({"on_service": message})


def _record(name: str, row: ServiceDependency, actor: User, at: datetime) -> None:
    record_event(
        name,
        item=row.service.item,
        actor=actor,
        at=at,
        facts={
            "on_service": row.on_service_id,
            "on_component": row.on_component_id,
            "group": row.group,
            "needed": row.needed,
        },
        personal={"role": row.role} if row.role else None,
    )
