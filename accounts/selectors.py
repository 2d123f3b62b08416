import hashlib
import re
from datetime import datetime

from django.conf import settings
from django.db.models import F, Func, Q, QuerySet, Value

from accounts.models import ApiToken, Organisation, Person
from accounts.querysets import PersonQuerySet
from core.erasure import ERASED
from core.models import Event, User
from core.roles import Role
from core.selectors import erasures

MOST_WORDS = 8
TELEPHONE = re.compile(r"[\d\s()+/.-]{4,40}")


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


def true_erasures() -> dict[int, Event]:
    """Return, for each event that lost its personal values, the erasure of somebody."""
    found = erasures()
    people = {event.facts["person"] for event in found.values()}
    names = dict(Person.objects.filter(pk__in=people).values_list("pk", "name"))
    return {
        pk: event
        for pk, event in found.items()
        if names.get(event.facts["person"]) == event.facts["name"]
    }


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


def people_matching(text: str, user: User) -> PersonQuerySet:
    """
    Return whom the words may mean: by name, e-mail, telephone or organisation.

    A telephone number is found however it is written.
    """
    people = Person.objects.visible_to(user).active().select_related("organisation")
    words = text.split()[:MOST_WORDS]
    if not words:
        return people.none()
    by_words = Q()
    for word in words:
        by_words &= (
            Q(name__icontains=word)
            | Q(email__icontains=word)
            | Q(phone__icontains=word)
            | Q(organisation__name__icontains=word)
        )
    if TELEPHONE.fullmatch(text) and (digits := re.sub(r"\D", "", text)):
        people = people.alias(
            digits=Func(
                *[F("phone"), Value(r"\D"), Value(""), Value("g")],
                function="regexp_replace",
            )
        )
        by_words |= Q(digits__contains=digits)
    return people.filter(by_words).order_by("name", "pk")


def organisations_matching(text: str, user: User) -> QuerySet[Organisation]:
    """Return the active organisations with all the words in their name."""
    found = Organisation.objects.visible_to(user).filter(is_active=True)
    words = text.split()[:MOST_WORDS]
    for word in words:
        found = found.filter(name__icontains=word)
    return found.order_by("name", "pk") if words else found.none()
