"""What is planned is told as to come, then as under way; it is confirmed afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from slm.selectors.outages import outage_standing
from slm.services import OutageTerms, confirm_outage, dispute_outage, report_outage
from tests.slm.acts import HOUR

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def planned(service, agent):
    start = timezone.now().replace(microsecond=0) + DAY
    terms = OutageTerms(
        service=service, start=start, end=start + HOUR, text="x", is_planned=True
    )
    return report_outage(terms=terms, actor=agent, at=start - 2 * DAY)


def test_it_is_told_as_to_come_then_under_way_then_ended(planned):
    told = [
        outage_standing(planned, planned.start + after)
        for after in (-HOUR, HOUR * 0, HOUR / 2, HOUR)
    ]
    assert told == ["Planned", "Under way", "Under way", "Ended"]


def test_what_somebody_said_of_it_goes_before(planned, representative):
    at = planned.start - HOUR
    who = {"number": planned.number, "actor": representative, "at": at}
    assert outage_standing(dispute_outage(reason="x", **who), at) == "Disputed"


def test_it_is_confirmed_only_once_it_is_over(planned, service_level_manager):
    who = {"number": planned.number, "actor": service_level_manager}
    for at in (planned.start - HOUR, planned.start, planned.end - HOUR / 60):
        with pytest.raises(TransitionNotAllowed, match="once it is over"):
            confirm_outage(at=at, **who)
    assert not Event.objects.filter(name="outage.confirmed").exists()
    assert confirm_outage(at=planned.end, **who).state == "confirmed"


def test_its_pages_speak_of_what_is_to_come(client, planned, service_level_manager):
    client.force_login(service_level_manager)
    page = client.get(reverse("outage_detail", args=[planned.number])).text
    for words, is_told in (
        ("Begins", True),
        ("To be back again", True),
        ("Planned", True),
        ("Began", False),
        ("Ended", False),
    ):
        assert (words in page) == is_told, words
    move = reverse("outage_move", args=[planned.number, "confirm"])
    assert move not in page
    assert client.get(move).status_code == 409
    away = reverse("outage_move", args=[planned.number, "withdraw"])
    assert "It does not take place" in client.get(away).text

    listed = client.get(reverse("outage_list"), {"export": "csv"})
    (row,) = b"".join(listed).decode().splitlines()[1:]
    assert row.endswith("Planned")
