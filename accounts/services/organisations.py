from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Location, Organisation
from accounts.services.saving import check_may_manage, lock, store_changes, store_new
from core.models import User


@transaction.atomic
def create_organisation(
    *, organisation: Organisation, actor: User, at: datetime
) -> Organisation:
    """
    Make an organisation known.

    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if a value is missing or wrong
    """
    check_may_manage(actor)
    return store_new(organisation, actor=actor, at=at)


@transaction.atomic
def edit_organisation(
    *,
    organisation_id: int,
    version: int | None = None,
    actor: User,
    at: datetime,
    **values: Any,
) -> Organisation:
    """
    Change the name, the kind or the standing of an organisation.

    :raises Organisation.DoesNotExist: if the actor may not see such an organisation
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if nothing changes or a value is wrong
    :raises StaleVersion: if somebody else changed it meanwhile
    """
    rows = Organisation.objects.visible_to(actor)
    organisation = lock(rows, organisation_id, version)
    check_may_manage(actor)
    return store_changes(organisation, values, actor=actor, at=at)


@transaction.atomic
def create_location(*, location: Location, actor: User, at: datetime) -> Location:
    """
    Make a place of an organisation known.

    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if a value is missing or wrong
    """
    check_may_manage(actor)
    return store_new(location, actor=actor, at=at)


@transaction.atomic
def edit_location(
    *, location_id: int, actor: User, at: datetime, **values: Any
) -> Location:
    """
    Change the name or the address of a place.

    :raises Location.DoesNotExist: if the actor may not see such a place
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if nothing changes or a value is wrong
    """
    location = lock(Location.objects.visible_to(actor), location_id)
    check_may_manage(actor)
    return store_changes(location, values, actor=actor, at=at)
