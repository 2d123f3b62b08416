"""Why a target of a month was missed is said; a review waits for what was lost, too."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.periods import month
from core.versions import StaleVersion
from records.models import Rating
from slm.evidence_causes import causes
from slm.models import BreachCause, MonthCause, Target
from slm.selectors.unexplained import (
    losses_on_the_agenda,
    losses_without_cause,
    missed_targets,
)
from slm.services import close_period, explain_month, explain_outage, plan_review
from tests.slm.acts import TEN
from tests.slm.test_month_targets import APRIL, lose, promise

__all__ = ["promise"]
pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
MARCH = month(FIRST)


@pytest.fixture
def missed(promise, availability, incident_of):
    """A score of at least 4 was promised, and one customer gave a 2."""
    score = replace(availability, metric="experience", goal_value=Decimal(4))
    promise(replace(score, partial_weight=None))
    rate(incident_of(TEN), 2)
    return Target.objects.get()


def rate(record, score):
    person = record.requester
    Rating.objects.create(record=record, person=person, score=score, rated_at=TEN)


@pytest.fixture
def tool(db):
    return BreachCause.objects.get(name="Tool")


@pytest.fixture
def by(missed, service_level_manager):
    who = {"actor": service_level_manager, "at": APRIL}
    return {"target_id": missed.pk, "month": FIRST, **who}


@pytest.fixture
def review_of(draft, service_level_manager):
    def plan():
        starts_at = datetime(2026, 4, 8, 9, tzinfo=UTC)
        by = {"actor": service_level_manager, "at": APRIL}
        return plan_review(number=draft.number, starts_at=starts_at, **by)

    return plan


def test_it_is_said_recorded_and_no_longer_a_gap(by, tool, auditor):
    assert causes(MARCH, auditor).verdict == "gap"
    explain_month(cause=tool, words="It hung.", **by)

    event = Event.objects.get(name="month.explained")
    assert event.changes["cause"] == [None, tool.pk]
    assert event.facts["month"] == "2026-03-01"
    found = causes(MARCH, auditor)
    assert found.verdict == "evidenced"
    assert dict(found.rows[0].facts)["Cause"] == "Tool"


def test_figures_add_up_with_what_outages_tell(
    promise, availability, service, agent, tool, service_level_manager, auditor
):
    promise(availability)
    first, _other = (lose(service, agent, TEN.replace(day=day), 1) for day in (3, 4))
    who = {"actor": service_level_manager, "at": APRIL}
    explain_outage(number=first.number, cause=tool, **who)

    found = causes(MARCH, auditor)
    assert dict(found.figures) == {
        "Breaches": "0",
        "Losses of service": "2",
        "Missed targets of months": "1",
        "With a cause": "1",
        "Covered by the causes of their outages": "1",
        "Without a cause": "1",
    }
    said = [dict(row.facts)["Cause"] for row in found.rows]
    assert said == ["not given yet", "Tool", "told by its outages"]


def test_twice_the_same_and_over_another_is_refused(by, tool):
    explain_month(cause=tool, **by)
    with pytest.raises(ValidationError):
        explain_month(cause=tool, **by)
    with pytest.raises(StaleVersion):
        explain_month(cause=tool, words="x", version=7, **by)
    assert explain_month(cause=tool, words="x", version=1, **by).version == 2


def test_what_was_not_missed_has_no_cause(by, tool):
    with pytest.raises(TransitionNotAllowed):
        explain_month(cause=tool, **{**by, "month": date(2026, 2, 1)})


@pytest.mark.parametrize("role", ["agent", "auditor"])
def test_others_say_nothing(role, cast, by, tool):
    with pytest.raises(PermissionDenied):
        explain_month(cause=tool, **{**by, "actor": cast[role]})


def test_a_closed_month_keeps_what_was_missed(by, tool, incident_of):
    close_period(month=FIRST, actor=by["actor"], at=APRIL)
    for _once in range(5):
        rate(incident_of(TEN), 5)

    explain_month(cause=tool, **by)
    [one] = missed_targets(MARCH)
    assert one.cause == MonthCause.objects.get()


def test_the_review_waits_for_the_cause(by, tool, review_of):
    review = review_of()
    [named] = losses_without_cause(review)
    assert "March 2026" in named
    [line] = losses_on_the_agenda(review, APRIL)
    assert line.facts[0][1] == "no cause given yet"

    explain_month(cause=tool, **by)
    assert losses_without_cause(review) == []


def test_the_review_waits_for_the_cause_of_an_outage(
    promise, availability, service, agent, review_of, tool, service_level_manager
):
    promise(availability)
    review = review_of()
    outage = lose(service, agent, TEN, 1)
    assert outage.number in losses_without_cause(review)[0]

    explain_outage(
        number=outage.number, cause=tool, actor=service_level_manager, at=APRIL
    )
    assert losses_without_cause(review) == []
    [one] = missed_targets(MARCH)
    assert not one.is_unexplained


def test_the_page_of_causes_lists_it_and_asks(client, by, tool, missed):
    client.force_login(by["actor"])
    listed = client.get(f"{reverse('cause_list')}?month=2026-03").text
    address = reverse("month_cause", args=["2026-03", missed.pk])
    assert f'href="{address}"' in listed

    page = client.post(address, {"cause": tool.pk, "words": "It hung."}, follow=True)
    assert "It hung." in page.text
    assert client.get(f"{address}?service=SVC-999999").status_code == 404
