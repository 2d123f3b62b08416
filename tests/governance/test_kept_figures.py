"""Figures of what was promised: of closed months as frozen, and the same as reported."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from re import search

import pytest
from django.urls import reverse

from core.periods import days, month
from governance.measures import get_measure
from governance.selectors import improvements_following
from governance.selectors.measuring import with_unit
from governance.services import propose_improvement
from records.models import Rating
from slm.models import Clock, PeriodResult
from slm.selectors.hints import narrowly_met
from slm.services import close_period
from tests.governance.test_hinted import proposal
from tests.slm.acts import HOUR, TEN, resolve
from tests.slm.conftest import availability, incident_of, who
from tests.slm.test_month_targets import lose, promise

__all__ = ["availability", "incident_of", "promise", "who"]
pytestmark = pytest.mark.django_db
FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
APRIL = datetime(2026, 4, 2, tzinfo=UTC)


def measured(key, period=None, about=None):
    return get_measure(key).select(period or month(MARCH), about)


def close(manager, *months):
    for first in months:
        close_period(month=first, actor=manager, at=APRIL)


@pytest.fixture
def late(incident, agent):
    """One of one broken in March."""
    return resolve(incident, agent, TEN + 9 * HOUR)


@pytest.mark.parametrize(("key", "value"), [("share_met", 0), ("breached", 1)])
def test_of_a_closed_month_nothing_is_counted_again(
    late, agreement, service_level_manager, key, value
):
    close(service_level_manager, MARCH)
    Clock.objects.update(verdict="met")
    for about in (None, agreement.item):
        assert measured(f"clocks.{key}", about=about).value == value
    assert PeriodResult.objects.get().breached == 1


@pytest.mark.parametrize(("key", "value"), [("share_met", 100), ("breached", 0)])
def test_an_open_month_or_a_part_of_one_reads_as_today(
    late, agreement, service_level_manager, key, value
):
    close(service_level_manager, MARCH)
    Clock.objects.update(verdict="met")
    part = days(MARCH, date(2026, 3, 30))
    assert measured(f"clocks.{key}", part).value == value
    assert measured(f"clocks.{key}", part, agreement.item).value == value


def test_an_availability_is_that_of_the_closed_months(
    promise, availability, service, agent, draft, service_level_manager
):
    promise(availability)
    lose(service, agent, TEN, 1)
    close(service_level_manager, FEBRUARY, MARCH)
    lose(service, agent, TEN + 20 * HOUR, 5)

    found = measured("months.availability", about=draft.item)
    assert found.value == Decimal("99.87")
    assert found.rows[0].label.endswith("Availability – E-mail, March 2026: 99.8655 %")
    assert f"{reverse('availability_service', args=[service.number])}?" in (
        found.rows[0].url
    )
    both = days(FEBRUARY, date(2026, 3, 31))
    assert measured("months.availability", both).value == Decimal("99.93")


def test_where_none_was_promised_there_is_no_figure(agreement):
    for key in ("availability", "restore", "impact", "experience"):
        assert measured(f"months.{key}").value is None
    assert measured("ratings.mean").value is None
    assert measured("clocks.narrow").value == 0


def test_minutes_and_scores_are_figures_too(
    promise, availability, service, agent, incident_of
):
    plain = replace(availability, partial_weight=None)
    promise(
        replace(plain, metric="restore", goal_value=Decimal(60)),
        replace(plain, metric="impact", goal_value=Decimal(600)),
        replace(plain, metric="experience", goal_value=Decimal(4)),
    )
    lose(service, agent, TEN, 1.5, users=20)
    made = incident_of(TEN)
    Rating.objects.create(record=made, person=made.requester, score=3, rated_at=TEN)
    found = {
        key: measured(f"months.{key}").value
        for key in ("restore", "impact", "experience")
    }
    assert found == {"restore": 90, "impact": 1800, "experience": 3}


def test_satisfaction_is_the_mean_of_what_users_said(
    agreement, incident_of, draft, other_customer
):
    for score in (2, 5, 4):
        made = incident_of(TEN)
        Rating.objects.create(
            record=made, person=made.requester, score=score, rated_at=TEN
        )
    found = measured("ratings.mean", about=draft.item)
    assert (found.value, found.counted, len(found.rows)) == (Decimal("3.67"), 2, 3)
    assert measured("ratings.mean", month(FEBRUARY)).value is None


def test_promises_narrowly_kept_are_counted(incident, agent, agreement, settings):
    resolve(incident, agent, TEN + HOUR)
    assert measured("clocks.narrow").value == 0
    settings.NARROW_PERCENT = 1
    (row,) = measured("clocks.narrow", about=agreement.item).rows
    (clock,) = narrowly_met(MARCH)
    assert (row.url, row.record_id) == (
        reverse("clock_explain", args=[clock.pk]),
        incident.pk,
    )


def test_no_place_that_decides_is_cut_off():
    assert with_unit(Decimal("99.95"), "availability") == "99.95 %"
    assert with_unit(Decimal("3.50"), "rating") == "3.5 of 5"
    assert with_unit(Decimal("90.00"), "minutes") == "90 min"


@pytest.mark.parametrize(
    ("hours", "scores", "kind", "key"),
    [
        (0.7, (), "near_goal", "months.availability"),
        (0, (1, 1, 2, 1, 1), "hollow", "ratings.mean"),
    ],
)
def test_a_hint_presets_what_is_to_become_better(
    promise, availability, service, agent, incident_of, client, who,
    hours, scores, kind, key,
):  # fmt: skip
    promise(availability)
    if hours:
        lose(service, agent, TEN, hours)
    for score in scores:
        made = incident_of(TEN)
        Rating.objects.create(
            record=made, person=made.requester, score=score, rated_at=TEN
        )
    client.force_login(who["actor"])
    page = client.get(reverse("compliance"), {"on": "2026-03-01"}).text
    link = search(rf'href="([^"]*hint={kind}[^"]*)"', page)
    assert link
    assert client.get(unescape(link[1])).context["form"]["measure"].value() == key


def test_what_follows_a_target_does_not_follow_its_agreement(
    agreement, service_level_manager
):
    by = {"actor": service_level_manager, "at": TEN + timedelta(days=1)}
    of_target = f"falling/{agreement.number}/7/SVC-1/2026-03"
    propose_improvement(improvement=proposal(agreement), hint=of_target, **by)
    for hint, found in (
        (of_target.replace("2026-03", "2026-04"), True),
        (f"falling/{agreement.number}/2026-04", False),
        (f"falling/{agreement.number}/7/2026-04", False),
    ):
        assert improvements_following(hint).exists() is found
