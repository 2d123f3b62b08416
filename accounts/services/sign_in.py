"""Who may sign in, and as what."""

from collections.abc import Collection
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.selectors import is_erased, roles_of
from accounts.services.saving import check_may_manage, lock
from core.events import record_event
from core.models import User
from core.roles import Role


@transaction.atomic
def invite(
    *,
    person_id: int,
    roles: Collection[Role] = (Role.USER,),
    actor: User,
    at: datetime,
) -> User:
    """
    Let a person sign in; they are sent a link to choose a password.

    Whoever has a sign-in already and has never used it is sent another link.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: without an e-mail address, or if they can sign in already
    """
    person = lock(Person.objects.visible_to(actor), person_id)
    check_may_manage(actor)
    if not person.is_active:
        raise ValidationError(_("This person is no longer active."))
    if not person.email:
        raise ValidationError({"email": _("An invitation needs an e-mail address.")})
    user = person.user or _make_user(person, roles, actor, at)
    if user.has_usable_password():
        raise ValidationError(_("This person has a password already."))
    _record("person.invited", person, actor, at)
    return user


@transaction.atomic
def assign_roles(
    *, person_id: int, roles: Collection[Role], actor: User, at: datetime
) -> User:
    """
    Give a person who can sign in exactly these roles.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if the actor may not manage people, or these are their own
    :raises ValidationError: if the last administrator would be lost, or nothing changes
    """
    person = lock(Person.objects.visible_to(actor), person_id)
    check_may_manage(actor)
    if person.user is None:
        raise ValidationError(_("This person cannot sign in yet: invite them first."))
    if person.user == actor:
        raise PermissionDenied(_("Nobody changes their own roles."))
    before = roles_of(person.user)
    if set(before) == set(roles):
        raise ValidationError(_("Nothing was changed."))
    if Role.ADMINISTRATOR not in roles:
        _check_not_last_administrator(person.user)
    _give_roles(person, person.user, roles, before, actor, at)
    return person.user


@transaction.atomic
def deactivate_person(*, person_id: int, actor: User, at: datetime) -> Person:
    """
    Close the sign-in of somebody who left: sessions end, tokens are revoked.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if the actor may not manage people, or it is themselves
    :raises ValidationError: if it was done already, or they are the last administrator
    """
    person = lock(Person.objects.visible_to(actor), person_id)
    check_may_manage(actor)
    if person.user_id == actor.pk:
        raise PermissionDenied(_("Nobody locks themselves out."))
    if not person.is_active:
        raise ValidationError(_("This person is no longer active."))
    if person.user is not None:
        _check_not_last_administrator(person.user)
        person.user.is_active = False
        person.user.save(update_fields=["is_active"])
        end_sessions(person.user)
        person.user.api_tokens.filter(revoked_at=None).update(revoked_at=at)
    _set_active(person, is_active=False)
    _record("person.deactivated", person, actor, at)
    return person


@transaction.atomic
def reactivate_person(*, person_id: int, actor: User, at: datetime) -> Person:
    """
    Let somebody back in who had left; their tokens stay revoked.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if the person is active
    """
    person = lock(Person.objects.visible_to(actor), person_id)
    check_may_manage(actor)
    if person.is_active:
        raise ValidationError(_("This person is active."))
    if is_erased(person):
        raise ValidationError(_("The values of this person were erased already."))
    if person.user is not None:
        person.user.is_active = True
        person.user.save(update_fields=["is_active"])
    _set_active(person, is_active=True)
    _record("person.reactivated", person, actor, at)
    return person


@transaction.atomic
def sign_out_everywhere(*, person_id: int, actor: User, at: datetime) -> int:
    """
    End every session of a person; return how many there were.

    :raises Person.DoesNotExist: if the actor may not see such a person
    :raises PermissionDenied: if it is neither the actor nor theirs to manage
    """
    person = lock(Person.objects.visible_to(actor), person_id)
    if person.user_id != actor.pk:
        check_may_manage(actor)
    ended = end_sessions(person.user) if person.user else 0
    _record("person.signed_out", person, actor, at)
    return ended


def end_sessions(user: User) -> int:
    """End every session of the user; return how many there were."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


def _make_user(
    person: Person, roles: Collection[Role], actor: User, at: datetime
) -> User:
    user = User.objects.create_user(person.email, None, name=person.name)
    person.user = user
    person.version += 1
    person.save(update_fields=["user", "version"])
    _give_roles(person, user, roles, [], actor, at)
    return user


def _give_roles(
    person: Person,
    user: User,
    roles: Collection[Role],
    before: Collection[Role],
    actor: User,
    at: datetime,
) -> None:
    if Role.SYSTEM in roles:
        raise ValidationError({"roles": _("This role is the portal's own.")})
    names = sorted(role.value for role in roles)
    user.groups.set(Group.objects.filter(name__in=names))
    user.is_staff = Role.ADMINISTRATOR in roles
    user.save(update_fields=["is_staff"])
    record_event(
        "person.roles_assigned",
        item=None,
        actor=actor,
        at=at,
        facts={"person": person.pk},
        changes={"roles": [sorted(role.value for role in before), names]},
        personal={"name": person.name},
    )


def _check_not_last_administrator(user: User) -> None:
    """Refuse to lose the last one; two who leave at once wait for each other."""
    group = Group.objects.select_for_update().get(name=Role.ADMINISTRATOR.value)
    if not user.groups.filter(pk=group.pk).exists():
        return
    others = User.objects.filter(groups=group, is_active=True, is_system=False)
    if not others.exclude(pk=user.pk).exists():
        raise ValidationError(_("The last administrator must stay one."))


def _set_active(person: Person, *, is_active: bool) -> None:
    person.is_active = is_active
    person.version += 1
    person.save(update_fields=["is_active", "version"])


def _record(name: str, person: Person, actor: User, at: datetime) -> None:
    record_event(
        name,
        item=None,
        actor=actor,
        at=at,
        facts={"person": person.pk},
        personal={"name": person.name},
    )
