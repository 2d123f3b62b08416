from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.invitations import password_link
from accounts.models import Organisation, Person
from accounts.services import create_organisation, create_person, invite
from core.models import User
from core.roles import Role
from core.system_users import system_user


class Command(BaseCommand):
    help = "Make an administrator, and print the link with which to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="Default: the address.")
        parser.add_argument(
            "--organisation", default="Provider", help="The provider's name."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(email__iexact=options["email"]).exists():
            raise CommandError(f"{options['email']} can sign in already.")
        try:
            user = self._make(options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Choose a password at {password_link(user)}")

    @transaction.atomic
    def _make(self, options: dict[str, Any]) -> User:
        actor, at = system_user("core"), timezone.now()
        provider = Organisation.objects.filter(is_provider=True).first()
        if provider is None:
            provider = create_organisation(
                organisation=Organisation(
                    name=options["organisation"], is_provider=True
                ),
                actor=actor,
                at=at,
            )
        name = options["name"] or options["email"]
        person = Person(name=name, email=options["email"], organisation=provider)
        create_person(person=person, actor=actor, at=at)
        return invite(
            person_id=person.pk, roles=[Role.ADMINISTRATOR], actor=actor, at=at
        )
