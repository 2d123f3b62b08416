"""Which of several targets applies: arithmetic on values, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.hours import Budget
from slm.targets import TargetBook, TargetRule

START = datetime(2026, 1, 1, tzinfo=UTC)
FACTS = {"customer": 1, "service": 2, "category": 3, "priority": 1, "kind": "incident"}
# In the order in which they are compared.
SCOPES: tuple[dict[str, Any], ...] = (
    {"customer_id": 1},
    {"service_ids": frozenset({2, 9})},
    {"category_id": 3},
    {"priority": 1},
    {"kind": "incident"},
)


def rule(budget_id: int, **scope) -> TargetRule:
    values: dict[str, Any] = {
        "leg": "sla",
        "metric": "resolution",
        "holder_id": None,
        "agreement_id": 1,
        "version_id": 1,
        "target_id": budget_id,
        "budget_id": budget_id,
        "calendar_id": 1,
        "budget": Budget(3600),
        "starts_at": START,
    }
    return TargetRule(**{**values, **scope})


def chosen(rules, facts=FACTS, at=START, **kwargs):
    found = TargetBook(rules).choose(facts, at, kwargs.pop("leg", "sla"), **kwargs)
    return [rule.budget_id for rule in found]


@st.composite
def scopes(draw):
    scope = {
        "customer_id": draw(st.sampled_from([None, 1, 2])),
        "service_ids": draw(
            st.none() | st.frozensets(st.integers(1, 3), min_size=1, max_size=2)
        ),
        "category_id": draw(st.sampled_from([None, 3, 4])),
        "priority": draw(st.sampled_from([None, 1, 2])),
        "kind": draw(st.sampled_from(["", "incident", "problem"])),
    }
    first = draw(st.integers(0, 5))
    last = draw(st.none() | st.integers(first + 1, 8))
    return scope | {
        "starts_at": START + timedelta(first),
        "ends_at": None if last is None else START + timedelta(last),
    }


@st.composite
def facts(draw):
    return {
        "customer": draw(st.integers(1, 2)),
        "service": draw(st.none() | st.integers(1, 3)),
        "category": draw(st.sampled_from([None, 3, 4])),
        "priority": draw(st.integers(1, 2)),
        "kind": draw(st.sampled_from(["incident", "problem"])),
    }


@pytest.mark.parametrize("place", range(len(SCOPES) - 1))
def test_an_earlier_named_scope_beats_all_later_ones_together(place):
    one = SCOPES[place]
    rest = {key: value for scope in SCOPES[place + 1 :] for key, value in scope.items()}

    assert chosen([rule(1, **one), rule(2, **rest)]) == [1]


def test_the_order_in_which_rules_come_does_not_matter():
    rules = [rule(place, **scope) for place, scope in enumerate(SCOPES)]

    assert {tuple(chosen(order)) for order in permutations(rules)} == {(0,)}


def test_a_rule_for_something_else_is_not_chosen():
    assert chosen([rule(1, priority=2), rule(2, customer_id=2)]) == []


def test_a_rule_for_a_service_does_not_cover_records_without_one():
    assert (
        chosen([rule(1, service_ids=frozenset({2}))], {**FACTS, "service": None}) == []
    )


def test_one_rule_is_chosen_for_each_metric():
    assert chosen([rule(1), rule(2, metric="first_response")]) == [2, 1]


def test_its_last_day_is_not_included():
    ending = rule(1, ends_at=START + timedelta(1))
    following = rule(2, starts_at=START + timedelta(1))

    assert chosen([ending, following], at=START + timedelta(0.999)) == [1]
    assert chosen([ending, following], at=START + timedelta(1)) == [2]


def test_before_the_first_agreement_nothing_was_promised():
    assert chosen([rule(1)], at=START - timedelta(seconds=1)) == []


def test_each_team_has_its_own_promises():
    rules = [rule(1, leg="ola", holder_id=5), rule(2, leg="ola", holder_id=6), rule(3)]

    assert chosen(rules, leg="ola", team=5) == [1]
    assert chosen(rules, leg="ola", team=7) == []
    assert chosen(rules) == [3]


@given(st.lists(scopes(), max_size=8), facts(), st.integers(0, 9))
def test_nothing_that_also_applies_is_more_specific_than_the_choice(found, of, days):
    at = START + timedelta(days)
    rules = [rule(place, **scope) for place, scope in enumerate(found)]
    applying = [r for r in rules if r.covers(of) and r.is_in_force(at)]

    answer = TargetBook(rules).choose(of, at, "sla")

    assert bool(answer) == bool(applying)
    if answer:
        assert answer[0] in applying
        assert answer[0].specificity == max(r.specificity for r in applying)


@given(scopes(), scopes(), facts(), st.integers(0, 9))
def test_rules_that_do_not_collide_never_tie(one, other, of, days):
    at = START + timedelta(days)
    first, second = rule(1, **one), rule(2, **other)
    both = all(r.covers(of) and r.is_in_force(at) for r in (first, second))

    if both and first.specificity == second.specificity:
        assert first.collides_with(second)
    assert first.collides_with(second) == second.collides_with(first)


def test_rules_of_different_teams_or_metrics_do_not_collide():
    assert rule(1).collides_with(rule(2))
    assert not rule(1).collides_with(rule(2, metric="first_response"))
    assert not rule(1).collides_with(replace(rule(2), leg="ola", holder_id=1))
    assert not rule(1).collides_with(rule(2, priority=1))
