"""Who is told when: the steps of an agreement, or the usual ones. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from slm.choices import BREACH, LATE, Ladder, Whom


@dataclass(frozen=True, slots=True)
class Step:
    """
    That somebody is told at a share of the budget, or some minutes after the breach.

    What is told up the hierarchy is to be acknowledged within so many minutes, if it
    says how many; otherwise the next step up is taken at once.
    """

    position: int
    percent: int
    whom: str
    ladder: str = Ladder.FUNCTIONAL
    minutes: int | None = None
    team_id: int | None = None
    person_id: int | None = None
    role: str = ""
    acknowledge_minutes: int | None = None

    def facts(self) -> dict[str, Any]:
        """Return the step as an event keeps it."""
        return {
            "percent": self.percent,
            "minutes": self.minutes,
            "ladder": str(self.ladder),
            "whom": str(self.whom),
            "team": self.team_id,
            "person": self.person_id,
            "role": self.role,
            "acknowledge_minutes": self.acknowledge_minutes,
        }


def usual_steps(thresholds: Iterable[int]) -> tuple[Step, ...]:
    """
    Return the steps of an agreement that names none of its own.

    Whoever has the record in hand, else its team, at every threshold; from 75 % its
    leads; at the breach the service level managers.
    """
    steps: list[Step] = []
    for percent in sorted(set(thresholds) | {BREACH}):
        told = [(Whom.HOLDER, Ladder.FUNCTIONAL)]
        if percent >= LATE:
            told.append((Whom.LEADS, Ladder.HIERARCHICAL))
        if percent >= BREACH:
            told.append((Whom.MANAGERS, Ladder.HIERARCHICAL))
        steps += [
            Step(len(steps) + place, percent, whom, ladder)
            for place, (whom, ladder) in enumerate(told, 1)
        ]
    return tuple(steps)


def due_steps(steps: Iterable[Step], percent: int) -> list[Step]:
    """Return the steps that are taken when this share is reached."""
    return [step for step in steps if step.percent == percent]


def next_up(steps: Iterable[Step], position: int) -> Step | None:
    """Return the next step up the hierarchy after the one at that position."""
    later = (
        step
        for step in steps
        if step.position > position and step.ladder == Ladder.HIERARCHICAL
    )
    return min(later, key=lambda step: step.position, default=None)
