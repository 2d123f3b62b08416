from datetime import datetime

from accounts.models import TeamMembership
from accounts.selectors import person_of
from core.lifecycle import Lifecycle, Transition
from core.models import User
from core.roles import Role, grant
from slm.choices import (
    OTHER_SIDE,
    CapabilityState,
    ExclusionState,
    Leg,
    RequirementState,
    SignatureRole,
    VersionStatus,
)
from slm.lifecycle import (
    AGREED_CATALOGUE,
    AGREEMENT_VERSION,
    CAPABILITY,
    CONFIRM,
    DECIDE,
    DECIDE_REPAIR,
    DISPUTE,
    EXCLUSION,
    OFFER_CATALOGUE,
    OUTAGE,
    REPAIR,
    REPORT,
    REQUIREMENT,
    SIGN_CATALOGUE,
)
from slm.models import (
    AgreedCatalogue,
    Agreement,
    AgreementVersion,
    CapabilityAssessment,
    Decision,
    Exclusion,
    Outage,
    ServiceLevelRequirement,
)
from slm.selectors.catalogue_standing import standing_of
from slm.selectors.negotiating import owned_services
from slm.selectors.reviewing import is_reviewed
from workflow.models import Meeting

MANAGE = "slm.manage_agreement"
MANAGE_CONTRACT = "slm.manage_contract"
OWN = "slm.view_own_agreement"
TERMS = "slm.view_own_terms"
CONTRACTS = "slm.view_own_contracts"
SIGN_CONTRACT = "slm.sign_contract"
GATHER = "slm.gather_requirement"
MANAGE_CAPABILITY = "slm.manage_agreement"

