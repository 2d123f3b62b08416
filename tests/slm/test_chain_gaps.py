"""Chains are looked at as long as they hold, in whole, and by what they promise."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from core.periods import month
from records.services import create_category
from slm.models import AgreementVersion, ChainFault
from slm.panels import broken_chains
from slm.selectors import chain_of
from slm.selectors.chains import chains_above
from slm.selectors.legs import chain_record
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    edit_draft,
    recheck_chains,
    report_outage,
    start_new_version,
    terminate_agreement,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.chained import leg_with, rest_on, within

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 8, tzinfo=UTC)


@pytest.fixture
def ola(team, resolution, provider, who):
    return leg_with(team, within(resolution, 4), provider=provider, **who)


@pytest.fixture
def promise(draft, resolution, ola, who):
    """An agreement in force that rests on the team's: 8 h, of which it needs 4."""
    rest_on(draft, within(resolution, 8, goal_percent=90), ola, **who)
    put_into_force(number=draft.number, **who)
    return draft


def test_what_is_superseded_later_is_checked_until_then(promise, ola, who):
    first = promise.versions.get()
    start_new_version(number=promise.number, **who)
    july = Wording(valid_from=date(2026, 7, 1))
    edit_draft(number=promise.number, title=promise.title, wording=july, **who)
    second = put_into_force(number=promise.number, **who)

    def above(day):
        at = datetime.combine(day, APRIL.timetz())
        return chains_above([ola.pk], at=at)

    assert above(date(2026, 5, 4)) == [first.pk, second.pk]
    assert above(date(2026, 7, 2)) == [second.pk]


def test_what_has_ended_is_broken_no_more(promise, ola, who, service_level_manager):
    over = {"number": ola.number, "ends_on": date(2026, 5, 1), "reason": "x"}
    terminate_agreement(**over, **who)
    recheck_chains(legs=[ola.pk], because="x", **who)
    assert ChainFault.objects.filter(mended_at=None).exists()
    assert broken_chains(None, service_level_manager)
    AgreementVersion.objects.filter(agreement=promise).update(valid_to=date(2026, 5, 1))

    assert broken_chains(None, service_level_manager) is None


def test_the_slowest_of_many_promises_of_each_leg_decides(
    draft, resolution, provider, team, second_team, supplier, who, administrator
):
    by = {"actor": administrator, "at": who["at"]}
    kinds = [create_category(name=name, **by) for name in "abcde"]
    legs = []
    for party in (team, second_team, supplier):
        terms = within(replace(resolution, pauses=()), 4)
        leg = leg_with(party, terms, provider=provider, in_force=False, **who)
        for kind in kinds:
            quick = replace(within(terms, 1), category=kind)
            add_target(number=leg.number, terms=quick, **who)
        put_into_force(number=leg.number, **who)
        legs.append(leg)
    rest_on(draft, within(resolution, 8, goal_percent=90), *legs, **who)

    slow = [one for one in chain_of(draft.versions.get()).obstacles if one.priority]
    assert {one.kind for one in slow} == {"time"}
    assert slow[0].amounts[0] == 12 * 3600


def test_a_leg_of_availability_is_counted_by_services(
    draft, availability, service, provider, team, agent, who
):
    terms = replace(availability, service=service, goal_value=Decimal("99.9"))
    leg = leg_with(team, terms, provider=provider, **who)
    above = replace(terms, goal_value=Decimal(99))
    rest_on(draft, above, leg, metric="availability", **who)
    version = put_into_force(number=draft.number, **who)
    lost = OutageTerms(service=service, start=TEN, end=TEN + 2 * HOUR, text="x")
    report_outage(terms=lost, actor=agent, at=APRIL)

    found = chain_record(
        chain_of(version), month(date(2026, 3, 1)), reader=who["actor"], as_of=APRIL
    )
    assert [(one.met, one.breached) for one in found.legs] == [(0, 1)]
