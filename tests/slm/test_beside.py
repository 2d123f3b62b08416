"""What stands beside a draft: similar promises, and who rests on the same."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from calendars.hours import Budget
from catalogue.services import (
    add_dependency,
    create_component,
    create_service,
    entitle_customer,
)
from incidents.models import Incident
from incidents.services import open_incident
from slm.models import Agreement
from slm.parts import Limit
from slm.selectors.beside import shared_legs, similar_agreements
from slm.selectors.sharing import shared_parts
from slm.services import (
    Wording,
    add_target,
    create_agreement,
    edit_contents,
    edit_draft,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import hold
from tests.slm.chained import leg_with, rest_on, within
from tests.slm.conftest import HOUR

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs(other_customer, provider, who):
    """A draft for another customer, still without targets."""
    return create_agreement(
        agreement=Agreement(
            title="Theirs", leg="sla", customer=other_customer, provider=provider
        ),
        wording=Wording(valid_from=date(2026, 1, 1)),
        **who,
    )


@pytest.fixture
def ola(team, resolution, provider, who):
    """The desk promises everything within 4 h, for at most 100 records a month."""
    terms = within(resolution, 4)
    made = leg_with(team, terms, provider=provider, in_force=False, **who)
    edit_contents(number=made.number, limits=[Limit(upper=100)], **who)
    put_into_force(number=made.number, **who)
    return made


def test_a_draft_is_compared_with_what_others_are_promised(
    theirs, agreement, resolution, who, noon
):
    add_target(number=theirs.number, terms=within(resolution, 8), **who)
    (similar,) = similar_agreements(theirs.versions.get(), noon)
    assert similar.agreement == agreement
    urgent, same = similar.compared
    assert (urgent.is_stricter, urgent.is_looser) == (True, False)
    assert (same.is_stricter, same.is_looser) == (False, False)


def test_it_says_who_is_promised_less_time(theirs, agreement, resolution, who, noon):
    add_target(number=theirs.number, terms=within(resolution, 12), **who)
    (similar,) = similar_agreements(theirs.versions.get(), noon)

    assert [line.is_stricter for line in similar.compared] == [True, True]


def compared(theirs, noon):
    (similar,) = similar_agreements(theirs.versions.get(), noon)
    return [
        (
            line.priority,
            line.own.budget.seconds // HOUR,
            line.other.budget.seconds // HOUR,
        )
        for line in similar.compared
    ]


def test_all_others_are_compared_with_each_priority_that_is_named(
    draft, theirs, resolution, who, noon
):
    named = {1: Budget(4 * HOUR), 2: Budget(8 * HOUR)}
    add_target(number=draft.number, terms=replace(resolution, budgets=named), **who)
    put_into_force(number=draft.number, **who)
    add_target(number=theirs.number, terms=within(resolution, 6), **who)

    assert sorted(compared(theirs, noon)) == [(1, 6, 4), (2, 6, 8)]


def test_all_others_are_not_what_the_same_agreement_names(
    draft, theirs, resolution, who, noon
):
    for one, hours in ((draft, (4, 8)), (theirs, (5, 9))):
        urgent, others = (Budget(each * HOUR) for each in hours)
        split = replace(resolution, budgets={1: urgent, None: others})
        add_target(number=one.number, terms=split, **who)
    put_into_force(number=draft.number, **who)

    assert compared(theirs, noon) == [(1, 5, 4), (None, 9, 8)]


def test_others_that_never_meet_are_not_compared(draft, theirs, resolution, who, noon):
    for one, priorities in ((draft, (1, 2)), (theirs, (3, 4))):
        budgets = {each: Budget(4 * HOUR) for each in priorities}
        terms = replace(resolution, budgets=budgets)
        add_target(number=one.number, terms=terms, **who)
    put_into_force(number=draft.number, **who)

    assert similar_agreements(theirs.versions.get(), noon) == []


def test_its_page_shows_them_to_staff(
    client, theirs, agreement, resolution, agent, representative, who
):
    add_target(number=theirs.number, terms=within(resolution, 4), **who)
    client.force_login(agent)
    page = client.get(reverse("agreement_detail", args=[theirs.number])).text

    assert "Beside what is in force" in page
    assert agreement.number in page


def test_what_a_leg_carries_is_compared_with_all_that_rest_on_it(
    draft, theirs, ola, resolution, who, noon
):
    for one, upper in ((draft, 60), (theirs, 60)):
        rest_on(one, within(resolution, 8, goal_percent=90), ola, **who)
        edit_contents(number=one.number, limits=[Limit(upper=upper)], **who)
    assert shared_legs(theirs.versions.get(), noon) == []
    put_into_force(number=draft.number, **who)

    (shared,) = shared_legs(theirs.versions.get(), noon)
    assert (shared.leg, shared.others, shared.is_conflict) == (ola, [draft], True)
    assert [one.agreed for one in shared.burdens] == [120]


def test_what_others_are_promised_by_the_month_stands_beside_it(
    draft, theirs, availability, who, noon
):
    rated = replace(availability, metric="experience", goal_value=Decimal(4))
    for terms in (availability, replace(rated, least_answers=3, partial_weight=None)):
        add_target(number=draft.number, terms=terms, **who)
    put_into_force(number=draft.number, **who)
    less = replace(availability, goal_value=Decimal(99))
    add_target(number=theirs.number, terms=less, **who)

    (similar,) = similar_agreements(theirs.versions.get(), noon)
    available, experience = similar.months
    assert (similar.agreement, similar.compared) == (draft, [])
    assert (available.is_stricter, available.is_looser) == (True, False)
    assert (available.there, available.here) == ("at least 99.9 %", "at least 99 %")
    assert (experience.own, experience.here) == (None, "–")
    assert similar_agreements(draft.versions.get(), noon) == []


def test_another_figure_on_another_service_is_not_beside_it(
    draft, theirs, availability, service, other_customer, who, noon
):
    fax = create_service(name="Fax", state="live", customers=[other_customer], **who)
    add_target(number=draft.number, terms=replace(availability, service=service), **who)
    put_into_force(number=draft.number, **who)
    about = Wording(valid_from=date(2026, 1, 1), services=(fax,))
    edit_draft(number=theirs.number, title="Theirs", wording=about, **who)
    own = replace(availability, service=fax)
    add_target(number=theirs.number, terms=own, **who)

    assert similar_agreements(theirs.versions.get(), noon) == []


def test_a_leg_that_is_likely_is_named_before_the_chain_names_it(
    draft, theirs, ola, team, stranger, service, agent, resolution, who, noon
):
    rest_on(draft, within(resolution, 8, goal_percent=90), ola, **who)
    add_target(number=theirs.number, terms=within(resolution, 8), **who)
    for one in (draft, theirs):
        edit_contents(number=one.number, limits=[Limit(upper=60)], **who)
    put_into_force(number=draft.number, **who)
    assert shared_legs(theirs.versions.get(), noon) == []

    entitle_customer(number=service.number, customer=theirs.customer, **who)
    about = {"requester": stranger.person, "service": service}
    record = open_incident(incident=Incident(title="x", **about), actor=agent, at=noon)
    hold(record, agent, team, noon)
    (shared,) = shared_legs(theirs.versions.get(), noon)
    assert (shared.leg, shared.others, shared.is_proposed) == (ola, [draft], True)
    assert shared.is_conflict


def test_parts_that_the_services_of_both_need_are_named(
    agreement, theirs, service, other_customer, team, supplier, who, noon
):
    fax = create_service(name="Fax", state="live", customers=[other_customer], **who)
    cluster = create_component(name="Cluster", team=team, **who)
    line = create_component(name="Line", supplier=supplier, **who)
    directory = create_service(
        name="Directory", state="live", is_supporting=True, **who
    )
    add_dependency(number=directory.number, on_component=cluster, **who)
    for one in (service, fax):
        add_dependency(number=one.number, on_service=directory, **who)
    add_dependency(number=fax.number, on_component=line, **who)

    found = shared_parts(theirs.versions.get(), noon)
    assert [(one.name, one.keeper) for one in found] == [
        ("Cluster", "Service desk"),
        ("Directory", "–"),
    ]
    assert all(one.others == [agreement] for one in found)


def test_its_page_shows_months_and_parts(
    client, draft, theirs, service, availability, other_customer, team, agent, who
):
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    entitle_customer(number=service.number, customer=other_customer, **who)
    cluster = create_component(name="Cluster", team=team, **who)
    add_dependency(number=service.number, on_component=cluster, **who)
    client.force_login(agent)
    page = client.get(reverse("agreement_detail", args=[theirs.number])).text

    assert "What the services of others need, too" in page
    assert "Cluster" in page
    assert "99.9 %" in page
    assert "nothing of it" in page
