"""Removing what the portal holds of a person, as an act of its own."""

from datetime import datetime

from allauth.account.models import EmailAddress
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Person
from accounts.selectors import is_erased
from accounts.services.saving import check_may_manage, lock
from core.erasure import ERASED, hashes_of, traces_of
from core.events import record_event
from core.models import EventData, User


@transaction.atomic
def erase_person(*, person_id: int, reason: str, actor: User, at: datetime) -> Person:
    """
    Remove name and contact data of somebody who left, and what names them in the trail.

    Their records, and who did what under which number, stay: the trail keeps its seals
    and the clocks their facts. It cannot be taken back.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: without a reason, if the person is active or erased already
    """
    person = lock(Person.objects.visible_to(actor), person_id)
    check_may_manage(actor)
    _check(person, reason)
    events = traces_of(person.pk)
    _empty(person)
    record_event(
        ERASED,
        item=None,
        actor=actor,
        at=at,
        facts={
            "person": person.pk,
            "user": person.user_id,
            "name": person.name,
            "events": events,
            "kept": hashes_of(events),
        },
        personal={"reason": reason.strip()},
    )
    EventData.objects.filter(event__in=events).delete()
    return person


def _check(person: Person, reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why these values are erased.")})
    if person.is_active:
        raise ValidationError(_("Close the access of this person first."))
    if is_erased(person):
        raise ValidationError(_("The values of this person were erased already."))


def _empty(person: Person) -> None:
    with override(settings.LANGUAGE_CODE):
        person.name = _("Erased person %d") % person.pk
    person.email = person.phone = ""
    person.location = person.manager = None
    person.version += 1
    person.full_clean()
    person.save()
    if person.user is not None:
        _empty_sign_in(person.user, person.name)


def _empty_sign_in(user: User, name: str) -> None:
    EmailAddress.objects.filter(user=user).delete()
    for attempts in (AccessAttempt, AccessFailureLog, AccessLog):
        attempts.objects.filter(username__iexact=user.email).delete()
    user.name, user.email = name, f"erased-{user.pk}@invalid.invalid"
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "password"])
