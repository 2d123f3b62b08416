from datetime import datetime

from accounts.selectors import person_of
from core.lifecycle import Transition
from core.models import User
from core.roles import Role, grant
from incidents.lifecycle import INCIDENT
from incidents.models import Incident, IncidentRules
from records.models import Record
from records.permissions import has_ended

grant(
    "incidents.open_incident",
    Role.USER,
    Role.CUSTOMER_REPRESENTATIVE,
    Role.AGENT,
    Role.TEAM_LEAD,
)
grant("incidents.work_incident", Role.AGENT, Role.TEAM_LEAD)
grant(
    "incidents.reopen_incident",
    Role.USER,
    Role.CUSTOMER_REPRESENTATIVE,
    Role.AGENT,
    Role.TEAM_LEAD,
)
grant(
    "incidents.close_incident",
    Role.USER,
    Role.CUSTOMER_REPRESENTATIVE,
    Role.AGENT,
    Role.TEAM_LEAD,
)
grant("incidents.manage_rules", Role.SERVICE_LEVEL_MANAGER, Role.ADMINISTRATOR)


def may_open_for(actor: User, requester_id: int) -> bool:
    """Whether the actor may report for that person: staff for all, others for self."""
    if not actor.has_perm("incidents.open_incident"):
        return False
    if actor.has_perm("incidents.work_incident"):
        return True
    person = person_of(actor)
    return person is not None and person.pk == requester_id


def may_decide_end(actor: User, record: Record) -> bool:
    """Whether the actor may confirm or reopen: the desk, or who answers for it."""
    return (
        actor.has_perm("incidents.work_incident")
        or record.requester.user_id == actor.pk
        or may_answer(actor, record)
    )


def may_answer(actor: User, record: Record) -> bool:
    """Whether the actor answers for the customer: the requester, or who speaks for it."""
    person = person_of(actor)
    reads_only = not actor.has_perm("records.work_record")
    if person is None or (reads_only and actor.has_perm("records.view_all_records")):
        return False
    return person.pk == record.requester_id or (
        person.organisation_id == record.customer_id
        and actor.has_perm("records.view_organisation_records")
    )


def available_actions(
    actor: User, incident: Incident, *, rules: IncidentRules, at: datetime
) -> list[str]:
    """
    Return what the actor may do with the incident in its present state.

    The names are those of the lifecycle's moves, besides `take`, `reclassify`,
    `reply`, `note` and what can be done with suppliers; `assign` is offered for as
    long as it is open.
    """
    works = actor.has_perm("incidents.work_incident")
    found = [
        step.name
        for step in INCIDENT.leaving(incident.state)
        if step.name != "assign" and _may_step(actor, incident, step)
    ]
    if "reopen" in found and not rules.still_reopens(incident, at):
        found.remove("reopen")
    if works and incident.is_open:
        found = ["assign", "take", *found, "hand_to_supplier"]
        found += ["supplier_answered", "take_back"] * is_supplied(incident)
    if not has_ended(incident):
        found += ["reclassify"] * actor.has_perm("records.work_record")
        found += ["reply"] * may_reply(actor) + ["note"] * works
    return found


def can_be_supplied(incident: Incident) -> bool:
    """Whether a supplier can be asked to work on it."""
    return incident.is_open


def is_supplied(incident: Incident) -> bool:
    """Whether a supplier works on it, who can answer, or be relieved of it."""
    return incident.is_open and incident.supplier_id is not None


def may_reply(actor: User) -> bool:
    """Whether the actor may write publicly on the records they see."""
    return actor.has_perm("records.work_record") or not actor.has_perm(
        "records.view_all_records"
    )


def _may_step(actor: User, incident: Incident, step: Transition) -> bool:
    if step.name in ("reopen", "close"):
        return actor.has_perm(step.permission) and may_decide_end(actor, incident)
    return actor.has_perm(step.permission)
