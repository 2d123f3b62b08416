"""How a goal stands: what became of it, or what may still become of it in its period."""

from collections.abc import Iterable

from slm.choices import GoalStanding, GoalVerdict, Outlook

# What decides for all of them, the first of these that is among them.
WORST = (
    GoalStanding.LOST,
    GoalStanding.MISSED,
    GoalStanding.SHORT,
    GoalStanding.AT_RISK,
    GoalStanding.UNKNOWN,
    GoalStanding.SAFE,
    GoalStanding.KEPT,
)
# Reached, or so far: what is measured until now would be enough.
HELD = (GoalStanding.KEPT, GoalStanding.SAFE, GoalStanding.AT_RISK)
BROKEN = (GoalStanding.LOST, GoalStanding.MISSED)


def goal_standing(verdict: GoalVerdict, outlook: Outlook | None) -> GoalStanding:
    """
    Return how a goal stands; `outlook` is given while its period runs.

    Then it is lost, would be missed if nothing changed, is at risk, or safe so far:
    reached or missed it is once it is over.
    """
    if outlook == Outlook.LOST:
        return GoalStanding.LOST
    if outlook is None or verdict not in (GoalVerdict.KEPT, GoalVerdict.MISSED):
        return GoalStanding(verdict)
    if verdict == GoalVerdict.MISSED:
        return GoalStanding.SHORT
    is_risky = outlook == Outlook.AT_RISK
    return GoalStanding.AT_RISK if is_risky else GoalStanding.SAFE


def worst_standing(standings: Iterable[GoalStanding]) -> GoalStanding:
    """Return how the goals stand of all of them together."""
    found = set(standings)
    return next((one for one in WORST if one in found), GoalStanding.NOTHING)
