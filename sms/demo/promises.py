"""What the provider promises its customers, and its teams each other; as documents."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from calendars.definition import parse_definition
from calendars.hours import Budget, Hours
from calendars.selectors import public_holidays
from slm.choices import SignatureRole
from slm.durations import parse_budget
from slm.exchange.document import FORMAT
from sms.demo import world
from sms.demo.months import PROBE, ROUND_THE_CLOCK, credited, kept_up, months

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
DAYS = (*WORKDAYS, "sat", "sun")


@dataclass(frozen=True, slots=True)
class Office:
    """The hours of a place: its zone, its country's holidays, its windows."""

    name: str
    zone: str
    country: str
    part: str
    weekdays: tuple[str, str]
    saturday: tuple[str, str] | None = None


OFFICES = {
    office.name: office
    for office in (
        Office("Office hours Hamburg", "Europe/Berlin", "DE", "HH", ("08:00", "18:00")),
        Office("Office hours London", "Europe/London", "GB", "ENG", ("07:00", "19:00")),
        Office(
            "Shift hours Vienna",
            "Europe/Vienna",
            "AT",
            "9",
            ("06:00", "22:00"),
            ("06:00", "14:00"),
        ),
    )
}
PLACE_OF = {
    world.ALDER: "Office hours Hamburg",
    world.BRIGHTWATER: "Office hours London",
    world.CORVIN: "Shift hours Vienna",
}
OLA_HOURS = PLACE_OF[world.ALDER]
RESPONSE = {1: "15 min", 2: "30 min", 3: "4 h", 4: "8 h"}
RESOLUTION = {
    world.ALDER: {1: "4 h", 2: "8 h", 3: "2 d", 4: "5 d"},
    world.BRIGHTWATER: {1: "2 h", 2: "6 h", 3: "16 h", 4: "40 h"},
    world.CORVIN: {1: "4 h", 2: "8 h", 3: "24 h", 4: "60 h"},
}
# One service is promised more than the others of the same customer.
SPECIAL = {(world.BRIGHTWATER, "Patient records"): {1: "1 h", 2: "3 h"}}
INTERNAL = {1: "3 h", 2: "6 h", 3: "12 h", 4: "30 h"}
# Only one customer has agreed how often it hears of what is urgent.
NEWS = {world.BRIGHTWATER: {1: "1 h", 2: "4 h"}}
# Of each supplier: its first answer, and its solution.
CONTRACTS = {
    world.TELECOM.name: {"first_response": "30 min", "resolution": "4 h"},
    world.SYSTEMS.name: {"first_response": "1 h", "resolution": "8 h"},
}
# What a customer that acts as supplier brings to the sites of all.
BROUGHT = "Workplace computers"
# What is promised on the strength of which team: each resolution of these customers.
RESTS_ON = {world.ALDER: world.APPLICATIONS, world.CORVIN: world.PLATFORM}
# Who is told of the breaches of one customer, who must not wait for it.
ESCALATION = {
    world.BRIGHTWATER: [
        {"percent": 50, "whom": "holder", "ladder": "functional"},
        {"percent": 75, "whom": "holder", "ladder": "functional"},
        {"percent": 75, "whom": "on_call", "ladder": "functional"},
        {
            "percent": 100,
            "whom": "leads",
            "ladder": "hierarchical",
            "acknowledge_minutes": 30,
        },
        {
            "percent": 100,
            "minutes": 60,
            "whom": "managers",
            "ladder": "hierarchical",
        },
    ]
}
GOALS = {world.ALDER: 90, world.BRIGHTWATER: 92, world.CORVIN: 90}


def calendar_name(customer: str, priority: int) -> str:
    """Urgent things are worked on around the clock, the others in office hours."""
    return ROUND_THE_CLOCK if priority <= 2 else PLACE_OF[customer]


def resolution_budget(customer: str, service: str, priority: int) -> Budget:
    special = SPECIAL.get((customer, service), {})
    return parse_budget(special.get(priority) or RESOLUTION[customer][priority])


