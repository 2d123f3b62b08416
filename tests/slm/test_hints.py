"""What deserves an improvement though nothing need be broken."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from core.periods import Unit
from records.models import Rating
from slm.models import Clock
from slm.selectors import agreements_kept, improvement_hints
from slm.selectors.compliance import ComplianceRow
from slm.selectors.hint import is_falling, is_hollow
from slm.selectors.hints import _of_target
from slm.services import close_period
from tests.reporting.conftest import HOUR, LATER, MARCH, TENTH, an_incident, resolved

pytestmark = pytest.mark.django_db
ABOUT: Any = SimpleNamespace(agreement_id=1, number="x", title="x")


@pytest.fixture
def kept(agreement, agent, requester, service):
    """Six incidents in March, all solved in time, the last after 7 h 30 min of 8 h."""
    made = []
    for place in range(6):
        at = TENTH + place * HOUR
        incident = an_incident(agent, requester, at, service=service)
        resolved(incident, agent, at + (7.5 * HOUR if place == 5 else HOUR))
        made.append(incident)
    return made


def rate(incidents, score):
    for one in incidents:
        Rating.objects.create(
            record=one, person=one.requester, score=score, rated_at=LATER
        )


def kinds(reader):
    shown = agreements_kept(Unit.MONTH, MARCH, leg="sla", reader=reader, at=LATER)
    return {str(one.kind): one for one in improvement_hints(shown, reader=reader)}


def test_a_goal_that_is_reached_while_nobody_is_content_is_hollow(
    kept, agreement, service_level_manager
):
    rate(kept[:5], 2)
    hint = kinds(service_level_manager)["hollow"]

    assert (hint.figures["mean"], hint.figures["count"]) == ("2.00", 5)
    assert hint.item_id == agreement.pk
    target = agreement.versions.get().targets.get()
    assert hint.key == f"hollow/{agreement.number}/{target.pk}/2026-03"


def test_few_ratings_tell_nothing(kept, service_level_manager):
    rate(kept[:4], 1)
    assert "hollow" not in kinds(service_level_manager)
    rate(kept[4:5], 1)
    assert "hollow" in kinds(service_level_manager)


@pytest.mark.parametrize(
    ("scores", "found"),
    [([3, 3, 4, 4, 3], True), ([4, 4, 3, 3, 4], False), ([1] * 4, False)],
)
def test_hollow_is_below_the_mean_of_enough(scores, found):
    assert is_hollow(scores) is found


def test_promises_kept_with_nearly_all_their_time_are_counted(
    client, kept, service_level_manager
):
    hint = kinds(service_level_manager)["narrow"]
    assert (hint.figures["count"], hint.figures["met"]) == (1, 6)

    client.force_login(service_level_manager)
    query = {"decided": "2026-03", "target": hint.target_id, "narrow": "true"}
    listed = client.get(reverse("clock_list"), query).text
    assert kept[5].number in listed
    assert kept[0].number not in listed


def test_a_goal_reached_by_little_is_named(kept, service_level_manager, settings):
    settings.NEAR_GOAL_POINTS = 6
    assert kinds(service_level_manager)["near_goal"].figures == {"points": "5.00"}


def test_only_what_falls_each_time_is_falling():
    def falls(*shares):
        return is_falling([None if one is None else Decimal(one) for one in shares])

    assert falls(99, 98, 97, 96)
    assert not falls(99, 98, 98, 96)
    assert not falls(None, 98, 97, 96)


def test_a_fall_over_the_months_is_named(kept, service_level_manager, settings):
    settings.FALLING_PERIODS = 1
    assert "falling" not in kinds(service_level_manager)
    Clock.objects.filter(record=kept[0].pk).update(
        verdict_at=LATER - 40 * 24 * HOUR, stopped_at=LATER - 40 * 24 * HOUR
    )
    Clock.objects.filter(record=kept[1].pk).update(verdict="breached")
    figures = kinds(service_level_manager)["falling"].figures
    assert figures["shares"] == ["1.0000", "0.8000"]
    assert Decimal(figures["shares"][0]) == 1


def test_of_a_closed_month_the_same_is_told(kept, service_level_manager):
    before = set(kinds(service_level_manager))
    close_period(month=MARCH, actor=service_level_manager, at=LATER)
    assert set(kinds(service_level_manager)) == before == {"narrow"}


def test_pages_and_programs_name_them(client, kept, service_level_manager):
    client.force_login(service_level_manager)
    page = client.get(reverse("compliance"), {"on": "2026-03-01"}).text
    assert "Worth an improvement" in page
    told = client.get(reverse("api_compliance"), {"on": "2026-03-01"}).json()
    assert [one["kind"] for one in told["hints"]] == ["narrow"]


@pytest.mark.parametrize(("met", "is_near"), [(7, False), (9, True)])
def test_a_target_with_a_missed_priority_is_not_reached_by_little(
    met, is_near, settings
):
    """Together 90 % and more are met, of the low ones 7 or 9 of 10."""
    high = ComplianceRow(met=99, breached=1, target_id=1, goal_percent=Decimal(90))
    low = replace(high, met=met, breached=10 - met)
    settings.NEAR_GOAL_POINTS = 9
    hints = list(_of_target(MARCH, ABOUT, [high, low], [1] * 6, {}))
    found = {str(one.kind) for one in hints}
    assert found == ({"near_goal", "hollow"} if is_near else set())