grant(
    "slm.view_agreement",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
    Role.CONTRACT_MANAGER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
grant(OWN, Role.CUSTOMER_REPRESENTATIVE, Role.SUPPLIER_REPRESENTATIVE)
grant(TERMS, Role.CUSTOMER_REPRESENTATIVE)
grant(CONTRACTS, Role.SUPPLIER_REPRESENTATIVE)
grant(SIGN_CONTRACT, Role.CONTRACT_MANAGER)
grant(MANAGE, Role.SERVICE_LEVEL_MANAGER)
grant(MANAGE_CONTRACT, Role.CONTRACT_MANAGER)
grant(GATHER, Role.SERVICE_LEVEL_MANAGER, Role.CUSTOMER_REPRESENTATIVE)
grant("slm.close_period", Role.SERVICE_LEVEL_MANAGER)
grant(
    "slm.request_exclusion",
    Role.AGENT,
    Role.TEAM_LEAD,
    Role.SERVICE_LEVEL_MANAGER,
)
grant("slm.explain_breach", Role.TEAM_LEAD, Role.SERVICE_LEVEL_MANAGER)
grant(DECIDE, Role.SERVICE_LEVEL_MANAGER)
grant("slm.request_repair", Role.TEAM_LEAD, Role.SERVICE_LEVEL_MANAGER)
grant(DECIDE_REPAIR, Role.SERVICE_LEVEL_MANAGER)
grant(REPORT, Role.AGENT, Role.TEAM_LEAD, Role.SERVICE_LEVEL_MANAGER)
grant(CONFIRM, Role.SERVICE_LEVEL_MANAGER)
grant(DISPUTE, Role.CUSTOMER_REPRESENTATIVE)
grant("slm.view_own_outages", Role.USER, Role.CUSTOMER_REPRESENTATIVE)
grant("slm.manage_measure", Role.SERVICE_LEVEL_MANAGER)
grant(OFFER_CATALOGUE, Role.SERVICE_LEVEL_MANAGER)
grant(SIGN_CATALOGUE, Role.CUSTOMER_REPRESENTATIVE)


def legs_managed_by(actor: User) -> list[Leg]:
    """Return which kinds of agreement the actor may make and change."""
    if actor.has_perm(MANAGE):
        return list(Leg)
    return [Leg.UC] if actor.has_perm(MANAGE_CONTRACT) else []


def may_manage(actor: User, agreement: Agreement) -> bool:
    """Whether the actor may make this agreement, and change it."""
    return agreement.leg in legs_managed_by(actor)


def may_review(actor: User, meeting: Meeting) -> bool:
    """Whether the actor runs the review of whatever agreement the meeting is about."""
    kind = meeting.about.kind if meeting.about else Leg.SLA
    return kind in legs_managed_by(actor)


def available_actions(actor: User, agreement: Agreement) -> list[str]:
    """
    Return what the actor may do with the agreement as it stands.

    The names are those of the lifecycle's moves that somebody makes by hand, besides
    `edit`, `discard` and `new_version`.
    """
    draft = next((one for one in agreement.versions.all() if one.is_draft), None)
    talks = negotiation_actions(actor, draft) if draft else []
    if not may_manage(actor, agreement):
        return talks
    statuses = {version.status for version in agreement.versions.all()}
    found = [
        step.name
        for status in sorted(statuses)
        for step in AGREEMENT_VERSION.leaving(status)
        if step.name != "supersede"
    ]
    if VersionStatus.IN_FORCE in statuses:
        found.append("review")
        found += ["plan_review"] * is_reviewed(agreement)
    if VersionStatus.DRAFT not in statuses:
        return ["new_version", *found]
    return ["edit", *found, *["discard"] * (len(statuses) > 1), *talks]


def roles_open_to(actor: User, draft: AgreementVersion) -> list[SignatureRole]:
    """
    Return in which roles the actor may sign the draft as it stands.

    Whoever may draft signs as service level manager alone, and nobody signs for two.
    """
    person = person_of(actor)
    if person is None or any(
        one.person_id == person.pk for one in draft.valid_signatures
    ):
        return []
    if not draft.agreement.is_interim and draft.open_offer is None:
        return []
    return [role for role in draft.missing_roles if speaks_for(actor, role, draft)]


def speaks_for(actor: User, role: SignatureRole, draft: AgreementVersion) -> bool:
    """Whether the actor is who signs in that role, whatever has been signed."""
    person, agreement = person_of(actor), draft.agreement
    if person is None:
        return False
    if actor.has_perm(MANAGE):
        return role == SignatureRole.MANAGER
    if role == SignatureRole.OWNER:
        return owned_services(draft).filter(owner=person).exists()
    if role == SignatureRole.LEAD:
        leads = TeamMembership.objects.filter(team=agreement.team_id, is_lead=True)
        return leads.filter(person=person).exists()
    if role == SignatureRole.CONTRACT_MANAGER:
        return actor.has_perm(SIGN_CONTRACT)
    theirs = {
        SignatureRole.CUSTOMER: agreement.customer_id,
        SignatureRole.SUPPLIER: agreement.supplier_id,
    }.get(role)
    return theirs == person.organisation_id and actor.has_perm(OWN)


def is_other_side(actor: User, draft: AgreementVersion) -> bool:
    """Whether the actor speaks for whom the agreement is made with."""
    roles = draft.agreement.signatories
    return any(speaks_for(actor, role, draft) for role in roles if role in OTHER_SIDE)


def may_comment(actor: User, draft: AgreementVersion) -> bool:
    """Whether the actor may say something of the draft: who makes it, or is to sign."""
    if may_manage(actor, draft.agreement):
        return True
    roles = draft.agreement.signatories
    return draft.open_offer is not None and any(
        speaks_for(actor, role, draft) for role in roles
    )


def negotiation_actions(actor: User, draft: AgreementVersion) -> list[str]:
    """Return what the actor may do so that the two sides agree on the draft."""
    is_open = draft.open_offer is not None
    manages = may_manage(actor, draft.agreement)
    may = {
        "offer": manages and not is_open and not draft.agreement.is_interim,
        "withdraw_offer": manages and is_open,
        "sign": bool(roles_open_to(actor, draft)),
        "sign_on_paper": manages
        and (is_open or draft.agreement.is_interim)
        and bool(draft.missing_roles),
        "decline": is_open and is_other_side(actor, draft),
        "comment": may_comment(actor, draft),
    }
    return [name for name, allowed in may.items() if allowed]


def lifecycle_of(decision: Decision) -> Lifecycle:
    """Return which moves there are for what is asked for by one, decided by another."""
    return EXCLUSION if isinstance(decision, Exclusion) else REPAIR


def may_move_decision(actor: User, decision: Decision, step: Transition) -> bool:
    """Whether the actor may make a move: decided by another, taken back by oneself."""
    if not actor.has_perm(step.permission):
        return False
    is_own = decision.requested_by_id == actor.pk
    return is_own == (step.name == "retract") or step.name == "withdraw"


def decision_actions(actor: User, decision: Decision) -> list[str]:
    """Return what the actor may do with an exclusion or a repair as it stands."""
    moves = [
        step.name
        for step in lifecycle_of(decision).leaving(decision.state)
        if may_move_decision(actor, decision, step)
    ]
    return [*moves, "count"] if may_count(actor, decision) else moves


def may_count(actor: User, decision: Decision) -> bool:
    """Whether the actor may have counted what a request would change, once decided."""
    moves = lifecycle_of(decision).leaving(decision.state)
    return decision.state == ExclusionState.REQUESTED and any(
        actor.has_perm(step.permission) for step in moves
    )


def may_edit_requirement(actor: User, requirement: ServiceLevelRequirement) -> bool:
    """Whether the need is the actor's to put in other words, as long as it can be."""
    return actor.has_perm(MANAGE) or requirement.gathered_by_id == actor.pk


def is_still_worded(actor: User, requirement: ServiceLevelRequirement) -> bool:
    """Whether the need can still be put in other words by whoever may."""
    if requirement.state == RequirementState.ASSESSED:
        # A customer's own words are theirs until somebody has worked with them.
        return actor.has_perm(MANAGE)
    return requirement.state == RequirementState.GATHERED


def requirement_actions(actor: User, requirement: ServiceLevelRequirement) -> list[str]:
    """Return what the actor may do with the requirement as it stands."""
    moves = [
        step.name
        for step in REQUIREMENT.leaving(requirement.state)
        if actor.has_perm(step.permission)
    ]
    may_edit = may_edit_requirement(actor, requirement)
    edits = may_edit and is_still_worded(actor, requirement)
    return ["edit", *moves] if edits else moves


def capability_actions(actor: User, assessment: CapabilityAssessment) -> list[str]:
    """Return what the actor may do with the assessment as it stands."""
    if not actor.has_perm(MANAGE_CAPABILITY):
        return []
    moves = [step.name for step in CAPABILITY.leaving(assessment.state)]
    if assessment.state == CapabilityState.IN_ASSESSMENT:
        return [*moves, "assess", "add_services", "name_plan"]
    if assessment.state == CapabilityState.DECIDED:
        return [*moves, "note_catalogue_update"]
    return [*moves, "name_plan"] if moves else moves


def outage_actions(actor: User, outage: Outage, at: datetime) -> list[str]:
    """Return what the actor may do with the outage as it stands at that moment."""
    return [
        step.name
        for step in OUTAGE.leaving(outage.state)
        if actor.has_perm(step.permission)
        and not (step.name == "confirm" and outage.is_ahead(at))
    ]


def catalogue_moves(actor: User, catalogue: AgreedCatalogue) -> list[Transition]:
    """Return which moves of a customer's catalogue the actor may make now."""
    return [
        step
        for step in AGREED_CATALOGUE.leaving(catalogue.state)
        if may_move_catalogue(actor, catalogue, step)
    ]


def catalogue_actions(
    actor: User, catalogue: AgreedCatalogue, at: datetime
) -> list[str]:
    """Return what the actor may do with a customer's catalogue at that moment."""
    moves = [step.name for step in catalogue_moves(actor, catalogue)]
    return [*moves, *["ask_anew"] * may_ask_anew(actor, catalogue, at)]


def may_ask_anew(actor: User, catalogue: AgreedCatalogue, at: datetime) -> bool:
    """Whether the actor may ask for another version than this one, and has a reason."""
    # Of a list that is one version at most: nobody speaks for two customers.
    if not catalogue.is_agreed or not speaks_for_catalogue(actor, catalogue):
        return False
    return not standing_of(catalogue.customer, at).why_not_asked(catalogue)


def may_move_catalogue(
    actor: User, catalogue: AgreedCatalogue, step: Transition
) -> bool:
    """Whether the actor may make a move: only the customer's own people decide."""
    if not actor.has_perm(step.permission):
        return False
    return step.permission != SIGN_CATALOGUE or speaks_for_catalogue(actor, catalogue)


def speaks_for_catalogue(actor: User, catalogue: AgreedCatalogue) -> bool:
    """Whether the actor decides for the customer whose catalogue it is."""
    if not actor.has_perm(SIGN_CATALOGUE):
        return False
    person = person_of(actor)
    return person is not None and person.organisation_id == catalogue.customer_id
