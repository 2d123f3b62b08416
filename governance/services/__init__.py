from governance.services.improving import (
    approve_improvement,
    implement_improvement,
    reject_improvement,
    start_improvement,
    verify_improvement,
)
from governance.services.measuring import set_limits, take_measures
from governance.services.proposing import change_improvement, propose_improvement

__all__ = [
    "approve_improvement",
    "change_improvement",
    "implement_improvement",
    "propose_improvement",
    "reject_improvement",
    "set_limits",
    "start_improvement",
    "take_measures",
    "verify_improvement",
]
