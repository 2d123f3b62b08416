"""What services rest on, and what each customer agreed to get; one has changed since."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Organisation, Person, Team
from catalogue.models import Component, Service
from catalogue.services import (
    add_dependency,
    create_component,
    create_service,
    edit_service,
)
from core.models import User
from core.roles import Role
from slm.services import agree_catalogue, draft_catalogue, offer_catalogue
from sms.demo import world

DAY = timedelta(days=1)
IDENTITIES, HOSTING = "Directory and identities", "Data centre hosting"
SUPPORTING = {
    IDENTITIES: "Who somebody is, and what they may do: used by every service",
    HOSTING: "Power, cooling, servers and storage in two halls",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A component: what it is, and the team or the supplier behind it."""

    name: str
    description: str
    team: str = ""
    supplier: str = ""


PARTS = (
    Part("Storage cluster", "Three nodes in two halls", world.PLATFORM),
    Part("First directory server", "In the north hall", world.PLATFORM),
    Part("Second directory server", "In the south hall", world.PLATFORM),
    Part(
        "First line to the sites",
        "Fibre, 10 Gbit/s",
        world.NETWORK,
        world.TELECOM.name,
    ),
    Part(
        "Second line to the sites",
        "Radio link, 1 Gbit/s",
        world.NETWORK,
        world.TELECOM.name,
    ),
    Part(
        "Wireless controller",
        "Steers the access points of the sites",
        world.NETWORK,
        world.TELECOM.name,
    ),
    Part("Telephone exchange", "Two servers, one licence", world.NETWORK),
    Part(
        "Application platform",
        "Where the business applications run",
        supplier=world.SYSTEMS.name,
    ),
)
# Which service needs what, what for, and the group of those that stand for each other.
NEEDS = (
    (IDENTITIES, "First directory server", "Answers who somebody is", "Directory"),
    (IDENTITIES, "Second directory server", "Answers who somebody is", "Directory"),
    (HOSTING, "Storage cluster", "Keeps all data", ""),
    ("Accounts and access", IDENTITIES, "Keeps the accounts", ""),
    ("E-mail and calendar", IDENTITIES, "Lets people sign in", ""),
    ("E-mail and calendar", HOSTING, "Runs the mail servers", ""),
    ("File storage and backup", HOSTING, "Keeps the files", ""),
    ("Office network", "First line to the sites", "Joins the sites", "Lines"),
    ("Office network", "Second line to the sites", "Joins the sites", "Lines"),
    ("Office network", "Wireless controller", "Serves the wireless network", ""),
    ("Remote access", "Office network", "Leads to the applications", ""),
    ("Remote access", IDENTITIES, "Lets people sign in", ""),
    ("Telephony", "Telephone exchange", "Switches all calls", ""),
    ("Telephony", "Office network", "Carries all calls", ""),
    (world.TROUBLED, "Application platform", "Runs the application", ""),
    ("Patient records", "Application platform", "Runs the application", ""),
    ("Production planning", "Application platform", "Runs the application", ""),
    ("Web presence", HOSTING, "Runs the pages", ""),
)


@transaction.atomic
def settle_catalogues(anchor: datetime) -> None:
    """Say what rests on what, have each catalogue signed, then change a service."""
    if Component.objects.exists():
        return
    manager = User.objects.get(email=world.MANAGER.email)
    _settle_parts(manager, anchor - 60 * DAY)
    for customer in Organisation.objects.customers().order_by("name"):
        _sign(customer, manager, anchor - 40 * DAY)
    changed = Service.objects.get(name=world.TROUBLED)
    edit_service(
        number=changed.number,
        included="Stock and picking\nDispatch notes\nA weekly stocktaking report",
        actor=manager,
        at=anchor - 5 * DAY,
    )


def _settle_parts(actor: User, at: datetime) -> None:
    owner = next(m for m in world.members_of(world.PLATFORM) if m.is_lead)
    things: dict[str, Service | Component] = {
        service.name: service for service in Service.objects.all()
    }
    for name, summary in SUPPORTING.items():
        things[name] = create_service(
            name=name,
            summary=summary,
            description=f"{summary}.",
            owner=Person.objects.get(name=owner.name),
            state="live",
            is_supporting=True,
            actor=actor,
            at=at,
        )
    for part in PARTS:
        things[part.name] = create_component(
            name=part.name,
            description=part.description,
            team=Team.objects.filter(name=part.team).first(),
            supplier=Organisation.objects.filter(name=part.supplier).first(),
            actor=actor,
            at=at,
        )
    for name, needed, role, group in NEEDS:
        part_of = things[needed]
        add_dependency(
            number=things[name].number,
            on_service=part_of if isinstance(part_of, Service) else None,
            on_component=part_of if isinstance(part_of, Component) else None,
            role=role,
            group=group,
            actor=actor,
            at=at,
        )


def _sign(customer: Organisation, manager: User, at: datetime) -> None:
    drafted = draft_catalogue(customer=customer, actor=manager, at=at)
    offer_catalogue(number=drafted.number, actor=manager, at=at + DAY)
    speaker = next(
        member
        for member in world.people_of(customer.name)
        if member.role == Role.CUSTOMER_REPRESENTATIVE
    )
    agree_catalogue(
        number=drafted.number,
        authority="Head of IT",
        actor=User.objects.get(email=speaker.email),
        at=at + 4 * DAY,
    )
