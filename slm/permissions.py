from core.lifecycle import Transition
from core.models import User
from core.roles import Role, grant
from slm.choices import RequirementState, VersionStatus
from slm.lifecycle import AGREEMENT_VERSION, DECIDE, EXCLUSION, REQUIREMENT
from slm.models import Agreement, Exclusion, ServiceLevelRequirement

GATHER = "slm.gather_requirement"

grant(
    "slm.view_agreement",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant("slm.view_own_agreement", Role.CUSTOMER_REPRESENTATIVE)
grant("slm.manage_agreement", Role.SERVICE_LEVEL_MANAGER)
grant(
    GATHER,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CUSTOMER_REPRESENTATIVE,
)
grant("slm.request_exclusion", Role.AGENT, Role.TEAM_LEAD)
grant(DECIDE, Role.SERVICE_LEVEL_MANAGER)


def available_actions(actor: User, agreement: Agreement) -> list[str]:
    """
    Return what the actor may do with the agreement as it stands.

    The names are those of the lifecycle's moves that somebody makes by hand, besides
    `edit`, `discard` and `new_version`.
    """
    if not actor.has_perm("slm.manage_agreement"):
        return []
    statuses = {version.status for version in agreement.versions.all()}
    found = [
        step.name
        for status in sorted(statuses)
        for step in AGREEMENT_VERSION.leaving(status)
        if step.name != "supersede"
    ]
    if VersionStatus.DRAFT not in statuses:
        return ["new_version", *found]
    return ["edit", *found] + ["discard"] * (len(statuses) > 1)


def may_move_exclusion(actor: User, exclusion: Exclusion, step: Transition) -> bool:
    """Whether the actor may make a move: decided by another, taken back by oneself."""
    if not actor.has_perm(step.permission):
        return False
    is_own = exclusion.requested_by_id == actor.pk
    return is_own == (step.name == "retract") or step.name == "withdraw"


def exclusion_actions(actor: User, exclusion: Exclusion) -> list[str]:
    """Return the moves that the actor may make with the exclusion as it stands."""
    return [
        step.name
        for step in EXCLUSION.leaving(exclusion.state)
        if may_move_exclusion(actor, exclusion, step)
    ]


def may_edit_requirement(actor: User, requirement: ServiceLevelRequirement) -> bool:
    """Whether the actor may still put the need in other words."""
    if requirement.state not in (RequirementState.GATHERED, RequirementState.ASSESSED):
        return False
    if actor.has_perm("slm.manage_agreement"):
        return True
    # A customer's own words are theirs until somebody has worked with them.
    is_theirs = requirement.gathered_by_id == actor.pk
    return is_theirs and requirement.state == RequirementState.GATHERED


def requirement_actions(actor: User, requirement: ServiceLevelRequirement) -> list[str]:
    """Return what the actor may do with the requirement as it stands."""
    moves = [
        step.name
        for step in REQUIREMENT.leaving(requirement.state)
        if actor.has_perm(step.permission)
    ]
    return ["edit", *moves] if may_edit_requirement(actor, requirement) else moves
