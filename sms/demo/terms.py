"""What the agreements of the demonstration say beside their targets."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from slm.exchange.document import FORMAT
from sms.demo import world

CORPORATE = "Terms for all customers"

FOR_ALL = {
    "service_description": "These terms hold for every customer and every service of"
    " our catalogue. An agreement with one customer, or about one service, goes before"
    " them wherever it says something else.",
    "contact_points": "The service desk is the one place to turn to: in the portal at"
    " any time, by telephone in its hours.\n\nWho represents a customer is named in the"
    " portal; changes are told to the service desk.",
    "customer_responsibilities": "The customer names its representatives, lets us in"
    " where work must be done on the spot, and answers questions on its records.\n\n"
    "While we wait for an answer, the time of a target stands still.",
    "provider_responsibilities": "We record everything that is reported, keep the"
    " reporter informed, and name somebody who is responsible for each service.",
    "security": "Personal data are processed for the purpose of the service alone."
    " Whoever has access is named, and access ends on the day a person leaves.\n\n"
    "An incident of information security is told to the customer without delay.",
    "priority_guide": "Critical: a whole site or a process that must not stand still.\n"
    "High: a team cannot work, or a deadline is near.\n"
    "Moderate: somebody cannot do part of their work, and can do something else.\n"
    "Low: a question, or a nuisance with a way around it.",
    "action_on_interruption": "The service desk tells the customer's representatives"
    " within half an hour of a critical incident, and then as often as agreed. After"
    " it there is a review of what happened and what will be done.",
    "escalation": "1. The service desk\n2. The lead of the team that works on it\n"
    "3. The service level manager\n4. The management of both sides",
    "complaints": "A complaint is made to the service level manager, is confirmed"
    " within two working days and answered within ten.",
    "disputed_breaches": "A figure can be questioned for thirty days after the report"
    " that names it. The clock is then read line by line by both sides.",
    "change_mechanism": "Either side may ask for a change at any time. It is agreed in"
    " writing as a new version; until then the present one holds.",
    "reports_and_reviews": "Each customer is given a report on the first of the month"
    " for the month before. Open questions lead the agenda of the next review.",
    "housekeeping": "Backups run every night; what they need of a service's time is"
    " part of its planned interruptions.",
    "charging": "Prices are those of the price list that both sides have signed.",
    "glossary": "Service time: time within the agreed hours.\n"
    "Breach: that more than the promised service time had passed.",
}

OF_CUSTOMER: dict[str, dict[str, Any]] = {
    world.ALDER: {
        "sections": {
            "service_description": "Workplace, office and production services for all"
            " sites in Hamburg.",
            "service_hours": "Office hours are those of Hamburg. Until the evening before,"
            " more hours can be ordered for single days.",
            "critical_periods": "During the closing of a month no planned work touches"
            " finance and order systems.",
            "continuity": "Order entry works again within eight hours of a disaster, with"
            " no more than one hour of data lost. This is tested every year in November.",
            "emergency_contacts": "The shift lead on duty, by the number in the portal.",
        },
        "workload_limits": [
            {"record_kind": "incident", "lower": 20, "upper": 140, "per": "month"}
        ],
        "critical_periods": [("Closing of the month", 28, 31, "monthly")],
        "planned_interruptions": {
            "notice_hours": 120,
            "at_most": 2,
            "per": "month",
            "longest_minutes": 240,
        },
    },
    world.BRIGHTWATER: {
        "sections": {
            "service_description": "Clinical and office services for all houses. Patient"
            " records are promised more than the rest.",
            "service_hours": "Houses work around the clock; what is not urgent is worked"
            " on from seven to seven.",
            "continuity": "Patient records can be read at all times: if the service fails,"
            " from a copy that is no older than fifteen minutes.",
            "security": "Patient data never leave the customer's country. Every access is"
            " logged and can be asked for. The corporate terms hold beside this.",
            "emergency_contacts": "The clinical duty manager; for data protection, the"
            " officer named in the portal.",
            "exceptions": "Training rooms are not covered during school holidays.",
        },
        "workload_limits": [
            {"record_kind": "incident", "upper": 200, "per": "month"},
            {"record_kind": "incident", "upper": 25, "per": "day"},
        ],
        "critical_periods": [("Winter in the emergency rooms", (12, 15), (12, 31), "")],
        "planned_interruptions": {
            "notice_hours": 240,
            "at_most": 1,
            "per": "month",
            "longest_minutes": 60,
        },
    },
    world.CORVIN: {
        "sections": {
            "service_description": "Services for both shifts in Vienna.",
            "service_hours": "Shift hours, and on Saturdays until the early afternoon.",
            "continuity": "Stock and shipping work again within one working day.",
            "emergency_contacts": "The head of the shift.",
        },
        "workload_limits": [
            {"record_kind": "incident", "lower": 10, "upper": 90, "per": "month"}
        ],
        "critical_periods": [("Stocktaking", (6, 28), (6, 30), "")],
        "planned_interruptions": {
            "notice_hours": 72,
            "at_most": 6,
            "per": "quarter",
            "longest_minutes": 180,
        },
    },
}
OF_TEAM = {
    "service_description": "Second line for what the service desk cannot solve.",
    "provider_responsibilities": "The team takes what is assigned to it, keeps the"
    " record up to date, and hands it back with what was found.",
    "escalation": "The lead of the team, then the service level manager.",
    "reports_and_reviews": "The figures of the team are part of the monthly meeting.",
}
OF_SUPPLIER = {
    "service_description": "Support for what we have handed over, by its reference.",
    "contact_points": "The supplier's hotline, day and night.",
    "escalation": "The account manager, then the management of both sides.",
    "liability": "The supplier answers for damage up to the yearly price of the"
    " contract, and without limit for intent and gross negligence.",
    "change_mechanism": "Changes are agreed in writing by the contract managers.",
    "charging": "Fixed price by year; penalties as in the annex.",
}


def complete(
    documents: Iterable[dict[str, Any]], year: int
) -> Iterator[dict[str, Any]]:
    """Give each agreement its contents, and add the one for all customers."""
    for document in documents:
        agreement = document["agreement"]
        if "customer" in agreement:
            yield {**document, "contents": _own(agreement["customer"], year)}
        elif "team" in agreement:
            yield {**document, "contents": _short(OF_TEAM, review=6)}
        else:
            yield {**document, "contents": _short(OF_SUPPLIER, review=12)}
    yield _corporate(documents)


def _own(customer: str, year: int) -> dict[str, Any]:
    own = OF_CUSTOMER[customer]
    return {
        **own,
        "critical_periods": [
            _period(name, first, last, recurs, year)
            for name, first, last, recurs in own["critical_periods"]
        ],
        "reports_and_reviews": {"report_every_months": 1, "review_every_months": 3},
    }


def _period(name: str, first: Any, last: Any, recurs: str, year: int) -> dict[str, Any]:
    month = (1, first), (1, last)
    days = month if recurs else (first, last)
    starts_on, ends_on = (date(year - 1, *day) for day in days)
    return {
        "name": name,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "recurrence": recurs or "yearly",
    }


def _short(sections: dict[str, str], *, review: int) -> dict[str, Any]:
    return {
        "sections": sections,
        "reports_and_reviews": {"review_every_months": review},
    }


def _corporate(documents: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Return what holds for everybody: slower than anything agreed with one of them."""
    model = next(one for one in documents if "customer" in one["agreement"])
    calendar = model["calendars"][-1]
    named = {"calendar": calendar["name"], "goal": 90}
    return {
        "format": FORMAT,
        "agreement": {
            "kind": "sla",
            "level": "corporate",
            "title": CORPORATE,
            "provider": world.PROVIDER,
            "time_zone": model["agreement"]["time_zone"],
            "valid_from": model["agreement"]["valid_from"],
            "summary": "What every customer may rely on, whatever else is agreed.",
        },
        "signatures": [one for one in model["signatures"] if one["role"] != "customer"],
        "calendars": [calendar],
        "targets": [
            {"metric": "first_response", "budgets": {"any": "2 d"}, **named},
            {
                "metric": "resolution",
                "budgets": {"any": "10 d"},
                "pauses": ["customer"],
                **named,
            },
        ],
        "contents": {
            "sections": FOR_ALL,
            "planned_interruptions": {"notice_hours": 72},
            "reports_and_reviews": {
                "report_every_months": 1,
                "review_every_months": 12,
            },
        },
    }
