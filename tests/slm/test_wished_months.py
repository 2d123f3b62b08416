"""What is wished of a month as a whole, or of a share, beside what was measured."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from records.models import Rating
from slm.models import ServiceLevelRequirement
from slm.selectors.requirements import (
    measured_performance,
    promises_beneath,
    similar_promises,
)
from slm.selectors.wished import measured_months, wished_words
from slm.services import OutageTerms, gather_requirement, report_outage
from tests.slm.acts import resolve
from tests.slm.chained import leg_with
from tests.slm.test_requirements import by, need, needed

__all__ = ["by", "need", "needed"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def of_month(needed, by):
    """Makes a need of a month as a whole."""

    def make(**values):
        said = {"wished": "", "metric": "availability", "goal_value": Decimal("99.5")}
        return gather_requirement(requirement=needed(**{**said, **values}), **by)

    return make


@pytest.mark.parametrize(
    "wrong",
    [
        {"goal_value": Decimal(101)},
        {"metric": "experience", "goal_value": Decimal(6)},
        {"metric": "resolution"},
        {"metric": "measured"},
        {"wished": "2 h"},
        {"goal_percent": 90},
        {"priority": 1},
    ],
)
def test_what_makes_no_sense_of_a_month_is_refused(wrong, of_month):
    with pytest.raises(ValidationError):
        of_month(**wrong)
    assert not ServiceLevelRequirement.objects.exists()


def test_a_month_that_is_wished_is_compared_with_those_that_were(
    of_month, service, agent, availability, second_team, provider, customer, by
):
    need, april = of_month(), datetime(2026, 4, 2, tzinfo=UTC)
    start = datetime(2026, 3, 4, 9, tzinfo=UTC)
    lost = OutageTerms(
        service=service, start=start, end=start.replace(hour=19), text="x"
    )
    report_outage(terms=lost, actor=agent, at=april)
    terms = replace(availability, service=service, goal_value=Decimal("99.4"))
    leg = leg_with(second_team, terms, provider=provider, **by)

    calendar = availability.calendar
    type(service).objects.update(service_hours=calendar)
    months = {one.first.month: one for one in measured_months(need, april)}
    assert months[3].value.startswith("98.6559")
    assert str(months[3].verdict) == "missed"
    # Nothing was promised or recorded before: nobody can say how it was.
    assert set(months) == {3}
    assert wished_words(need).startswith("at least 99.5")
    (below,) = promises_beneath(need, april)
    assert (below.agreement, below.is_too_slow) == (leg, True)
    assert "99.4" in below.goal


def test_satisfaction_that_is_wished_is_compared_with_ratings(
    of_month, incident_of, requester
):
    need = of_month(metric="experience", goal_value=Decimal(4))
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    given = {"record": incident_of(at), "person": requester.person}
    Rating.objects.create(**given, score=3, rated_at=at)

    (found,) = measured_months(need, datetime(2026, 4, 2, tzinfo=UTC))
    assert (found.value, str(found.verdict)) == ("3", "missed")
    assert measured_performance(need, at) is None


def test_the_wished_share_is_compared_too(need, agreement, incident_of, agent):
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    for hours in (1, 3):
        resolve(incident_of(at), agent, at.replace(hour=9 + hours))

    later = datetime(2026, 3, 5, tzinfo=UTC)
    for goal, is_enough in ((None, None), (50, True), (51, False)):
        need.goal_percent = goal
        found = measured_performance(need, later)
        assert found
        assert found.is_enough is is_enough
    need.goal_percent = Decimal(96)
    assert {one.is_too_seldom for one in similar_promises(need, later)} == {True}
