from catalogue.models import Component, Service
from core.models import User
from core.roles import Role, grant

grant(
    "catalogue.view_service",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant("catalogue.manage_service", Role.SERVICE_LEVEL_MANAGER, Role.ADMINISTRATOR)


def may_contribute(actor: User, thing: Service | Component) -> bool:
    """Whether the actor may add attachments, links and tags to it."""
    return actor.has_perm("catalogue.manage_service")
