"""What an exclusion does to targets of a month is shown before anybody decides."""

import pytest
from django.urls import reverse

from slm.models import Exclusion
from slm.services import approve_exclusion, request_exclusion
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import APRIL, lose, promise

__all__ = ["promise"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(promise, availability, service, agent):
    """To take away the only hour that was lost of March."""
    promise(availability)
    lose(service, agent, TEN, 1)
    exclusion = Exclusion(
        reason="force_majeure",
        text="Flood.",
        service=service,
        start=TEN,
        end=TEN + HOUR,
    )
    return request_exclusion(exclusion=exclusion, actor=agent, at=APRIL)


def test_the_page_names_what_each_target_would_come_to(
    asked, client, service_level_manager
):
    client.force_login(service_level_manager)
    url = reverse("exclusion_detail", args=[asked.number])
    page = client.get(url).text
    assert "Targets of the month, without it and with it" in page
    assert "99.8655 %" in page
    assert "100 %" in page

    approve_exclusion(number=asked.number, actor=service_level_manager, at=APRIL)
    asked.refresh_from_db()
    assert asked.effect is not None
    [kept] = asked.effect["targets"]
    assert (kept["before"]["verdict"], kept["after"]["verdict"]) == ("missed", "kept")
    assert "99.8655 %" in client.get(url).text


def test_where_nothing_was_lost_nothing_changes(asked, client, service_level_manager):
    later = Exclusion(
        reason="force_majeure",
        text="Storm.",
        service=asked.service,
        start=TEN + 5 * HOUR,
        end=TEN + 6 * HOUR,
    )
    made = request_exclusion(exclusion=later, actor=asked.requested_by, at=APRIL)
    approve_exclusion(number=made.number, actor=service_level_manager, at=APRIL)

    made.refresh_from_db()
    assert made.effect
    assert made.effect["targets"] == []
