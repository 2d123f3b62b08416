"""What stands beside a draft: similar promises, and who rests on the same."""

from datetime import date

import pytest
from django.urls import reverse

from slm.models import Agreement
from slm.parts import Limit
from slm.selectors.beside import shared_legs, similar_agreements
from slm.services import (
    Wording,
    add_target,
    create_agreement,
    edit_contents,
)
from tests.factories.slm import put_into_force
from tests.slm.chained import leg_with, rest_on, within

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
    (same,) = similar.compared
    assert (same.is_stricter, same.is_looser) == (False, False)


def test_it_says_who_is_promised_less_time(theirs, agreement, resolution, who, noon):
    add_target(number=theirs.number, terms=within(resolution, 12), **who)
    (similar,) = similar_agreements(theirs.versions.get(), noon)

    assert [line.is_stricter for line in similar.compared] == [True]


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
