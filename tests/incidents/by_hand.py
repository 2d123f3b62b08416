"""
A logged incident moved by hand: each row read anew, in the plainest way.

It shares nothing with the import but the people, so that both can be compared.
"""

from datetime import timedelta

from incidents import services
from incidents.models import Incident

WAITS = {
    "Awaiting User Info": "customer",
    "Awaiting Evidence": "customer",
    "Awaiting Vendor": "supplier",
    "Awaiting Problem": "problem",
}
CHANNELS = {"Phone": "phone", "Email": "mail"}


def by_hand(logged, cast):
    """Make the same moves as the log, and return the incident."""
    incident = opened(logged, cast)
    is_first_told = logged.rows[0].state == "New" and logged.rows[0].place == 0
    for place, row in enumerate(logged.rows):
        if place or not is_first_told:
            incident = follow(incident.number, row, logged.rows[place + 1 :], cast)
    return incident


def opened(logged, cast):
    row, at = logged.rows[0], logged.rows[0].opened_at
    told = row.state == "New" and row.place == 0
    team = cast.team(row.group, at) if told else None
    held = told and row.assignee != "?"
    return services.open_incident(
        incident=Incident(
            title=f"{row.category}, {row.symptom}",
            requester=cast.caller(row.caller, at),
            impact=row.impact,
            urgency=row.urgency,
            category=cast.category(row.category, at),
            service=cast.service(row.category),
            team=team,
            assignee=cast.worker(row.assignee, team, at) if held else None,
            contact_channel=CHANNELS.get(row.channel, "other"),
        ),
        actor=cast.actor(row.updated_by, team, at),
        at=at,
    )


def follow(number, row, later, cast):
    """Do what one row says, where the incident differs from it."""
    at = row.updated_at
    team = cast.team(row.group, at)
    doing = {
        "number": number,
        "actor": cast.actor(row.updated_by, team, at),
        "at": at,
    }
    classify(row, cast, doing)
    hand_over(row, team, cast, doing)
    move(row, later, doing)
    return now(number)


def now(number):
    return Incident.objects.get(item__number=number)


def classify(row, cast, doing):
    incident = now(doing["number"])
    wanted = {"impact": row.impact, "urgency": row.urgency}
    wanted["category"] = cast.category(row.category, doing["at"]) or incident.category
    wanted["service"] = cast.service(row.category) or incident.service
    if any(getattr(incident, name) != value for name, value in wanted.items()):
        services.classify_incident(**doing, reason="As in the log", **wanted)


def hand_over(row, team, cast, doing):
    incident = now(doing["number"])
    team = team or incident.team
    person = incident.assignee if team == incident.team else None
    if row.assignee != "?":
        person = cast.worker(row.assignee, team, doing["at"])
    is_new = (team, person) != (incident.team, incident.assignee)
    if is_new and incident.phase in ("new", "active", "waiting"):
        services.assign_incident(**doing, team=team, person=person)


def move(row, later, doing):
    if now(doing["number"]).phase in ("done", "closed") and row.state not in (
        "Resolved",
        "Closed",
    ):
        services.reopen_incident(**doing, reason="As in the log")
    state = now(doing["number"]).state
    if row.state in WAITS:
        wait(row, later, state, doing)
    elif row.state == "Active" and state.startswith("pending"):
        services.resume_incident(**doing)
    elif row.state == "Active" and state in ("new", "assigned"):
        services.start_incident(**doing)
    elif row.state in ("Resolved", "Closed"):
        finish(row, state, doing)


def wait(row, later, state, doing):
    if state == f"pending_{WAITS[row.state]}":
        return
    until = next((r.updated_at for r in later if r.state != row.state), doing["at"])
    services.pend_incident(
        **doing,
        waiting_for=WAITS[row.state],
        reason=row.state,
        expected_at=max(until, doing["at"] + timedelta(minutes=1)),
    )


def finish(row, state, doing):
    if state not in ("resolved", "closed"):
        services.resolve_incident(
            **doing,
            resolution=f"Closed code in the log: {row.closed_code}",
            close_code="solved",
        )
    if row.state == "Closed" and state != "closed":
        services.close_incident(**doing)
