from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle, Transition
from slm.choices import (
    CapabilityState,
    CatalogueState,
    ExclusionState,
    OutageState,
    RequirementState,
)
from slm.choices import VersionStatus as Status

DECIDE = "slm.decide_exclusion"
DECIDE_REPAIR = "slm.decide_repair"
REPORT = "slm.report_outage"
CONFIRM = "slm.confirm_outage"
DISPUTE = "slm.dispute_outage"
OFFER_CATALOGUE = "slm.offer_catalogue"
SIGN_CATALOGUE = "slm.sign_catalogue"

AGREEMENT_VERSION = Lifecycle(
    Transition(
        "activate",
        _("Put into force"),
        frozenset({Status.DRAFT}),
        Status.IN_FORCE,
        "slm.manage_agreement",
        frozenset({"valid_from"}),
    ),
    Transition(
        "supersede",
        _("Supersede"),
        frozenset({Status.IN_FORCE}),
        Status.SUPERSEDED,
        "slm.manage_agreement",
    ),
    Transition(
        "terminate",
        _("Terminate"),
        frozenset({Status.IN_FORCE}),
        Status.TERMINATED,
        "slm.manage_agreement",
    ),
)

REQUIREMENT = Lifecycle(
    Transition(
        "assess",
        _("Assess"),
        frozenset({RequirementState.GATHERED, RequirementState.ASSESSED}),
        RequirementState.ASSESSED,
        "slm.manage_agreement",
        frozenset({"assessment"}),
    ),
    Transition(
        "resolve",
        _("Resolve"),
        frozenset(set(RequirementState) - {RequirementState.GATHERED}),
        RequirementState.RESOLVED,
        "slm.manage_agreement",
        frozenset({"resolution", "reason"}),
    ),
    Transition(
        "document",
        _("Document"),
        frozenset({RequirementState.RESOLVED, RequirementState.DOCUMENTED}),
        RequirementState.DOCUMENTED,
        "slm.manage_agreement",
        frozenset({"coverage"}),
    ),
)

CAPABILITY = Lifecycle(
    Transition(
        "start",
        _("Begin to assess"),
        frozenset({CapabilityState.PLANNED}),
        CapabilityState.IN_ASSESSMENT,
        "slm.manage_agreement",
    ),
    Transition(
        "decide",
        _("Decide"),
        frozenset({CapabilityState.IN_ASSESSMENT}),
        CapabilityState.DECIDED,
        "slm.manage_agreement",
    ),
    Transition(
        "carry_out",
        _("Note as carried out"),
        frozenset({CapabilityState.DECIDED}),
        CapabilityState.CARRIED_OUT,
        "slm.manage_agreement",
    ),
)

EXCLUSION = Lifecycle(
    Transition(
        "approve",
        _("Approve"),
        frozenset({ExclusionState.REQUESTED}),
        ExclusionState.APPROVED,
        DECIDE,
    ),
    Transition(
        "reject",
        _("Reject"),
        frozenset({ExclusionState.REQUESTED}),
        ExclusionState.REJECTED,
        DECIDE,
        frozenset({"reason"}),
    ),
    # By whoever asked, while nobody has decided.
    Transition(
        "retract",
        _("Take back"),
        frozenset({ExclusionState.REQUESTED}),
        ExclusionState.WITHDRAWN,
        "slm.request_exclusion",
    ),
    Transition(
        "withdraw",
        _("Withdraw"),
        frozenset({ExclusionState.APPROVED}),
        ExclusionState.WITHDRAWN,
        DECIDE,
        frozenset({"reason"}),
    ),
)

REPAIR = Lifecycle(
    Transition(
        "approve",
        _("Approve"),
        frozenset({ExclusionState.REQUESTED}),
        ExclusionState.APPROVED,
        DECIDE_REPAIR,
    ),
    Transition(
        "reject",
        _("Reject"),
        frozenset({ExclusionState.REQUESTED}),
        ExclusionState.REJECTED,
        DECIDE_REPAIR,
        frozenset({"reason"}),
    ),
    # By whoever asked, while nobody has decided. What was approved stays: what is wrong
    # about it is put right by another.
    Transition(
        "retract",
        _("Take back"),
        frozenset({ExclusionState.REQUESTED}),
        ExclusionState.WITHDRAWN,
        "slm.request_repair",
    ),
)

OUTAGE = Lifecycle(
    Transition(
        "end",
        _("End"),
        frozenset({OutageState.OPEN}),
        OutageState.ENDED,
        REPORT,
        frozenset({"end"}),
    ),
    Transition(
        "confirm",
        _("Confirm"),
        frozenset({OutageState.ENDED, OutageState.DISPUTED}),
        OutageState.CONFIRMED,
        CONFIRM,
    ),
    Transition(
        "dispute",
        _("Dispute"),
        frozenset({OutageState.ENDED, OutageState.CONFIRMED}),
        OutageState.DISPUTED,
        DISPUTE,
        frozenset({"reason"}),
    ),
    # While it is open, whoever may report says what else is known; see the service.
    Transition(
        "amend",
        _("Edit"),
        frozenset({OutageState.OPEN}),
        OutageState.OPEN,
        REPORT,
    ),
    Transition(
        "correct",
        _("Correct"),
        frozenset({OutageState.ENDED, OutageState.DISPUTED, OutageState.CONFIRMED}),
        OutageState.ENDED,
        CONFIRM,
        frozenset({"reason"}),
    ),
    Transition(
        "withdraw",
        _("Withdraw"),
        frozenset(
            {
                OutageState.OPEN,
                OutageState.ENDED,
                OutageState.DISPUTED,
                OutageState.CONFIRMED,
            }
        ),
        OutageState.WITHDRAWN,
        CONFIRM,
        frozenset({"reason"}),
    ),
)

AGREED_CATALOGUE = Lifecycle(
    Transition(
        "offer",
        _("Offer to the customer"),
        frozenset({CatalogueState.DRAFT}),
        CatalogueState.OFFERED,
        OFFER_CATALOGUE,
    ),
    Transition(
        "agree",
        _("Sign"),
        frozenset({CatalogueState.OFFERED}),
        CatalogueState.AGREED,
        SIGN_CATALOGUE,
        frozenset({"authority"}),
    ),
    Transition(
        "decline",
        _("Decline"),
        frozenset({CatalogueState.OFFERED}),
        CatalogueState.DECLINED,
        SIGN_CATALOGUE,
        frozenset({"reason"}),
    ),
    Transition(
        "withdraw",
        _("Withdraw"),
        frozenset({CatalogueState.DRAFT, CatalogueState.OFFERED}),
        CatalogueState.WITHDRAWN,
        OFFER_CATALOGUE,
    ),
)
