from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.selectors import is_erased
from accounts.services.saving import check_may_manage, lock, store_changes, store_new
from core.models import User


@transaction.atomic
def create_person(*, person: Person, actor: User, at: datetime) -> Person:
    """
    Make somebody known, without a sign-in.

    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if a value is missing or wrong
    """
    check_may_manage(actor)
    _check_places(person)
    return store_new(person, actor=actor, at=at)


@transaction.atomic
def edit_person(
    *,
    person_id: int,
    version: int | None = None,
    actor: User,
    at: datetime,
    **values: Any,
) -> Person:
    """
    Change what is known of a person; a new e-mail is also that of the sign-in.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if nothing changes or a value is wrong
    :raises StaleVersion: if somebody else changed the person meanwhile
    """
    person = lock(Person.objects.visible_to(actor), person_id, version)
    check_may_manage(actor)
    if is_erased(person):
        raise ValidationError(_("The values of this person were erased already."))
    _check_places(Person(**{**_places(person), **_only_places(values)}))
    store_changes(person, values, actor=actor, at=at)
    if person.user is not None:
        _rename_sign_in(person, person.user)
    return person


def _rename_sign_in(person: Person, user: User) -> None:
    if not person.email:
        raise ValidationError({"email": _("Who signs in needs an e-mail address.")})
    user.email, user.name = person.email.lower(), person.name
    user.full_clean(exclude=["password"])
    user.save(update_fields=["email", "name"])


def _places(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "organisation": person.organisation,
        "location": person.location,
        "manager": person.manager,
    }


def _only_places(values: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in values.items() if n in _PLACES}


_PLACES = ("organisation", "location", "manager")


def _check_places(person: Person) -> None:
    """Refuse a place that is another organisation's, and circles of managers."""
    if person.organisation_id is None:
        return
    if person.location and person.location.organisation_id != person.organisation_id:
        raise ValidationError({"location": _("This place is another organisation's.")})
    seen, above = {person.pk}, person.manager
    while above is not None:
        if above.pk in seen:
            raise ValidationError({"manager": _("Nobody is their own manager.")})
        seen.add(above.pk)
        above = above.manager
