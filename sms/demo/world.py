"""Who and what the demonstration is about: invented people, customers and services."""

from dataclasses import dataclass

from core.roles import Role

PROVIDER = "Meridian IT Services"
ALDER, BRIGHTWATER, CORVIN = (
    "Alder Logistics",
    "Brightwater Clinics",
    "Corvin Manufacturing",
)
# Which customer also works for the provider.
CARRIER = ALDER
# Whose people think little of what they get, in time as it is.
UNHAPPY = CORVIN
DESK, APPLICATIONS, NETWORK, PLATFORM = (
    "Service desk",
    "Applications",
    "Network",
    "Platform",
)
TEAMS = {
    DESK: "Answers everybody, solves what can be solved at once.",
    APPLICATIONS: "Business applications and collaboration.",
    NETWORK: "Sites, remote access and telephony.",
    PLATFORM: "Servers, storage, identities and backup.",
}
SIGN_IN_DOMAIN = "demo.example"
PASSWORD = "demonstration"  # noqa: S105 - everybody who tries the portal is told


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    domain: str
    zone: str
    # How many of all incidents are theirs, relatively.
    share: int
    language: str = ""


PROVIDER_ORGANISATION = Organisation(PROVIDER, "meridian.example", "Europe/Berlin", 0)
CUSTOMERS = {
    customer.name: customer
    for customer in (
        Organisation(ALDER, "alder.example", "Europe/Berlin", 40),
        Organisation(BRIGHTWATER, "brightwater.example", "Europe/London", 33),
        Organisation(CORVIN, "corvin.example", "Europe/Vienna", 27, "de"),
    )
}


@dataclass(frozen=True, slots=True)
class Supplier:
    """A supplier: how its references begin, and whether it holds what it works on."""

    name: str
    prefix: str
    is_in_control: bool


TELECOM = Supplier("Norden Telecom", "NT", is_in_control=True)
SYSTEMS = Supplier("Fjord Systems", "FS", is_in_control=False)
SUPPLIERS = (TELECOM, SYSTEMS)


@dataclass(frozen=True, slots=True)
class Member:
    """One of the people; `sign_in` is the first part of a demonstration sign-in."""

    name: str
    organisation: str
    role: Role
    team: str = ""
    is_lead: bool = False
    is_vip: bool = False
    sign_in: str = ""

    @property
    def home(self) -> Organisation:
        return CUSTOMERS.get(self.organisation, PROVIDER_ORGANISATION)

    @property
    def email(self) -> str:
        if self.sign_in:
            return f"{self.sign_in}@{SIGN_IN_DOMAIN}"
        return f"{self.name.lower().replace(' ', '.')}@{self.home.domain}"


PEOPLE = (
    Member("Anna Berger", PROVIDER, Role.AGENT, DESK, sign_in="agent"),
    Member("Tobias Lang", PROVIDER, Role.TEAM_LEAD, DESK, is_lead=True, sign_in="lead"),
    Member("Chiara Ruiz", PROVIDER, Role.AGENT, DESK),
    Member("Deniz Aydin", PROVIDER, Role.AGENT, DESK),
    Member("Emma Novak", PROVIDER, Role.AGENT, DESK),
    Member("Felix Brandt", PROVIDER, Role.AGENT, DESK),
    Member("Greta Olsen", PROVIDER, Role.TEAM_LEAD, APPLICATIONS, is_lead=True),
    Member("Hugo Martin", PROVIDER, Role.AGENT, APPLICATIONS),
    Member("Ines Costa", PROVIDER, Role.AGENT, APPLICATIONS),
    Member("Jonas Weber", PROVIDER, Role.TEAM_LEAD, NETWORK, is_lead=True),
    Member("Karin Holm", PROVIDER, Role.AGENT, NETWORK),
    Member("Luca Ferri", PROVIDER, Role.AGENT, NETWORK),
    Member("Mira Kovac", PROVIDER, Role.TEAM_LEAD, PLATFORM, is_lead=True),
    Member("Nils Sommer", PROVIDER, Role.AGENT, PLATFORM),
    Member("Olga Petrov", PROVIDER, Role.AGENT, PLATFORM),
    Member("Sara Lindqvist", PROVIDER, Role.SERVICE_LEVEL_MANAGER, sign_in="manager"),
    Member("Paul Aumann", PROVIDER, Role.AUDITOR, sign_in="auditor"),
    Member("Ada Winter", PROVIDER, Role.ADMINISTRATOR, sign_in="admin"),
    Member("Rolf Albrecht", ALDER, Role.CUSTOMER_REPRESENTATIVE, sign_in="customer"),
    Member("Uta Keller", ALDER, Role.USER, sign_in="user"),
    Member("Victor Stein", ALDER, Role.USER, is_vip=True),
    Member("Wanda Krause", ALDER, Role.USER),
    Member("Rachel Moore", BRIGHTWATER, Role.CUSTOMER_REPRESENTATIVE),
    Member("Steven Clarke", BRIGHTWATER, Role.USER),
    Member("Tessa Hughes", BRIGHTWATER, Role.USER, is_vip=True),
    Member("Umar Khan", BRIGHTWATER, Role.USER),
    Member("Robert Huber", CORVIN, Role.CUSTOMER_REPRESENTATIVE),
    Member("Sabine Gruber", CORVIN, Role.USER),
    Member("Thomas Wolf", CORVIN, Role.USER),
    Member("Verena Egger", CORVIN, Role.USER),
    Member("Dora Engel", PROVIDER, Role.SERVICE_LEVEL_MANAGER, sign_in="deputy"),
    Member("Bernd Kaufmann", PROVIDER, Role.CONTRACT_MANAGER, sign_in="contracts"),
)
BUYER = PEOPLE[-1]
MANAGER = next(m for m in PEOPLE if m.role == Role.SERVICE_LEVEL_MANAGER)


