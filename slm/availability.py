"""
What interruptions took of agreed service time: pure, in seconds since 1970.

The whole is the agreed service time of the span, never the calendar's time. What was
planned, up to the agreed allowance, and what an approved exclusion covers does not count;
nor does what befalls within a planned interruption of at least its weight, of the same
component or of the whole. Of interruptions at the same time the one with the greatest
weight counts, once. Every line is a sum: wall = outside + planned + excluded +
overlapped + counted.

    availability = (agreed − Σ counted × weight) ÷ agreed
    MTRS         = downtime ÷ interruptions              (mean time to restore service)
    MTBF         = (agreed − downtime) ÷ interruptions   (mean time between failures)

where downtime is what counted of everything that has a weight, and interruptions that
touch each other are one. Of user time, too, each second counts once: of several at the
same time the one that hits the most users. The definitions are those of ITIL's
availability management.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_DOWN, Decimal
from itertools import pairwise

from calendars.localtime import Span
from calendars.timetable import Timetable

FULL = 100


@dataclass(frozen=True, slots=True)
class Interruption:
    """
    A loss from one second to another; `weight` is a percentage of all that is lost.

    `course` names what lasted until when, in order, up to the end. `excluded` are the
    spans that do not count for it.
    """

    key: int
    start: int
    end: int
    weight: int = FULL
    is_planned: bool = False
    users: int = 0
    course: tuple[tuple[str, int], ...] = ()
    excluded: tuple[Span, ...] = ()
    component: str = ""

    def phase_at(self, second: int) -> str:
        """Return what went on in that second."""
        return next((name for name, until in self.course if second < until), "")

    def allows(self, other: "Interruption") -> bool:
        """Whether what was planned here includes the other at the same time."""
        is_of_it = self.component in ("", other.component)
        return self.is_planned and is_of_it and self.weight >= other.weight


@dataclass(slots=True)
class Line:
    """What became of the time of one interruption, within the span of the account."""

    key: int
    start: int
    end: int
    weight: int
    users: int
    outside: int = 0
    planned: int = 0
    excluded: int = 0
    overlapped: int = 0
    counted: int = 0
    # Users × seconds, of the seconds in which it hit the most.
    user_seconds: int = 0
    phases: dict[str, int] = field(default_factory=dict)

    @property
    def wall(self) -> int:
        return self.end - self.start

    @property
    def lost(self) -> int:
        """Seconds × percent, so that nothing is rounded before the end."""
        return self.counted * self.weight

    @property
    def downtime(self) -> int:
        return self.counted if self.weight else 0

    @property
    def hit(self) -> int:
        """The seconds that users lost, whatever else counted at the same time."""
        return self.counted + self.overlapped if self.weight else 0


def share_left(agreed: int, lost: int) -> Decimal | None:
    """Return in millionths, cut, what is left of agreed seconds: see `Account.lost`."""
    if not agreed:
        return None
    whole = agreed * FULL
    share = Decimal(whole - lost) / Decimal(whole)
    return share.quantize(Decimal("0.000001"), rounding=ROUND_DOWN)


def each(seconds: int, count: int) -> int | None:
    """Return how many seconds come on each interruption; none without any."""
    return seconds // count if count else None


@dataclass(frozen=True, slots=True)
class Account:
    """What all interruptions took of the agreed service time of a span."""

    agreed: int
    lines: Sequence[Line]
    # The counted seconds of each interruption, those that touch taken together.
    interruptions: Sequence[int]
    # The service seconds of planned windows that did not count.
    planned: int = 0

    @property
    def lost(self) -> int:
        return sum(line.lost for line in self.lines)

    @property
    def counted(self) -> int:
        return sum(line.counted for line in self.lines)

    @property
    def downtime(self) -> int:
        return sum(line.downtime for line in self.lines)

    @property
    def user_seconds(self) -> int:
        return sum(line.user_seconds for line in self.lines)

    @property
    def count(self) -> int:
        return len(self.interruptions)

    @property
    def longest(self) -> int:
        return max(self.interruptions, default=0)

    @property
    def availability(self) -> Decimal | None:
        """The share in millionths, cut and never rounded up; None if nothing was agreed."""
        return share_left(self.agreed, self.lost)

    @property
    def restore(self) -> int | None:
        """The mean time to restore service, in seconds; none without interruption."""
        return each(self.downtime, self.count)

    @property
    def between(self) -> int | None:
        """The mean time between failures, in seconds; none without interruption."""
        return each(self.agreed - self.downtime, self.count)

    @property
    def phases(self) -> dict[str, int]:
        """How long each phase took, of what counted."""
        found: dict[str, int] = {}
        for line in self.lines:
            for name, seconds in line.phases.items():
                found[name] = found.get(name, 0) + seconds
        return found


def take_account(
    interruptions: Iterable[Interruption],
    hours: Timetable,
    span: Span,
    *,
    allowance: int | None = None,
) -> Account:
    """
    Return what the interruptions took of the agreed service time of the span.

    `allowance` is how many planned service seconds do not count; None for all.
    """
    start, end = span
    if end <= start:
        return Account(0, (), ())
    within = [one for one in interruptions if one.start < end and one.end > start]
    within.sort(key=lambda one: (one.start, one.key))
    lines = {
        one.key: Line(
            one.key, max(one.start, start), min(one.end, end), one.weight, one.users
        )
        for one in within
    }
    planned = _planned(within, hours, span, allowance)
    for begin, until in pairwise(_cuts(within, planned, span)):
        active = [one for one in within if one.start <= begin and until <= one.end]
        if active:
            _share_out(active, lines, planned, (begin, until), hours)
    listed = tuple(lines.values())
    used = sum(hours.elapsed(*window) for window in planned)
    return Account(hours.elapsed(start, end), listed, _together(listed), used)


def _share_out(
    active: Sequence[Interruption],
    lines: dict[int, Line],
    planned: Sequence[Span],
    span: Span,
    hours: Timetable,
) -> None:
    """Add a stretch without any change to the lines of what went on in it."""
    begin, until = span
    open_seconds = hours.elapsed(begin, until)
    is_allowed = _covers(planned, begin)
    # What takes nothing from users uses no allowance up.
    windows = [one for one in active if is_allowed or not one.weight]
    within = {one.key for one in active if any(it.allows(one) for it in windows)}
    counting = [
        one
        for one in active
        if one.key not in within and not _covers(one.excluded, begin)
    ]
    hitting = [one for one in counting if one.weight]
    if hitting:
        most = max(hitting, key=lambda one: (one.users, -one.start, -one.key))
        lines[most.key].user_seconds += open_seconds * most.users
    first = max(
        counting, key=lambda one: (one.weight, -one.start, -one.key), default=None
    )
    for one in active:
        line = lines[one.key]
        line.outside += until - begin - open_seconds
        if one.key in within:
            line.planned += open_seconds
        elif one not in counting:
            line.excluded += open_seconds
        elif one is not first:
            line.overlapped += open_seconds
        else:
            line.counted += open_seconds
            if one.weight and open_seconds:
                phase = one.phase_at(begin)
                line.phases[phase] = line.phases.get(phase, 0) + open_seconds


def _planned(
    within: Iterable[Interruption], hours: Timetable, span: Span, allowance: int | None
) -> list[Span]:
    """Return the planned spans that do not count: the first ones, up to the allowance."""
    start, end = span
    merged = merge(
        (max(one.start, start), min(one.end, end))
        for one in within
        if one.is_planned and one.weight
    )
    if allowance is None:
        return merged
    found, left = [], allowance
    for begin, until in merged:
        used = hours.elapsed(begin, until)
        if used <= left:
            found.append((begin, until))
            left -= used
        elif left:
            found.append((begin, hours.due(begin, left)))
            left = 0
    return found


def _cuts(
    within: Iterable[Interruption], planned: Iterable[Span], span: Span
) -> list[int]:
    """Return every second at which something begins or ends."""
    start, end = span
    found = {start, end, *(at for one in planned for at in one)}
    for one in within:
        found.update((one.start, one.end))
        found.update(until for _name, until in one.course)
        found.update(at for gap in one.excluded for at in gap)
    return sorted(at for at in found if start <= at <= end)


def _together(lines: Iterable[Line]) -> list[int]:
    """Return the counted seconds of interruptions, those that touch taken together."""
    counting = [line for line in lines if line.downtime]
    spans = merge((line.start, line.end) for line in counting)
    return [
        sum(line.downtime for line in counting if begin <= line.start < until)
        for begin, until in spans
    ]


def _covers(spans: Iterable[Span], second: int) -> bool:
    return any(begin <= second < until for begin, until in spans)


def merge(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that overlap or touch as one."""
    found: list[Span] = []
    for begin, until in sorted(spans):
        if until <= begin:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((begin, until))
    return found


