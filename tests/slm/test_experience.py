"""Behind an experience score stand the ratings that it is the mean of."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from incidents.services import rate_incident, set_incident_confidential
from slm.services import add_target
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, resolve

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(draft, availability, incident_of, requester, agent, who):
    """An agreement with a score; two incidents were rated, one is confidential."""
    terms = replace(availability, metric="experience", goal_value=Decimal(4))
    add_target(number=draft.number, terms=replace(terms, partial_weight=None), **who)
    put_into_force(number=draft.number, **who)
    for score in (5, 2):
        found = incident_of(TEN)
        resolve(found, agent, TEN + HOUR)
        rate_incident(
            number=found.number,
            score=score,
            comment=f"Said {score}.",
            actor=requester,
            at=TEN + 2 * HOUR,
        )
    set_incident_confidential(
        number=found.number, is_confidential=True, actor=agent, at=TEN + 3 * HOUR
    )
    return draft


def page_of(client, agreement, reader, month="2026-03") -> str:
    client.force_login(reader)
    address = reverse("agreement_ratings", args=[agreement.number])
    return str(client.get(f"{address}?month={month}").text)


def test_the_ratings_are_listed_and_what_is_confidential_counted(
    client, rated, service_level_manager
):
    page = page_of(client, rated, service_level_manager)

    assert "3.5" in page
    assert "Said 5." in page
    assert "Said 2." not in page
    assert "1 more rating is of a confidential record." in page


def test_the_score_of_the_month_leads_there(client, rated, service_level_manager):
    client.force_login(service_level_manager)
    page = client.get(f"{reverse('availability')}?month=2026-03").text
    address = reverse("agreement_ratings", args=[rated.number])

    assert f'href="{address}?month=2026-03"' in page


def test_a_month_without_a_score_and_one_that_is_none(
    client, rated, service_level_manager
):
    for month in ("2025-12", "nonsense"):
        page = page_of(client, rated, service_level_manager, month)
        assert "Said 5." not in page
