"""The people, teams and categories that a log names, made when first met."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.utils.text import slugify

from accounts.models import Organisation, Person, Team
from accounts.services import add_member, create_person, create_team, invite
from catalogue.models import Service
from core.models import User
from core.roles import Role
from incidents.servicenow_log import SYSTEM, UNKNOWN
from records.models import Category
from slm.exchange.surroundings import ensure_categories

# A domain that can never receive mail: these people act here but never sign in.
DOMAIN = f"{SYSTEM}.invalid"


class Cast:
    """Who and what a log speaks of, found by name or made through the services."""

    def __init__(
        self,
        *,
        customer: Organisation,
        provider: Organisation,
        services: Mapping[str, Service],
        importer: User,
    ) -> None:
        self.customer = customer
        self.importer = importer
        self._provider = provider
        self._services = services
        self._people: dict[tuple[int, str], Person] = {}
        self._teams: dict[str, Team] = {}
        self._categories: dict[str, Category] = {}
        self._actors: dict[str, User] = {}
        self._members: set[tuple[int, int]] = set()

    def caller(self, name: str, at: datetime) -> Person:
        return self._person(name, self.customer, "", at)

    def worker(self, name: str, team: Team | None, at: datetime) -> Person:
        """Return one of the provider's people, a member of the team from now on."""
        person = self._person(name, self._provider, _address(name), at)
        if team and (team.pk, person.pk) not in self._members:
            if not team.memberships.filter(person=person).exists():
                add_member(team_id=team.pk, person=person, actor=self.importer, at=at)
            self._members.add((team.pk, person.pk))
        return person

    def actor(self, name: str, team: Team | None, at: datetime) -> User:
        """
        Return who made an update.

        Whoever was known here but may not work on incidents, or has no sign-in, is
        not given the right by a log: then the importer acts.
        """
        person = self.worker(name, team, at)
        if name not in self._actors:
            user = person.user
            # Only to those whom the log itself made: they can never sign in.
            if user is None and person.email == _address(name):
                user = invite(
                    person_id=person.pk, roles=[Role.AGENT], actor=self.importer, at=at
                )
            works = user is not None and user.has_perm("incidents.work_incident")
            self._actors[name] = user if user and works else self.importer
        return self._actors[name]

    def team(self, name: str, at: datetime) -> Team | None:
        if name == UNKNOWN:
            return None
        if name not in self._teams:
            self._teams[name] = Team.objects.filter(name=name).first() or create_team(
                team=Team(name=name), actor=self.importer, at=at
            )
        return self._teams[name]

    def category(self, name: str, at: datetime) -> Category | None:
        if name == UNKNOWN:
            return None
        if name not in self._categories:
            self._categories |= ensure_categories([name], self.importer, at)
        return self._categories[name]

    def service(self, category: str) -> Service | None:
        return self._services.get(category)

    def _person(
        self, name: str, organisation: Organisation, email: str, at: datetime
    ) -> Person:
        key = (organisation.pk, name)
        if key not in self._people:
            people = Person.objects.select_related("user", "organisation")
            known = people.filter(name=name, organisation=organisation).first()
            self._people[key] = known or create_person(
                person=Person(name=name, organisation=organisation, email=email),
                actor=self.importer,
                at=at,
            )
        return self._people[key]


def _address(name: str) -> str:
    # Names that differ must not become the same address, whatever is in them.
    digest = sha256(name.encode()).hexdigest()[:8]
    return f"{slugify(name)[:40] or 'person'}-{digest}@{DOMAIN}"
