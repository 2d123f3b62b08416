"""An agreement may not promise what its legs cannot deliver."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, InternalError, transaction

from calendars.hours import Budget
from core.models import Event
from slm.models import ChainLink
from slm.selectors import chain_of, chain_warnings
from slm.selectors.chains import chain_obstacles
from slm.services import change_target, edit_draft, start_new_version
from slm.services.drafting import Wording
from slm.terms import Rest, TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.chained import leg_with, rest_on, resting, weekdays, within

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


@pytest.fixture
def ola(team, resolution, provider, manager):
    """The desk promises everything within 4 h, day and night, in 99 %."""
    return leg_with(team, within(resolution, 4), provider=provider, **manager)


@pytest.fixture
def contract(supplier, resolution, provider, manager):
    """So does the supplier."""
    return leg_with(supplier, within(resolution, 4), provider=provider, **manager)


@pytest.fixture
def promise(resolution):
    """What the customer is promised: 8 h in 90 %."""
    return within(resolution, 8, goal_percent=90)


def faults(draft):
    chain = chain_of(draft.versions.get())
    return [(fault.kind, fault.leg) for fault in chain.obstacles]


def test_a_promise_within_what_its_legs_need_enters_into_force(
    draft, promise, ola, contract, manager
):
    rest_on(draft, promise, ola, contract, **manager)

    version = put_into_force(number=draft.number, **manager)
    line = chain_of(version).targets[0].lines[0]
    assert (line.need.needed, line.need.promised) == (8 * 3600, 8 * 3600)


def test_legs_that_need_longer_are_named_with_by_how_much(
    draft, promise, ola, contract, manager
):
    short = replace(promise, budgets={None: Budget(7 * 3600)})
    rest_on(draft, short, contract, ola, **manager)

    assert set(faults(draft)) == {("time", contract)}
    with pytest.raises(ValidationError) as refused:
        put_into_force(number=draft.number, **manager)
    text = " ".join(refused.value.messages)
    assert "8 h at worst" in text
    assert "1 h too little" in text
    assert contract.number in text


def test_a_leg_that_works_fewer_hours_is_named(
    draft, promise, team, resolution, provider, manager
):
    office = within(resolution, 4, calendar=weekdays(**manager))
    ola = leg_with(team, office, provider=provider, **manager)
    rest_on(draft, promise, ola, **manager)

    assert set(faults(draft)) == {("time", ola)}
    assert any("128 h a week" in line for line in chain_warnings(draft.versions.get()))


def test_working_days_are_compared_with_hours(draft, promise, ola, resolution, manager):
    office = weekdays(**manager)
    days = replace(promise, calendar=office, budgets={None: Budget(working_days=1)})
    rest_on(draft, days, ola, **manager)

    assert faults(draft) == []
    assert put_into_force(number=draft.number, **manager)


def test_goals_of_legs_in_series_multiply(draft, promise, ola, contract, manager):
    # 0.99 × 0.99 is 98.01 %.
    rest_on(draft, replace(promise, goal_percent=98.5), ola, contract, **manager)

    assert [kind for kind, _leg in faults(draft)] == ["goal"]


def test_an_agreement_with_an_unsigned_leg_is_refused(
    draft, promise, team, resolution, provider, manager
):
    ola = leg_with(
        team, within(resolution, 4), provider=provider, in_force=False, **manager
    )
    rest_on(draft, promise, ola, **manager)

    assert faults(draft) == [("unsigned", ola)]
    with pytest.raises(ValidationError, match="not signed yet"):
        put_into_force(number=draft.number, **manager)


def test_a_leg_that_ends_before_the_promise_is_named(
    draft, promise, supplier, resolution, provider, manager
):
    ending = date(2026, 7, 1)
    contract = leg_with(
        supplier, within(resolution, 4), provider=provider, valid_to=ending, **manager
    )
    rest_on(draft, promise, contract, **manager)
    # While the promise has no end, the contract may be renewed in time.
    assert faults(draft) == []
    assert any("30 Jun" in line for line in chain_warnings(draft.versions.get()))
    wording = Wording(valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1))
    edit_draft(number=draft.number, title="x", wording=wording, **manager)

    assert faults(draft) == [("ends", contract)]


def test_a_leg_that_says_nothing_of_a_priority_is_named(
    draft, promise, team, resolution, provider, manager
):
    urgent = within(resolution, 4, budgets={1: Budget(3600)})
    ola = leg_with(team, urgent, provider=provider, **manager)
    rest_on(draft, promise, ola, **manager)

    chain = chain_of(draft.versions.get())
    assert [(one.kind, one.priority) for one in chain.obstacles] == [
        ("silent", 2),
        ("silent", 3),
        ("silent", 4),
    ]


def test_a_target_that_rests_on_nothing_is_only_mentioned(draft, promise, manager):
    rest_on(draft, promise, **manager)

    assert not list(chain_obstacles(draft.versions.get()))
    assert "does not say what it rests on" in chain_warnings(draft.versions.get())[0]


def test_an_agreement_with_a_team_may_rest_on_a_contract(
    second_team, resolution, contract, provider, manager
):
    promised = resting(within(resolution, 5, goal_percent=90), contract)
    upper = leg_with(second_team, promised, provider=provider, **manager)
    too_short = resting(within(resolution, 3, goal_percent=90), contract)

    assert upper.versions.get().status == "in_force"
    start_new_version(number=upper.number, **manager)
    wording = Wording(valid_from=date(2026, 1, 1))
    edit_draft(number=upper.number, title="x", wording=wording, **manager)
    target = upper.versions.drafts().get().targets.get()
    change_target(number=upper.number, target_id=target.pk, terms=too_short, **manager)
    assert chain_of(upper.versions.drafts().get()).obstacles


@pytest.mark.parametrize("kind", ["sla", "ola"])
def test_nothing_rests_on_what_is_above_it(
    kind, draft, promise, ola, team, resolution, provider, manager
):
    lower = {"sla": draft, "ola": ola}[kind]
    if kind == "sla":
        with pytest.raises(ValidationError, match="cannot rest on"):
            rest_on(draft, promise, lower, **manager)
    else:
        with pytest.raises(ValidationError, match="cannot rest on"):
            leg_with(team, resting(promise, lower), provider=provider, **manager)
    assert ChainLink.objects.count() == 0


def test_the_same_leg_twice_is_refused(draft, promise, ola, manager):
    with pytest.raises(ValidationError, match="only once"):
        rest_on(draft, promise, ola, ola, **manager)


def test_whoever_may_not_manage_agreements_may_not_link_them(
    draft, promise, ola, agent, noon
):
    with pytest.raises(PermissionDenied):
        rest_on(draft, promise, ola, actor=agent, at=noon)


def test_links_are_recorded_and_copied_into_the_next_version(
    draft, promise, ola, contract, manager
):
    rest_on(draft, promise, ola, Rest(contract, "resolution", True), **manager)
    put_into_force(number=draft.number, **manager)
    event = Event.objects.named("agreement.activated").latest("pk")
    copy = start_new_version(number=draft.number, **manager)

    links = event.facts["targets"][0]["rests_on"]
    assert [link["leg"] for link in links] == [ola.pk, contract.pk]
    assert links[1]["is_parallel"]
    assert TargetTerms.of(copy.targets.get()).facts()["rests_on"] == links


def test_taking_a_link_away_is_recorded(draft, promise, ola, manager):
    target = rest_on(draft, promise, ola, **manager)
    change_target(number=draft.number, target_id=target.pk, terms=promise, **manager)

    event = Event.objects.named("agreement.target_changed").get()
    assert event.changes["rests_on"][1] is None
    assert not ChainLink.objects.exists()


def test_links_of_what_is_in_force_do_not_change(
    draft, promise, ola, contract, manager
):
    target = rest_on(draft, promise, ola, **manager)
    put_into_force(number=draft.number, **manager)

    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        ChainLink.objects.create(
            target=target, leg=contract, metric="resolution", position=2
        )
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        target.links.all().delete()
