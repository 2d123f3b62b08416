from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.choices import ServiceState as State
from core.lifecycle import Lifecycle, Transition

MANAGE = "catalogue.manage_service"
# What customers must be able to read, and to hold somebody to, once it is live.
NEEDED_WHEN_LIVE = frozenset({"owner", "description", "service_hours", "customers"})


def _step(
    name: str,
    label: str | Promise,
    source: State,
    target: State,
    required: frozenset[str] = frozenset(),
) -> Transition:
    return Transition(name, label, frozenset({source}), target, MANAGE, required)


SERVICE = Lifecycle(
    _step("design", _("Begin the design"), State.PROPOSED, State.IN_DESIGN),
    _step("introduce", _("Begin the transition"), State.IN_DESIGN, State.IN_TRANSITION),
    _step("go_live", _("Go live"), State.IN_TRANSITION, State.LIVE, NEEDED_WHEN_LIVE),
    _step("phase_out", _("Announce its retirement"), State.LIVE, State.RETIRING),
    _step("retire", _("Retire"), State.RETIRING, State.RETIRED),
)