def response_seconds(priority: int) -> int:
    return parse_budget(RESPONSE[priority]).seconds


@lru_cache(maxsize=64)
def hours_of(name: str, year: int) -> Hours:
    """Return the hours of a calendar made for a demonstration in that year."""
    return Hours(parse_definition(definition(name, year)), name)


def definition(name: str, year: int) -> dict[str, Any]:
    """Return what the calendar says, with the holidays of the years around."""
    if name == ROUND_THE_CLOCK:
        windows = {day: [["00:00", "24:00"]] for day in DAYS}
        return {"timezone": "UTC", "weekly": windows}
    office = OFFICES[name]
    weekly = {day: [list(office.weekdays)] for day in WORKDAYS}
    if office.saturday:
        weekly["sat"] = [list(office.saturday)]
    years = range(year - 1, year + 3)
    found = public_holidays(office.country, office.part, years, "en_US")
    return {
        "timezone": office.zone,
        "weekly": weekly,
        "holidays": [{"date": day.isoformat(), "name": title} for day, title in found],
    }


def documents(starts_on: date, year: int) -> list[dict[str, Any]]:
    """Return every agreement as a document to import, in force from that day."""
    return [
        *(_uc(supplier.name, starts_on, year) for supplier in world.SUPPLIERS),
        *(
            _ola(team, starts_on, year)
            for team in (world.APPLICATIONS, world.NETWORK, world.PLATFORM)
        ),
        _by_customer(world.CARRIER, starts_on, year),
        # Last: they rest on the others.
        *(_sla(customer, starts_on, year) for customer in world.CUSTOMERS),
    ]


def _head(starts_on: date, **said: str) -> dict[str, Any]:
    """Return what an agreement is, with what all of them say alike."""
    return {
        "provider": world.PROVIDER,
        "time_zone": "Europe/Berlin",
        "valid_from": starts_on.isoformat(),
        "responsible": world.MANAGER.name,
        **said,
    }


def _sla(customer: str, starts_on: date, year: int) -> dict[str, Any]:
    home = world.CUSTOMERS[customer]
    place = PLACE_OF[customer]
    services = [s for s in world.SERVICES if customer in s.customers]
    return {
        "format": FORMAT,
        "agreement": _head(
            starts_on,
            kind="sla",
            title=f"Services for {customer}",
            customer=customer,
            time_zone=home.zone,
            summary="Critical and high incidents are worked on around the clock,"
            " the others in office hours. Waiting for the customer does not count.",
        ),
        "calendars": _calendars([ROUND_THE_CLOCK, place], starts_on, year),
        "services": [{"name": s.name, "summary": s.summary} for s in services],
        "targets": [*_promised_to(customer, place), *months(customer, place)],
        **({"measures": [PROBE]} if customer == world.ALDER else {}),
        "signatures": _signed(
            starts_on,
            service_owner=owner_of(services).name,
            service_level_manager=world.MANAGER.name,
            customer=world.representative_of(customer).name,
        ),
        **({"escalation": ESCALATION[customer]} if customer in ESCALATION else {}),
    }


def _promised_to(customer: str, place: str) -> list[dict[str, Any]]:
    goal, team = GOALS[customer], RESTS_ON.get(customer, "")
    usual = RESOLUTION[customer]
    targets = [
        *_targets("first_response", RESPONSE, place, goal=95),
        *credited(
            customer, _targets("resolution", usual, place, goal=goal, rests_on=team)
        ),
        *_targets("update_interval", NEWS.get(customer, {}), place, goal=90),
    ]
    for (whose, service), budgets in SPECIAL.items():
        if whose == customer:
            targets += _targets(
                "resolution", budgets, place, goal=goal, service=service
            )
    return targets


def owner_of(services: list[world.Service]) -> world.Member:
    """Return the lead who owns the first of the services."""
    return next(m for m in world.members_of(services[0].team) if m.is_lead)


def _signed(starts_on: date, **names: str) -> list[dict[str, Any]]:
    """Say that everybody signed on paper, the day the agreement begins."""
    return [
        {
            "role": role,
            "name": name,
            "authority": str(SignatureRole(role).label),
            "signed_on": starts_on.isoformat(),
            "reference": "Contracts, folder 4",
        }
        for role, name in names.items()
    ]


