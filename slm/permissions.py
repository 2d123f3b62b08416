from accounts.selectors import person_of
from core.lifecycle import Transition
from core.models import User
from core.roles import Role, grant
from slm.choices import VersionStatus
from slm.lifecycle import (
    AGREED_CATALOGUE,
    AGREEMENT_VERSION,
    DECIDE,
    EXCLUSION,
    OFFER_CATALOGUE,
    SIGN_CATALOGUE,
)
from slm.models import AgreedCatalogue, Agreement, Exclusion

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
    "slm.request_exclusion",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
)
grant(DECIDE, Role.SERVICE_LEVEL_MANAGER)
grant(OFFER_CATALOGUE, Role.SERVICE_LEVEL_MANAGER)
grant(SIGN_CATALOGUE, Role.CUSTOMER_REPRESENTATIVE)


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


def catalogue_actions(actor: User, catalogue: AgreedCatalogue) -> list[str]:
    """Return the moves that the actor may make with a customer's catalogue now."""
    return [
        step.name
        for step in AGREED_CATALOGUE.leaving(catalogue.state)
        if may_move_catalogue(actor, catalogue, step)
    ]


def may_move_catalogue(
    actor: User, catalogue: AgreedCatalogue, step: Transition
) -> bool:
    """Whether the actor may make a move: only the customer's own people decide."""
    if not actor.has_perm(step.permission):
        return False
    if step.permission != SIGN_CATALOGUE:
        return True
    person = person_of(actor)
    return person is not None and person.organisation_id == catalogue.customer_id