# What if: the availability of a service from that of what it rests on.


@dataclass(frozen=True, slots=True)
class Group:
    """
    Components of which so many are needed: all of them in series, one of a pair.

    `shares` are availabilities between 0 and 1.
    """

    name: str
    shares: tuple[Decimal, ...]
    needed: int

    @property
    def share(self) -> Decimal:
        """The probability that at least as many as are needed are there."""
        return at_least(self.needed, self.shares)


def at_least(needed: int, shares: Sequence[Decimal]) -> Decimal:
    """
    Return the probability that at least so many of independent components work.

    :raises ValueError: if more are needed than there are, or a share is none
    """
    if not 0 <= needed <= len(shares) or any(not 0 <= one <= 1 for one in shares):
        raise ValueError("Needed are at most as many as there are, each from 0 to 1.")
    # The probability of each number of working components, one component at a time.
    odds = [Decimal(1)]
    for share in shares:
        up = [Decimal(0), *(chance * share for chance in odds)]
        down = [*(chance * (1 - share) for chance in odds), Decimal(0)]
        odds = [one + other for one, other in zip(up, down, strict=True)]
    return min(sum(odds[needed:], Decimal(0)), Decimal(1))


def in_series(groups: Iterable[Group]) -> Decimal:
    """Return the availability of a service that needs every one of the groups."""
    product = Decimal(1)
    for group in groups:
        product *= group.share
    return product


def weakest(groups: Sequence[Group]) -> Group | None:
    """Return the group that costs the most, the first of equals."""
    return min(groups, key=lambda group: group.share, default=None)


# Measured values.


def percentile(values: Sequence[Decimal], percent: int) -> Decimal:
    """
    Return the smallest value that so many percent do not exceed (nearest rank).

    :raises ValueError: without a value
    """
    if not values:
        raise ValueError("There is no value.")
    ordered = sorted(values)
    rank = -(-percent * len(ordered) // 100)
    return ordered[max(rank, 1) - 1]
