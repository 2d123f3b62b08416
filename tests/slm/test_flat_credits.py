"""What is credited if a goal of the month that is no share was missed at all."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from catalogue.services import create_service
from core.evidence import Period
from core.periods import month
from core.system_users import system_user
from records.models import Rating
from slm.credits import parse_credits
from slm.evidence_periods import credits_due
from slm.services import close_period
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import APRIL, lose, promise

__all__ = ["promise"]
pytestmark = pytest.mark.django_db
FLAT = parse_credits({"0": "500 EUR"})
LATER = APRIL + timedelta(days=2)


@pytest.fixture
def close(service_level_manager):
    def closing():
        by = {"actor": service_level_manager, "at": LATER}
        (result,) = close_period(month=date(2026, 3, 1), **by)
        return result

    return closing


@pytest.fixture
def entitled(customer, who):
    """A second service of the customer."""
    return create_service(
        name="Fax", state="live", customers=[customer],
        actor=system_user("core"), at=who["at"],
    )  # fmt: skip


@pytest.fixture
def longest(promise, availability, service):
    """At most an hour at a time, or five hundred euros."""
    goal = {"metric": "longest", "goal_value": Decimal(60), "credits": FLAT}
    promise(replace(availability, **goal))


def test_nothing_is_due_if_it_was_kept(longest, close, service, agent):
    lose(service, agent, TEN, 1)
    assert close().data["credits"] == []


def test_it_is_due_once_for_the_worst_service(
    longest, close, service, agent, entitled, client, service_level_manager
):
    lose(service, agent, TEN, 2)
    lose(entitled, agent, TEN, 3)
    result = close()

    (credit,) = result.data["credits"]
    assert (credit["due"], credit["service"]) == ("500.00 EUR", str(entitled))
    assert (credit["goal"], credit["value"]) == ("60.000", "180")
    client.force_login(service_level_manager)
    address = [result.agreement.number, "2026-03"]
    page = " ".join(client.get(reverse("period_detail", args=address)).text.split())
    said = f"Longest interruption</b>: {entitled}: goal at most 1 h, reached 3 h."
    assert f"{said} <b>Credit if the goal is missed: 500.00 EUR</b>." in page


def test_it_is_shown_as_evidence(longest, close, service, agent, auditor):
    lose(service, agent, TEN, 2)
    close()
    (row,) = credits_due(Period(month(date(2026, 3, 1)).start, LATER), auditor).rows
    assert row.facts[1] == (
        "Longest interruption",
        f"500.00 EUR; {service}: goal at most 1 h, reached 2 h",
    )


@pytest.mark.parametrize(("least", "due"), [(1, ["500.00 EUR"]), (2, [])])
def test_what_cannot_be_told_costs_nothing(
    least, due, promise, availability, close, incident_of, requester
):
    score = {"metric": "experience", "goal_value": Decimal(4), "credits": FLAT}
    promise(replace(availability, **score, least_answers=least))
    bad = {"person": requester.person, "score": 2, "rated_at": TEN + HOUR}
    Rating.objects.create(record=incident_of(TEN).record_ptr, **bad)

    assert [one["due"] for one in close().data["credits"]] == due
