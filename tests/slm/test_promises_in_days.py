"""What was promised in working days is shown in working days, and by whom it was."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from calendars.hours import Budget
from core.periods import first_of, month
from core.sentences import tell
from records.timeline import timeline_of
from slm.models import Crossing
from slm.selectors import cards_of, compliance, explain_clock
from slm.services import add_target, sweep_clocks
from slm.wording import promise_sentence, verdict_sentences
from tests.factories.slm import put_into_force
from tests.reporting.conftest import an_incident
from tests.slm.acts import HOUR, TEN, clock_of, resolve

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def agreement(draft, resolution, service, service_level_manager, noon):
    """Two working days for anything, one for the service; each day has 24 h."""
    who = {"number": draft.number, "actor": service_level_manager, "at": noon}
    days = {None: Budget(working_days=2)}
    add_target(terms=replace(resolution, budgets=days), **who)
    one = replace(resolution, budgets={None: Budget(working_days=1)}, service=service)
    add_target(terms=one, **who)
    put_into_force(**who)
    return draft


@pytest.fixture
def other(agreement, agent, requester):
    """An incident about no service in particular."""
    return an_incident(agent, requester, TEN)


def test_a_card_says_the_days(other, incident):
    (card,) = cards_of([clock_of(other)], at=TEN + HOUR)
    assert card.promised == "2 working days (48 h)"
    (card,) = cards_of([clock_of(incident)], at=TEN + HOUR)
    assert card.promised == "1 working day (24 h)"


def test_the_explanation_says_the_days(client, agent, other):
    resolve(other, agent, TEN + 12 * HOUR)
    told = explain_clock(clock_of(other), at=TEN + DAY)

    assert (
        "2 working days (48 h of service time) were promised, 12 h were used"
        in (verdict_sentences(told)[0])
    )
    assert promise_sentence(told) == (
        "We kept our promise: 12 h of 2 working days (48 h) were needed."
    )
    client.force_login(agent)
    page = client.get(f"/manage/clocks/{told.clock.pk}/").text
    assert "36 h to spare of 2 working days (48 h)" in strip_tags(page)


def test_the_timeline_says_which_clock_and_the_days(other, agent):
    sweep_clocks(at=TEN + 3 * DAY)

    texts = [moment.text for moment in timeline_of(other, agent)]
    assert (
        "noted that the resolution clock (SLA) reached 50 % of 2 working days (48 h)"
        in texts
    )


def test_a_threshold_recorded_before_days_were_told_is_still_read(other, agent):
    sweep_clocks(at=TEN + 3 * DAY)
    event = Crossing.objects.filter(percent=50).get().event
    event.facts = {**event.facts, "promise": None}

    words, _icon = tell(event, {})
    assert words == "noted that the resolution clock (SLA) reached 50 % of 48 h"


def test_targets_that_read_alike_say_what_each_is_limited_to(other, incident, service):
    sweep_clocks(at=TEN + 3 * DAY)
    rows = compliance(month(first_of(TEN)))

    assert [(row.target, row.limits, row.breached) for row in rows] == [
        ("Resolution", [], 1),
        ("Resolution", [service.name], 1),
    ]


def test_the_program_reads_the_days(client, agent, other):
    client.force_login(agent)
    (found,) = client.get(f"/api/v1/clocks/?record={other.number}").json()["results"]

    assert (found["promised"], found["budget_seconds"]) == ("2 d", 172_800)
