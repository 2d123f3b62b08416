import hashlib
from datetime import datetime

from django.conf import settings

from accounts.models import ApiToken, Person
from core.erasure import ERASED
from core.models import Event, User
from core.roles import Role


def person_of(user: User) -> Person | None:
    """Return the person who signs in as this user, if there is one."""
    # Fetched once for each request: the sign-in keeps it.
    return getattr(user, "person", None) if user.pk else None


def language_of(user: User) -> str:
    """Return the language in which the user reads."""
    person = person_of(user)
    return person.language if person else settings.LANGUAGE_CODE


def roles_of(user: User) -> list[Role]:
    """Return the roles of the user, in the order in which roles are declared."""
    names = set(user.groups.values_list("name", flat=True))
    return [role for role in Role if role.value in names]


def is_erased(person: Person) -> bool:
    """Whether the personal values of the person were removed, for good."""
    return Event.objects.named(ERASED).filter(facts__person=person.pk).exists()


def digest_of(secret: str) -> str:
    """Return the hash by which a secret is found; it is too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def valid_token(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the token with this secret, unless it ended or its owner left."""
    tokens = ApiToken.objects.valid(at).select_related("owner")
    return tokens.filter(digest=digest_of(secret)).first()
