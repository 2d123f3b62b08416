"""What of the targets of a month as a whole deserves an improvement."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from core.periods import Unit, shift
from incidents.models import Incident
from records.models import Rating
from slm.selectors import agreements_kept, improvement_hints
from slm.services import close_period
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import APRIL, lose, promise

__all__ = ["promise"]
pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)


@pytest.fixture
def promised(promise, availability):
    """99.5 % of 744 hours, of which 3 h 43 min 12 s may be lost; no target of records."""
    promise(replace(availability, goal_value=Decimal("99.5")))


def hints(reader, kind):
    kept = agreements_kept(Unit.MONTH, MARCH, leg="sla", reader=reader, at=APRIL)
    return [one for one in improvement_hints(kept, reader=reader) if one.kind == kind]


def rate(incident_of, scores):
    for place, score in enumerate(scores):
        made = incident_of(TEN + place * HOUR)
        Rating.objects.create(
            record=made, person=made.requester, score=score, rated_at=TEN + 9 * HOUR
        )


def test_an_availability_reached_by_little_is_named(
    promised, service, agent, draft, service_level_manager
):
    lose(service, agent, TEN, 3)
    assert hints(service_level_manager, "near_goal") == []
    lose(service, agent, TEN + 10 * HOUR, 0.5)
    (hint,) = hints(service_level_manager, "near_goal")

    target = draft.versions.get().targets.get()
    assert hint.key == f"near_goal/{draft.number}/{target.pk}/{service.number}/2026-03"
    assert hint.reason == "reached by little: 99.5295 %, promised is at least 99.5 %"
    lose(service, agent, TEN + 20 * HOUR, 0.5)
    assert hints(service_level_manager, "near_goal") == []


def test_of_a_month_that_runs_nothing_is_called_reached(
    promised, service, agent, service_level_manager
):
    lose(service, agent, TEN, 3.5)
    at = APRIL - HOUR
    kept = agreements_kept(
        Unit.MONTH, MARCH, leg="sla", reader=service_level_manager, at=at
    )
    hints = improvement_hints(kept, reader=service_level_manager)
    (hint,) = [one for one in hints if one.kind == "near_goal"]
    assert hint.label == "Goal reached by little (so far)"
    assert hint.reason.startswith("reached by little: ")
    assert hint.reason.endswith(" (so far)")


@pytest.mark.parametrize(
    ("terms", "hours", "found"),
    [
        ({"metric": "restore", "goal_value": Decimal(60)}, 0.95, True),
        ({"metric": "restore", "goal_value": Decimal(60)}, 0.8, False),
        ({"goal_value": Decimal(100)}, 0, False),
    ],
)
def test_near_is_told_by_what_the_goal_allows(
    promise, availability, service, agent, service_level_manager, terms, hours, found
):
    promise(replace(availability, **terms))
    if hours:
        lose(service, agent, TEN, hours)
    assert bool(hints(service_level_manager, "near_goal")) is found


def test_a_goal_of_the_month_with_bad_ratings_is_hollow(
    promised, incident_of, draft, service_level_manager, settings
):
    rate(incident_of, [1, 2, 2, 2])
    assert hints(service_level_manager, "hollow") == []
    settings.HOLLOW_RATINGS = 4
    (hint,) = hints(service_level_manager, "hollow")
    assert hint.target == "Availability – E-mail"
    assert "4 ratings of the month have a mean of 1.75 of 5" in hint.reason
    with override("de"):
        assert "1,75" in hint.reason


def test_ratings_of_another_service_say_nothing_of_this_one(
    promised, incident_of, service_level_manager
):
    rate(incident_of, [1] * 5)
    assert hints(service_level_manager, "hollow")
    Incident.objects.update(service=None)
    assert hints(service_level_manager, "hollow") == []


def test_a_missed_goal_is_not_hollow(
    promised, incident_of, service, agent, service_level_manager
):
    lose(service, agent, TEN, 9)
    rate(incident_of, [1] * 5)
    assert hints(service_level_manager, "hollow") == []


def test_what_gets_worse_month_after_month_is_told_of_what_was_frozen(
    promised, service, agent, service_level_manager, settings
):
    settings.FALLING_PERIODS = 2
    by = {"actor": service_level_manager, "at": APRIL}
    for hours, days in ((1, 59), (2, 28), (3, 0)):
        lose(service, agent, TEN - days * 24 * HOUR, hours)
    assert hints(service_level_manager, "falling") == []
    for back in (-2, -1):
        close_period(month=shift(MARCH, back), **by)
    (hint,) = hints(service_level_manager, "falling")

    words = "worse month after month: 99.8655 % → 99.7023 % → 99.5967 %"
    assert hint.reason == words
    settings.FALLING_PERIODS = 3
    assert hints(service_level_manager, "falling") == []
