from core.lifecycle import Transition
from core.models import User
from core.roles import Role, grant
from reporting.lifecycle import ANSWER, ASK, QUERY
from reporting.models import FigureQuery, ServiceReport

grant(
    "reporting.view_servicereport",
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant("reporting.view_own_reports", Role.CUSTOMER_REPRESENTATIVE)
grant("reporting.issue_report", Role.SERVICE_LEVEL_MANAGER)
grant("reporting.decide_on_report", Role.SERVICE_LEVEL_MANAGER)
grant("reporting.view_evidencepack", Role.SERVICE_LEVEL_MANAGER, Role.AUDITOR)
grant(ASK, Role.CUSTOMER_REPRESENTATIVE)
grant(ANSWER, Role.SERVICE_LEVEL_MANAGER)
# Making a pack reads; the pack is the auditor's own working paper.
grant("reporting.make_evidence_pack", Role.SERVICE_LEVEL_MANAGER, Role.AUDITOR)


def available_actions(actor: User, report: ServiceReport) -> list[str]:
    """Return what the actor may do with the report."""
    return ["decisions"] * actor.has_perm("reporting.decide_on_report")


def query_actions(actor: User, query: FigureQuery) -> list[str]:
    """Return the moves that the actor may make with a query that they see."""
    steps: list[Transition] = QUERY.leaving(query.state)
    return [step.name for step in steps if actor.has_perm(step.permission)]
