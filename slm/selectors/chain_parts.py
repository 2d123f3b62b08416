"""What agreements rest on: links, legs and what was found of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from records.choices import Priority
from slm.chain import Need, in_series, side_by_side
from slm.models import AgreementVersion, ChainLink, Target
from slm.selectors.faults import Fault, in_words
from slm.targets import TargetRule


@dataclass(frozen=True, slots=True)
class Supposing:
    """What a version would be if it entered into force, or ended on a day."""

    version: AgreementVersion
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class LegVersion:
    """What a leg promises from one day to another."""

    version: AgreementVersion
    starts: date
    ends: date | None
    is_terminated: bool
    rules: Sequence[TargetRule]


@dataclass(frozen=True, slots=True)
class Link:
    """A link with all that its agreement says, over time."""

    link: ChainLink
    versions: Sequence[LegVersion]
    has_draft: bool

    def on(self, day: date) -> LegVersion | None:
        """Return what holds on that day."""
        for one in self.versions:
            if one.starts <= day and (one.ends is None or day < one.ends):
                return one
        return None


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Of one priority: what is promised, and what the legs need from the worst start."""

    priority: int
    need: Need
    # Of each link, what it promises.
    legs: Sequence[TargetRule]

    @property
    def label(self) -> str:
        return str(Priority(self.priority).label)


@dataclass(frozen=True, slots=True)
class TargetChain:
    """A target with what it rests on."""

    target: Target
    links: Sequence[Link]
    lines: Sequence[TimeLine]
    faults: Sequence[Fault]
    # Of what is measured as a share, what each link promises; empty unless all do.
    shares: Sequence[Decimal] = ()

    @property
    def stages(self) -> list[list[Link]]:
        """The links, those beside each other together."""
        return [
            [self.links[place] for place in stage] for stage in stages_of(self.links)
        ]

    @property
    def factors(self) -> list[Decimal]:
        """The availability of each stage, which multiply."""
        return [
            side_by_side(self.shares[place] for place in stage)
            for stage in (stages_of(self.links) if self.shares else ())
        ]

    @property
    def reached(self) -> Decimal | None:
        """The availability, in percent, of all that it rests on together."""
        return in_series(self.factors) if self.shares else None

    @property
    def goal(self) -> Decimal | None:
        """The share that the legs together promise, in percent."""
        goals = [
            goal for link in self.links if (goal := self.goal_of(link)) is not None
        ]
        return in_series(goals) if goals else None

    def goal_of(self, link: Link) -> Decimal | None:
        """The share that a leg promises, the lowest of those that apply."""
        place = self.links.index(link)
        return min((line.legs[place].goal_percent for line in self.lines), default=None)


@dataclass(frozen=True, slots=True)
class Chain:
    """A version of an agreement with what each of its targets rests on."""

    version: AgreementVersion
    targets: Sequence[TargetChain]
    # Of a draft without a first day, the day from which on it was checked instead.
    supposed_from: date | None = None

    @property
    def silent(self) -> list[TargetChain]:
        """Those that do not say what they rest on."""
        return [one for one in self.targets if not one.links]

    @property
    def faults(self) -> list[Fault]:
        return [fault for one in self.targets for fault in one.faults]

    @property
    def obstacles(self) -> list[Fault]:
        """What does not hold."""
        return [fault for fault in self.faults if fault.is_obstacle]

    @property
    def warnings(self) -> list[Fault]:
        """What is worth knowing, though it holds."""
        return [fault for fault in self.faults if not fault.is_obstacle]

    @property
    def obstacles_in_words(self) -> list[str]:
        return in_words(self.obstacles)

    @property
    def warnings_in_words(self) -> list[str]:
        return in_words(self.warnings)

    @property
    def resting(self) -> list[TargetChain]:
        return [one for one in self.targets if one.links]


def stages_of(links: Sequence[Link]) -> list[list[int]]:
    """Return the places of the links, those beside each other together."""
    stages: list[list[int]] = []
    for place, one in enumerate(links):
        if one.link.is_parallel and stages:
            stages[-1].append(place)
        else:
            stages.append([place])
    return stages
