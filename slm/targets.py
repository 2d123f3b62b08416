"""
Which target applies to a record: pure, in memory, the same live and in a rebuild.

`slm.selectors.target_book()` returns the book of all agreements that ever left
draft; one book answers for thousands of records without asking the database::

    book = target_book()
    for choice in book.choose(record.facts(), record.opened_at, Leg.SLA):
        choice.metric, choice.budget, choice.calendar_id, choice.pauses, …

Agreements are those in force when the record was opened, also after a later
change of its priority, service or customer: pass the new facts and the same
`opened_at`.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from calendars.hours import Budget

# Whether a rule names a customer, service, offering, category, priority and kind:
# the more specific of two rules is the one whose tuple is greater.
Specificity = tuple[bool, bool, bool, bool, bool, bool]


class Promised(Protocol):
    """What is promised for some services, or for all: of records, or of a month."""

    @property
    def specificity(self) -> tuple[bool, ...]: ...

    @property
    def service_ids(self) -> frozenset[int] | None: ...


def goes_before(one: Promised, other: Promised, service_id: int | None = None) -> bool:
    """Whether one holds wherever the other would; with a service, for what both are about."""
    return one.specificity > other.specificity and (
        service_id is not None
        or one.service_ids is None
        or (other.service_ids is not None and other.service_ids <= one.service_ids)
    )


# What of the facts decides, with the leg and its holder.
DECIDING = ("customer", "service", "category", "priority", "kind")
_Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class TargetRule:
    """
    One budget of one target, with everything a clock needs to know of it.

    None, or an empty kind, stands for "any". `starts_at` is included, `ends_at` is
    not. `holder_id` is the team of an OLA or the supplier of a contract.
    """

    leg: str
    metric: str
    holder_id: int | None
    agreement_id: int
    version_id: int
    target_id: int
    budget_id: int
    calendar_id: int
    budget: Budget
    starts_at: datetime
    ends_at: datetime | None = None
    customer_id: int | None = None
    service_ids: frozenset[int] | None = None
    category_id: int | None = None
    priority: int | None = None
    kind: str = ""
    pauses: frozenset[str] = frozenset()
    thresholds: tuple[int, ...] = ()
    goal_percent: Decimal = Decimal(0)

    @property
    def specificity(self) -> Specificity:
        return (
            self.customer_id is not None,
            self.service_ids is not None,
            False,  # Offerings are not part of the catalogue yet.
            self.category_id is not None,
            self.priority is not None,
            bool(self.kind),
        )

    def covers(self, facts: Mapping[str, Any]) -> bool:
        """Whether a record with these facts is within its scope, whatever the time."""
        return (
            self.customer_id in (None, facts["customer"])
            and (self.service_ids is None or facts["service"] in self.service_ids)
            and self.category_id in (None, facts["category"])
            and self.priority in (None, facts["priority"])
            and self.kind in ("", facts["kind"])
        )

    def is_in_force(self, at: datetime) -> bool:
        """Whether the agreement holds for a record opened at that instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    def meets(self, other: "TargetRule") -> bool:
        """Whether some record would match both."""
        limits = (
            (self.customer_id, other.customer_id),
            (self.category_id, other.category_id),
            (self.priority, other.priority),
            (self.kind, other.kind),
        )
        return (
            (self.leg, self.metric, self.holder_id)
            == (other.leg, other.metric, other.holder_id)
            and all(one == two or not (one and two) for one, two in limits)
            and self._shares_service(other)
            and self._overlaps(other)
        )

    def is_like(self, other: "TargetRule") -> bool:
        """Whether both promise the same kind of time on one service, at any priority."""
        scope = ("leg", "metric", "category_id", "kind")
        return all(
            getattr(self, name) == getattr(other, name) for name in scope
        ) and self._shares_service(other)

    def collides_with(self, other: "TargetRule") -> bool:
        """Whether some record would match both and neither be the more specific."""
        return self.specificity == other.specificity and self.meets(other)

    def _shares_service(self, other: "TargetRule") -> bool:
        if self.service_ids is None or other.service_ids is None:
            return True
        return bool(self.service_ids & other.service_ids)

    def _overlaps(self, other: "TargetRule") -> bool:
        return (other.ends_at is None or self.starts_at < other.ends_at) and (
            self.ends_at is None or other.starts_at < self.ends_at
        )


class TargetBook:
    """All rules of all agreements, and the choice between them."""

    def __init__(self, rules: Iterable[TargetRule], edition: str = "") -> None:
        self.edition = edition
        # The end of the last period whose figures are frozen.
        self.closed_until: datetime | None = None
        self._by_leg: dict[tuple[str, int | None], list[TargetRule]] = {}
        self._found: dict[_Key, list[TargetRule]] = {}
        # The most specific first; of equals, which only a past can hold, the later.
        order = sorted(
            rules,
            key=lambda rule: (rule.specificity, rule.starts_at, rule.budget_id),
            reverse=True,
        )
        for rule in order:
            self._by_leg.setdefault((rule.leg, rule.holder_id), []).append(rule)
        self._by_budget = {rule.budget_id: rule for rule in order}
        ends = {rule.ends_at for rule in order if rule.ends_at}
        self._turns = sorted(ends | {rule.starts_at for rule in order})

    def __iter__(self) -> Iterator[TargetRule]:
        return iter(self._by_budget.values())

    def choose(
        self,
        facts: Mapping[str, Any],
        opened_at: datetime,
        leg: str,
        team: int | None = None,
    ) -> tuple[TargetRule, ...]:
        """
        Return, for each metric, the most specific rule in force at `opened_at`.

        `facts` are those of `Record.facts()`; `team` is the id of the team (for a
        contract, of the supplier) whose promise is asked for, None for an SLA.
        Customer, service, offering, category, priority and kind are compared in
        that order. Metrics nobody promised are absent.
        """
        chosen: dict[str, TargetRule] = {}
        for rule in self._covering(facts, leg, team):
            if rule.metric not in chosen and rule.is_in_force(opened_at):
                chosen[rule.metric] = rule
        return tuple(chosen[metric] for metric in sorted(chosen))

    def rule(self, budget_id: int) -> TargetRule:
        """
        Return the rule of a budget, in force or not.

        :raises KeyError: if no agreement that left draft has it
        """
        return self._by_budget[budget_id]

    def era(self, at: datetime) -> int:
        """Return a number that is another wherever other rules are in force."""
        return bisect_right(self._turns, at)

    def _covering(
        self, facts: Mapping[str, Any], leg: str, holder: int | None
    ) -> list[TargetRule]:
        key = (leg, holder, *map(facts.__getitem__, DECIDING))
        found = self._found.get(key)
        if found is None:
            rules = self._by_leg.get((leg, holder), [])
            found = self._found[key] = [rule for rule in rules if rule.covers(facts)]
        return found
