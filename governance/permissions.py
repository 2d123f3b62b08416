from core.lifecycle import Transition
from core.models import User
from core.roles import Role, grant
from governance.choices import ImprovementState as State
from governance.lifecycle import DECIDE, IMPROVEMENT, PROPOSE, WORK
from governance.models import Improvement

grant(PROPOSE, Role.AGENT, Role.TEAM_LEAD, Role.SERVICE_LEVEL_MANAGER)
grant(DECIDE, Role.SERVICE_LEVEL_MANAGER)
grant(WORK, Role.AGENT, Role.TEAM_LEAD, Role.SERVICE_LEVEL_MANAGER)
grant(
    "governance.view_measurelimit",
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant("governance.set_limits", Role.SERVICE_LEVEL_MANAGER)


def may_step(actor: User, improvement: Improvement, step: Transition) -> bool:
    """Whether the actor may make a move: its owner carries out, managers decide."""
    if not actor.has_perm(step.permission):
        return False
    return step.permission == DECIDE or _is_own(actor, improvement)


def may_edit(actor: User, improvement: Improvement) -> bool:
    """Whether it is the actor's to change what is proposed, as long as it is."""
    proposes = improvement.opened_by_id == actor.pk or actor.has_perm(DECIDE)
    return actor.has_perm(PROPOSE) and proposes


def improvement_actions(actor: User, improvement: Improvement) -> list[str]:
    """Return what the actor may do with the improvement as it stands."""
    is_proposed = improvement.state == State.PROPOSED
    found = ["edit"] * (is_proposed and may_edit(actor, improvement))
    return found + [
        step.name
        for step in IMPROVEMENT.leaving(improvement.state)
        if may_step(actor, improvement, step)
    ]


def _is_own(actor: User, improvement: Improvement) -> bool:
    owner = improvement.owner
    is_owner = owner is not None and owner.user_id == actor.pk
    return is_owner or actor.has_perm(DECIDE)
