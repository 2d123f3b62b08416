"""The fixed cast: who acts in the tests, and when."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone, translation
from pytest_django.plugin import DjangoDbBlocker
from weasyprint import HTML, Document

from accounts.models import Organisation, Person, Team, TeamMembership
from catalogue.models import Service
from catalogue.services import create_service
from core.models import User
from core.roles import Role
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import open_incident, resolve_incident
from tests.paper import beyond_the_edge


def pytest_configure(config: pytest.Config) -> None:
    """Ease what costs time or depends on an earlier step, and nothing else."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    # Every test signs in from one address.
    settings.AXES_ENABLED = False
    settings.ACCOUNT_RATE_LIMITS = False
    # Processes side by side share one Redis, but nothing in it.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    settings.CACHES["default"]["KEY_PREFIX"] = f"sms-test-{worker}"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let tests that commit empty their tables afterwards; nothing else is eased."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname LIKE 'pgtrigger_no_truncate%'"
        )
        for trigger, table in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{trigger}" ON {table}')


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page read in German, or in a zone, leaves both behind: not for the next test."""
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def nothing_beyond_the_edge(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever a test sets as PDF shows all of its text on the page."""
    beyond: list[str] = []
    render = HTML.render

    def measured(*args: Any, **options: Any) -> Document:
        document = render(*args, **options)
        beyond.extend(beyond_the_edge(document))
        return document

    monkeypatch.setattr(HTML, "render", measured)
    yield
    assert beyond == []


@pytest.fixture
def noon() -> datetime:
    return datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def sign_up(name: str, organisation: Organisation, *roles: Role) -> User:
    """Make a person who can sign in, with these roles."""
    user = User.objects.create_user(
        f"{name.lower().replace(' ', '.')}@example.com", "long-enough-1", name=name
    )
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    Person.objects.create(
        user=user,
        name=name,
        email=user.email,
        organisation=organisation,
        time_zone="UTC",
    )
    return user


@pytest.fixture
def provider(db) -> Organisation:
    return Organisation.objects.create(name="Provider", is_provider=True)


@pytest.fixture
def customer(db) -> Organisation:
    return Organisation.objects.create(name="Customer", is_customer=True)


@pytest.fixture
def other_customer(db) -> Organisation:
    return Organisation.objects.create(name="Other customer", is_customer=True)


@pytest.fixture
def requester(customer) -> User:
    return sign_up("Rita Requester", customer, Role.USER)


@pytest.fixture
def representative(customer) -> User:
    return sign_up(
        "Rolf Representative", customer, Role.USER, Role.CUSTOMER_REPRESENTATIVE
    )


@pytest.fixture
def stranger(other_customer) -> User:
    return sign_up("Stella Stranger", other_customer, Role.USER)


@pytest.fixture
def supplier(db) -> Organisation:
    return Organisation.objects.create(name="Contoso", is_supplier=True)


@pytest.fixture
def second_supplier(db) -> Organisation:
    return Organisation.objects.create(name="Fabrikam", is_supplier=True)


@pytest.fixture
def supplier_representative(supplier) -> User:
    return sign_up("Susi Supplier", supplier, Role.USER, Role.SUPPLIER_REPRESENTATIVE)


@pytest.fixture
def contract_manager(provider) -> User:
    return sign_up("Carl Contract", provider, Role.CONTRACT_MANAGER)


@pytest.fixture
def team(db) -> Team:
    return Team.objects.create(name="Service desk")


@pytest.fixture
def second_team(db) -> Team:
    return Team.objects.create(name="Network")


@pytest.fixture
def agent(provider, team) -> User:
    user = sign_up("Anna Agent", provider, Role.AGENT)
    TeamMembership.objects.create(team=team, person=user.person)
    return user


@pytest.fixture
def team_lead(provider, team) -> User:
    user = sign_up("Tom Lead", provider, Role.TEAM_LEAD)
    TeamMembership.objects.create(team=team, person=user.person, is_lead=True)
    return user


@pytest.fixture
def service_level_manager(provider) -> User:
    return sign_up("Sara Level", provider, Role.SERVICE_LEVEL_MANAGER)


@pytest.fixture
def auditor(provider) -> User:
    return sign_up("Adam Auditor", provider, Role.AUDITOR)


@pytest.fixture
def administrator(provider) -> User:
    return sign_up("Ada Administrator", provider, Role.ADMINISTRATOR)


@pytest.fixture
def cast(
    requester,
    representative,
    stranger,
    supplier_representative,
    agent,
    team_lead,
    service_level_manager,
    contract_manager,
    auditor,
    administrator,
) -> dict[str, User]:
    """Everybody, by role."""
    return {
        "requester": requester,
        "representative": representative,
        "stranger": stranger,
        "supplier_representative": supplier_representative,
        "agent": agent,
        "team_lead": team_lead,
        "service_level_manager": service_level_manager,
        "contract_manager": contract_manager,
        "auditor": auditor,
        "administrator": administrator,
    }


@pytest.fixture
def service(customer, noon) -> Service:
    return create_service(
        name="E-mail",
        state="live",
        customers=[customer],
        actor=system_user("core"),
        at=noon,
    )


@pytest.fixture
def incident(requester, service, agent, noon) -> Incident:
    return open_incident(
        incident=Incident(
            title="Mail does not arrive",
            description="Since this morning.",
            requester=requester.person,
            service=service,
        ),
        actor=agent,
        at=noon,
    )


@pytest.fixture
def resolved_incident(incident, agent, noon) -> Incident:
    return resolve_incident(
        number=incident.number,
        resolution="Queue emptied.",
        close_code="solved",
        actor=agent,
        at=noon,
    )


@pytest.fixture
def files(settings, tmp_path: Path) -> Path:
    """Keep the files of a test in a folder of its own."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path
