"""How a goal stands: what became of it, or what may still become of it in its period."""

from collections.abc import Iterable

from slm.choices import GoalStanding, GoalVerdict, Outlook

# What decides for all of them, the first of these that is among them.
WORST = (
    GoalStanding.LOST,
    GoalStanding.MISSED,
    GoalStanding.SHORT,
    GoalStanding.UNKNOWN,
    GoalStanding.KEPT,
)
BROKEN = (GoalStanding.LOST, GoalStanding.MISSED)


def goal_standing(verdict: GoalVerdict, outlook: Outlook | None) -> GoalStanding:
    """
    Return how a goal stands; `outlook` is given while its period runs.

    Then it is lost, or would be missed if nothing changed: missed it is once it is over.
    """
    if outlook == Outlook.LOST:
        return GoalStanding.LOST
    if outlook is not None and verdict == GoalVerdict.MISSED:
        return GoalStanding.SHORT
    return GoalStanding(verdict)


def worst_standing(standings: Iterable[GoalStanding]) -> GoalStanding:
    """Return how the goals stand of all of them together."""
    found = set(standings)
    return next((one for one in WORST if one in found), GoalStanding.NOTHING)
