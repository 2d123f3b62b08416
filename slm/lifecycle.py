from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle, Transition
from slm.choices import CatalogueState, ExclusionState
from slm.choices import VersionStatus as Status

DECIDE = "slm.decide_exclusion"
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
