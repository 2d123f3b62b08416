import hashlib
from datetime import datetime

from django.conf import settings

from accounts.models import ApiToken, Organisation, Person
from core.models import User
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


def digest_of(secret: str) -> str:
    """Return the hash by which a secret is found; it is too long to be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def valid_token(secret: str, *, at: datetime) -> ApiToken | None:
    """Return the token with this secret, unless it ended or its owner left."""
    tokens = ApiToken.objects.valid(at).select_related("owner")
    return tokens.filter(digest=digest_of(secret)).first()


def language_for(customer: Organisation) -> str:
    """Return the language to write to a customer in; the provider's if none is set."""
    if customer.language:
        return customer.language
    provider = Organisation.objects.filter(is_provider=True).exclude(language="")
    found = provider.order_by("pk").values_list("language", flat=True).first()
    return found or settings.LANGUAGES[0][0]
