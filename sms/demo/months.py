"""What the provider promises of a month as a whole, and what is owed if it fails."""

from typing import Any

from slm.choices import PeriodMetric
from slm.selectors.completeness import usual_formula
from sms.demo import world

ROUND_THE_CLOCK = "Day and night"
# What is owed if a goal is missed: by so many points, so much of the charge.
CREDITS = {
    world.BRIGHTWATER: {"0": "2 %", "5": "5 %"},
    world.TELECOM.name: {"0": "3 %", "0.5": "10 %"},
}
PROBE = {
    "name": "Opening the remote desktop",
    "unit": "ms",
    "service": "Remote access",
    "point": "Branch office, over an ordinary line",
    "source": "Probe of the monitoring system",
}
AVAILABLE = {"E-mail and calendar": "99.5", "Office network": "99.8"}
# What teams and suppliers keep up, so that it can be promised: service, goal.
KEPT_UP = {
    world.APPLICATIONS: ("E-mail and calendar", "99.8"),
    world.NETWORK: ("Office network", "99.95"),
    world.TELECOM.name: ("Office network", "99.95"),
}
AVAILABLE_BY = {
    "E-mail and calendar": [{"team": world.APPLICATIONS}],
    "Office network": [{"team": world.NETWORK}, {"supplier": world.TELECOM.name}],
}


# What else outages tell of a service, by customer: what, of which, how much.
INTERRUPTED = {
    world.ALDER: [("between", "Office network", 300)],
    world.BRIGHTWATER: [
        ("impact", "E-mail and calendar", 60_000),
        ("restore", "E-mail and calendar", 180),
    ],
    world.CORVIN: [
        ("interruptions", "Office network", 2),
        ("longest", "Office network", 180),
    ],
}
# What is owed if a goal is missed that has no points.
FLAT = {(world.BRIGHTWATER, "impact"): {"0": "1 %"}}


def months(customer: str, place: str) -> list[dict[str, Any]]:
    """Return what is promised of each month as a whole."""
    available = [
        {**_available(service, goal), "rests_on": AVAILABLE_BY[service]}
        for service, goal in AVAILABLE.items()
    ]
    available = [
        *credited(customer, available),
        *(_interrupted(customer, *one) for one in INTERRUPTED[customer]),
    ]
    score = {
        "metric": "experience",
        "calendar": place,
        "goal": 4,
        "least_answers": 5,
        "source": "Ratings of resolved incidents",
        "formula": "Sum of the ratings ÷ number of ratings",
    }
    if customer != world.ALDER:
        return [*available, score]
    probed = {
        "metric": "measured",
        "name": "Response time of the remote desktop",
        "calendar": place,
        "measure": PROBE["name"],
        "statistic": "p95",
        "direction": "at_most",
        "goal": 2000,
        "source": PROBE["source"],
        "formula": "95th percentile of the values of a month",
    }
    return [*available, score, probed]


def _available(service: str, goal: str) -> dict[str, Any]:
    return {
        **_told("availability", service),
        "name": f"Availability, {service}",
        "goal": goal,
        "formula": "(agreed time − downtime × weight) ÷ agreed time",
    }


def _interrupted(customer: str, metric: str, service: str, goal: int) -> dict[str, Any]:
    owed = FLAT.get((customer, metric))
    return {
        **_told(metric, service),
        "name": f"{PeriodMetric(metric).label}, {service}",
        "goal": goal,
        "formula": usual_formula(metric),
        **({"credits": owed} if owed else {}),
    }


def _told(metric: str, service: str) -> dict[str, Any]:
    """Return what all say that outages tell."""
    return {
        "metric": metric,
        "service": service,
        "calendar": ROUND_THE_CLOCK,
        "partial_weight": 50,
        "planned_minutes": 240,
        "source": "Outages from incidents and monitoring",
        "measuring_point": "Workplace of a user in the office network",
    }


def kept_up(party: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the services that a team or supplier keeps up, and what it promises."""
    if party not in KEPT_UP:
        return [], []
    service, goal = KEPT_UP[party]
    named = next(one for one in world.SERVICES if one.name == service)
    known = {"name": service, "summary": named.summary}
    return [known], credited(party, [_available(service, goal)])


def credited(party: str, targets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the targets with what is owed if they are missed, if anything is."""
    owed = {"credits": CREDITS[party]} if party in CREDITS else {}
    return [{**one, **owed} for one in targets]
