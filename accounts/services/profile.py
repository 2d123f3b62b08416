from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from core.events import record_event
from core.models import User


@transaction.atomic
def edit_profile(
    *,
    person_id: int,
    time_zone: str,
    language: str,
    phone: str,
    actor: User,
    at: datetime,
) -> Person:
    """
    Change how one reads the portal and can be reached; only for oneself.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if it is somebody else
    :raises ValidationError: if nothing changes, or a value is wrong
    """
    person = _lock_own(person_id, actor)
    wanted = {"time_zone": time_zone, "language": language, "phone": phone.strip()}
    changed = {
        name: [getattr(person, name), value]
        for name, value in wanted.items()
        if getattr(person, name) != value
    }
    if not changed:
        raise ValidationError(_("Nothing was changed."))
    for name in changed:
        setattr(person, name, wanted[name])
    person.full_clean()
    person.save(update_fields=list(changed))
    record_event(
        "person.profile_edited",
        item=None,
        actor=actor,
        at=at,
        changes={name: pair for name, pair in changed.items() if name != "phone"},
        facts={"person": person.pk, "fields": sorted(changed)},
        personal={"phone": changed["phone"]} if "phone" in changed else None,
    )
    return person


def _lock_own(person_id: int, actor: User) -> Person:
    visible = Person.objects.visible_to(actor).filter(pk=person_id)
    # Not over the joins by which it is visible: those rows stay free.
    rows = Person.objects.filter(pk__in=visible.values("pk"))
    person = rows.select_for_update(no_key=True).get()
    if person.user_id != actor.pk:
        raise PermissionDenied
    return person
