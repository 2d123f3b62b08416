"""Who is really told: people who are still here, may see it, and did not do it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Person
from accounts.selectors import person_of
from core.kinds import get_kind
from core.models import Event, Item, User


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to be told, with how they are reached and what they read."""

    key: str
    user: User | None
    name: str
    email: str
    language: str
    zone: ZoneInfo


def addressees(
    event: Event,
    recipients: Iterable[User | Person],
    *,
    permission: str = "",
    is_own: bool = False,
) -> Iterator[Addressee]:
    """
    Yield each recipient once, without those who are not to be told.

    Left out are whoever did it or had it done (unless it `is_own`), whoever left, and users who may
    not see the event's item. What takes a permission to be told of is for people
    who sign in: without a sign-in one may only be whom the item is for.
    """
    actors = set() if is_own else {event.actor_id, event.on_behalf_of_id}
    seen: set[str] = set()
    for recipient in recipients:
        found = _address(recipient)
        if found is None or found.key in seen:
            continue
        seen.add(found.key)
        if found.user and found.user.pk in actors:
            continue
        if may_see(found.user, event.item) if found.user else not permission:
            yield found


def may_see(user: User, item: Item | None) -> bool:
    """Tell whether the user may see the item; what is about none, anybody may."""
    if item is None:
        return True
    return get_kind(item.kind).visible_to(user).filter(item=item).exists()


def _address(recipient: User | Person) -> Addressee | None:
    if isinstance(recipient, Person):
        return _as_person(recipient, recipient.user)
    person = person_of(recipient)
    return _as_person(person, recipient) if person else _as_sign_in(recipient)


def _as_person(person: Person, user: User | None) -> Addressee | None:
    if not person.is_active or (user and not _may_sign_in(user)):
        return None
    return Addressee(
        key=f"u{user.pk}" if user else f"p{person.pk}",
        user=user,
        name=person.name,
        email=person.email or (user.email if user else ""),
        language=person.language,
        zone=ZoneInfo(person.time_zone),
    )


def _as_sign_in(user: User) -> Addressee | None:
    if not _may_sign_in(user):
        return None
    language = settings.LANGUAGES[0][0]
    zone = ZoneInfo(settings.TIME_ZONE)
    return Addressee(f"u{user.pk}", user, str(user), user.email, language, zone)


def _may_sign_in(user: User) -> bool:
    return user.is_active and not user.is_system
