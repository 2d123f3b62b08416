"""Every hint at an improvement opens the records that it was told from."""

from datetime import timedelta

import pytest
from django.urls import reverse

from incidents.services import set_incident_confidential
from slm.models import Clock
from tests.reporting.conftest import LATER
from tests.slm.acts import TEN
from tests.slm.test_hints import kept, kinds
from tests.slm.test_hints import rate as rated
from tests.slm.test_month_hints import hints, promised, rate
from tests.slm.test_month_targets import lose, promise

__all__ = ["kept", "promise", "promised"]
pytestmark = pytest.mark.django_db
EARLIER = LATER - timedelta(days=40)


@pytest.fixture
def page(client, service_level_manager):
    """The page behind a hint, as the service level manager reads it."""
    client.force_login(service_level_manager)

    def opened(hint):
        answer = client.get(hint.url)
        assert answer.status_code == 200
        return answer.text

    return opened


def test_near_the_goal_opens_the_clocks_of_the_target_and_month(
    kept, page, service_level_manager, settings
):
    settings.NEAR_GOAL_POINTS = 100
    early = Clock.objects.filter(record=kept[0].pk)
    early.update(verdict_at=EARLIER, stopped_at=EARLIER)
    listed = page(kinds(service_level_manager)["near_goal"])
    assert kept[1].number in listed
    assert kept[0].number not in listed


def test_a_fall_opens_the_clocks_of_all_its_months(
    kept, page, service_level_manager, settings
):
    settings.FALLING_PERIODS = 1
    early = Clock.objects.filter(record=kept[0].pk)
    early.update(verdict_at=EARLIER, stopped_at=EARLIER)
    Clock.objects.filter(record=kept[1].pk).update(verdict="breached")
    listed = page(kinds(service_level_manager)["falling"])
    assert all(one.number in listed for one in kept)


def test_hollow_green_opens_the_ratings_of_the_same_records(
    kept, page, service_level_manager
):
    rated(kept[:5], 2)
    listed = page(kinds(service_level_manager)["hollow"])
    assert all(one.number in listed for one in kept[:5])
    assert kept[5].number not in listed


def test_of_a_target_of_the_month_it_opens_the_ratings_of_its_service(
    promised, incident_of, page, agent, service_level_manager
):
    rate(incident_of, [1, 2, 1, 2, 1])
    hidden = incident_of(TEN)
    set_incident_confidential(
        number=hidden.number, is_confidential=True, actor=agent, at=TEN
    )
    (hint,) = hints(service_level_manager, "hollow")
    listed = page(hint)
    assert "Availability – E-mail" in listed
    assert listed.count('<td class="is-numeric">') == 5


def test_a_month_reached_by_little_opens_the_outages(
    promised, service, agent, page, service_level_manager
):
    outage = lose(service, agent, TEN, 3.5)
    (hint,) = hints(service_level_manager, "near_goal")
    assert outage.number in page(hint)


def test_the_page_of_compliance_leads_there(
    promised, service, agent, client, service_level_manager
):
    lose(service, agent, TEN, 3.5)
    (hint,) = hints(service_level_manager, "near_goal")
    client.force_login(service_level_manager)
    shown = client.get(reverse("compliance"), {"on": "2026-03-01"}).text
    assert f'href="{hint.url.replace("&", "&amp;")}"' in shown


@pytest.mark.parametrize("target", ["x", "-1", "٣", "9" * 40, "987654321"])
def test_ratings_beside_no_target_are_not_found(client, promised, draft, who, target):
    client.force_login(who["actor"])
    url = reverse("agreement_ratings", args=[draft.number])
    assert client.get(url, {"target": target}).status_code == 404
