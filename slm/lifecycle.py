from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle, Transition
from slm.choices import VersionStatus as Status

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