def members_of(team: str) -> list[Member]:
    return [member for member in PEOPLE if member.team == team]


def people_of(organisation: str) -> list[Member]:
    return [member for member in PEOPLE if member.organisation == organisation]


def representative_of(customer: str) -> Member:
    """Return who speaks for the customer."""
    role = Role.CUSTOMER_REPRESENTATIVE
    return next(m for m in people_of(customer) if m.role == role)


@dataclass(frozen=True, slots=True)
class Service:
    """
    A service: who looks after it beyond the desk, who uses it, how often it ails.

    `breaches` is the share of its incidents that end late; none makes it green.
    """

    name: str
    summary: str
    team: str
    customers: tuple[str, ...]
    share: int
    breaches: float
    criticality: int = 2


def supplier_of(service: Service) -> Supplier:
    """Return who works on what we cannot solve ourselves."""
    return TELECOM if service.team == NETWORK else SYSTEMS


ALL = (ALDER, BRIGHTWATER, CORVIN)
SERVICES = (
    Service(
        "E-mail and calendar",
        "Mailboxes, calendars and shared appointments",
        APPLICATIONS,
        ALL,
        15,
        0.08,
    ),
    Service(
        "Workplace computers",
        "Notebooks, docking stations and what runs on them",
        DESK,
        ALL,
        17,
        0.06,
    ),
    Service("Printing", "Printers and scanners on every floor", DESK, ALL, 9, 0.0, 3),
    Service(
        "Accounts and access",
        "Accounts, passwords, rights and second factors",
        PLATFORM,
        ALL,
        13,
        0.05,
        1,
    ),
    Service(
        "Office network", "Cable and wireless on all sites", NETWORK, ALL, 9, 0.07, 1
    ),
    Service("Remote access", "Working from elsewhere", NETWORK, ALL, 8, 0.08),
    Service(
        "Telephony", "Telephones and conference rooms", NETWORK, (ALDER, CORVIN), 6, 0.1
    ),
    Service(
        "File storage and backup",
        "Shared folders, and bringing back what was lost",
        PLATFORM,
        ALL,
        7,
        0.0,
    ),
    Service(
        "Warehouse management",
        "Stock, picking and dispatch",
        APPLICATIONS,
        (ALDER,),
        13,
        0.08,
        1,
    ),
    Service(
        "Patient records",
        "Records, appointments and letters of the clinics",
        APPLICATIONS,
        (BRIGHTWATER,),
        12,
        0.07,
        1,
    ),
    Service(
        "Production planning",
        "Orders, machines and shifts",
        APPLICATIONS,
        (CORVIN,),
        12,
        0.09,
        1,
    ),
    Service(
        "Web presence",
        "Public pages and forms",
        PLATFORM,
        (ALDER, BRIGHTWATER),
        4,
        0.0,
        3,
    ),
)
SERVICES_BY_NAME = {service.name: service for service in SERVICES}
# The one in trouble in one month: more incidents than ever, half of them late.
TROUBLED = "Warehouse management"
TROUBLE_BREACHES = 0.5
TROUBLE_FACTOR = 4
