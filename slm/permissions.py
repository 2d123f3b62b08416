from core.models import User
from core.roles import Role, grant
from slm.choices import VersionStatus
from slm.lifecycle import AGREEMENT_VERSION
from slm.models import Agreement

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
