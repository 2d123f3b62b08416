from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person
from accounts.selectors import is_erased
from accounts.services.saving import check_may_manage, lock, store_changes, store_new
from core.locks import lock_name
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
def register_person(*, person: Person, actor: User, at: datetime) -> Person:
    """
    Make known somebody of a customer who calls for the first time, without a sign-in.

    :raises PermissionDenied: if the actor may not make people known
    :raises ValidationError: if the organisation is no active customer, somebody has
        the e-mail already (`known`), or a value is missing or wrong
    """
    if not actor.has_perm("accounts.register_person"):
        raise PermissionDenied
    person.full_clean()
    # Of two who take the same call one comes first, whichever customer they choose.
    lock_name(f"e-mail {person.email.lower()}")
    home = Organisation.objects.visible_to(actor).get(pk=person.organisation_id)
    if not (home.is_customer and home.is_active):
        raise ValidationError({"organisation": _("This is not an active customer.")})
    _check_unknown(person.email, actor)
    return store_new(person, actor=actor, at=at)


def _check_unknown(email: str, actor: User) -> None:
    people = Person.objects.visible_to(actor).select_related("organisation")
    known = people.filter(email__iexact=email).first() if email else None
    if known is not None:
        words = _("%(name)s of %(organisation)s has this address already.")
        values = {"name": known.name, "organisation": known.organisation}
        raise ValidationError(
            {"email": ValidationError(words, code="known", params=values)}
        )


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