def _ola(team: str, starts_on: date, year: int) -> dict[str, Any]:
    place = PLACE_OF[world.ALDER]
    services, available = kept_up(team)
    return {
        "format": FORMAT,
        "agreement": _head(
            starts_on,
            kind="ola",
            title=f"Second line: {team}",
            team=team,
            summary=f"What the service desk may expect of {team}.",
        ),
        "calendars": _calendars([ROUND_THE_CLOCK, place], starts_on, year),
        "services": services,
        "targets": [*_targets("resolution", INTERNAL, place, goal=90), *available],
        "signatures": _signed(
            starts_on,
            team_lead=next(m.name for m in world.members_of(team) if m.is_lead),
            service_level_manager=world.MANAGER.name,
        ),
    }


def _by_customer(customer: str, starts_on: date, year: int) -> dict[str, Any]:
    """Return what a customer promises us: it acts as supplier."""
    service = world.SERVICES_BY_NAME[BROUGHT]
    return {
        "format": FORMAT,
        "agreement": _head(
            starts_on,
            kind="ola",
            title=f"Spare devices brought by {customer}",
            supplier=customer,
            summary=f"{customer} brings spare devices from our store to any site.",
        ),
        "calendars": _calendars([OLA_HOURS], starts_on, year),
        "services": [{"name": service.name, "summary": service.summary}],
        "targets": [
            {
                "metric": "resolution",
                "name": "Device brought",
                "service": service.name,
                "calendar": OLA_HOURS,
                "budgets": {"any": "1 d"},
                "goal": 90,
            }
        ],
        "signatures": _signed(
            starts_on,
            supplier=world.representative_of(customer).name,
            service_level_manager=world.MANAGER.name,
        ),
    }


def _uc(supplier: str, starts_on: date, year: int) -> dict[str, Any]:
    services, available = kept_up(supplier)
    return {
        "format": FORMAT,
        "agreement": _head(
            starts_on,
            kind="uc",
            title=f"Support by {supplier}",
            supplier=supplier,
            summary=f"What {supplier} owes us once we have handed something over.",
        ),
        "calendars": _calendars([ROUND_THE_CLOCK], starts_on, year),
        "services": services,
        "targets": [
            {
                "metric": metric,
                "calendar": ROUND_THE_CLOCK,
                "budgets": {"any": budget},
                "goal": 90,
            }
            for metric, budget in CONTRACTS[supplier].items()
        ]
        + available,
        "signatures": _signed(
            starts_on,
            contract_manager=world.BUYER.name,
            supplier=f"Sales of {supplier}",
        ),
    }


def _targets(
    metric: str,
    budgets: dict[int, str],
    place: str,
    *,
    goal: int,
    service: str = "",
    rests_on: str = "",
) -> list[dict[str, Any]]:
    parts = (
        ("urgent", ROUND_THE_CLOCK, {p: b for p, b in budgets.items() if p <= 2}),
        ("office hours", place, {p: b for p, b in budgets.items() if p > 2}),
    )
    pauses = ["customer"] if metric == "resolution" else []
    return [
        {
            "metric": metric,
            "name": f"{metric.replace('_', ' ').capitalize()}, {label}",
            "record_kind": "incident",
            "calendar": calendar,
            "budgets": chosen,
            "thresholds": [50, 75, 100],
            "goal": goal,
            **({"pauses": pauses} if pauses else {}),
            **({"service": service} if service else {}),
            # In the shifts of one customer nobody within works as long.
            **(
                {"rests_on": [{"team": rests_on}]}
                if rests_on and (label == "urgent" or place == OLA_HOURS)
                else {}
            ),
        }
        for label, calendar, chosen in parts
        if chosen
    ]


def _calendars(names: list[str], starts_on: date, year: int) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "valid_from": starts_on.isoformat(),
            **definition(name, year),
        }
        for name in names
    ]
