"""Whatever happens to a record: the page adds up, and a rebuild finds nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from calendars.hours import Budget
from calendars.services import add_calendar_version
from incidents.models import Incident
from incidents.services import (
    cancel_incident,
    open_incident,
    reopen_incident,
    start_incident,
)
from slm.models import Agreement, Clock
from slm.selectors import explain_clock
from slm.services import (
    Wording,
    add_target,
    check_clocks,
    create_agreement,
    rebuild_clocks,
    sweep_clocks,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, classify, clock_of, hold, pend, resolve, resume
from tests.slm.conftest import YEAR_START
from tests.slm.pages import add_up, ledger_of, page

pytestmark = pytest.mark.django_db
NOW = TEN + 60 * HOUR
SECONDS = timedelta(minutes=17, seconds=5)


def reopen(incident, actor, at):
    reopen_incident(number=incident.number, reason="x", actor=actor, at=at)


def reopened_after_breach(incident, agent, team, lead):
    resolve(incident, agent, TEN + 9 * HOUR + SECONDS)
    reopen(incident, agent, TEN + 10 * HOUR)
    resolve(incident, agent, TEN + 11 * HOUR)


def met_reopened_and_breached(incident, agent, team, lead):
    resolve(incident, agent, TEN + 2 * HOUR + SECONDS)
    reopen(incident, agent, TEN + 10 * HOUR)
    resolve(incident, agent, TEN + 17 * HOUR)


def raised_after_a_threshold(incident, agent, team, lead):
    sweep_clocks(at=TEN + 5 * HOUR)
    classify(incident, agent, TEN + 5 * HOUR + SECONDS, impact=1, urgency=1)


def relaxed_after_breach(incident, agent, team, lead):
    classify(incident, agent, TEN + HOUR, impact=1, urgency=1)
    sweep_clocks(at=TEN + 5 * HOUR)
    classify(incident, agent, TEN + 6 * HOUR + SECONDS, impact=3, urgency=2, reason="x")
    resolve(incident, agent, TEN + 7 * HOUR)


def uncrossed_by_a_late_entry(incident, agent, team, lead):
    start_incident(number=incident.number, actor=agent, at=TEN)
    sweep_clocks(at=TEN + 9 * HOUR)
    pend(incident, lead, TEN + HOUR + SECONDS)
    resume(incident, lead, TEN + 4 * HOUR)


def passed_through_hands_at_one_instant(incident, agent, team, lead):
    hold(incident, agent, team, TEN + HOUR)
    classify(incident, agent, TEN + HOUR, impact=1, urgency=1)
    pend(incident, agent, TEN + HOUR)
    resume(incident, agent, TEN + HOUR)
    classify(incident, agent, TEN + HOUR, impact=3, urgency=2, reason="x")


def resolved_at_once(incident, agent, team, lead):
    resolve(incident, agent, TEN)


def cancelled_at_once(incident, agent, team, lead):
    cancel_incident(number=incident.number, reason="x", actor=agent, at=TEN)


@pytest.fixture
def within(agreement, team, provider, office, service_level_manager, noon):
    """What the service desk promised within."""
    made = create_agreement(
        agreement=Agreement(leg="ola", title="Desk", provider=provider, team=team),
        wording=Wording(valid_from=YEAR_START),
        actor=service_level_manager,
        at=noon,
    )
    terms = TargetTerms("resolution", office, {None: Budget(3 * 3600)})
    add_target(number=made.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=made.number, actor=service_level_manager, at=noon)


@pytest.mark.parametrize(
    ("course", "elapsed"),
    [
        (reopened_after_breach, 10 * 3600 + 1025),
        (met_reopened_and_breached, 9 * 3600 + 1025),
        (raised_after_a_threshold, 60 * 3600),
        (relaxed_after_breach, 7 * 3600),
        (uncrossed_by_a_late_entry, 57 * 3600 + 1025),
        (passed_through_hands_at_one_instant, 60 * 3600),
        (resolved_at_once, 0),
        (cancelled_at_once, 0),
    ],
)
def test_the_page_adds_up_by_hand_and_a_rebuild_changes_nothing(
    client, within, incident, agent, team, team_lead, course, elapsed
):
    course(incident, agent, team, team_lead)
    sweep_clocks(at=NOW)

    assert explain_clock(clock_of(incident), at=NOW).reading.elapsed == elapsed
    for clock in Clock.objects.filter(record=incident.pk):
        figure = add_up(page(client, agent, clock).text)
        assert clock.stopped_at is None or figure == clock.elapsed_seconds
    assert list(check_clocks(at=NOW)) == []
    assert rebuild_clocks(at=NOW) == 0
    assert list(check_clocks(at=NOW)) == []


@pytest.fixture
def from_berlin(office, service_level_manager):
    """Open day and night by the clocks of Berlin, on Sundays alone from November on."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for start, open_on in ((TEN, days), (datetime(2026, 10, 26, tzinfo=UTC), ["sun"])):
        add_calendar_version(
            number=office.number,
            definition={
                "timezone": "Europe/Berlin",
                "weekly": {day: [["00:00", "24:00"]] for day in open_on},
            },
            valid_from=start,
            actor=service_level_manager,
            at=TEN,
        )
    return office


def test_a_day_of_25_hours_counts_25_and_a_new_version_has_a_line_of_its_own(
    client, draft, from_berlin, requester, agent, service, service_level_manager, noon
):
    budget = Budget(working_days=2, end_of_working_day=True)
    terms = TargetTerms("resolution", from_berlin, {None: budget})
    add_target(number=draft.number, terms=terms, actor=service_level_manager, at=noon)
    put_into_force(number=draft.number, actor=service_level_manager, at=noon)
    incident = open_incident(
        incident=Incident(title="x", requester=requester.person, service=service),
        actor=agent,
        # Midnight in Berlin, before the Sunday on which clocks go back.
        at=datetime(2026, 10, 24, 22, tzinfo=UTC),
    )
    resolve(incident, agent, datetime(2026, 10, 26, 23, tzinfo=UTC))
    html = page(client, agent, clock_of(incident)).text

    assert add_up(html) == 25 * 3600 + 3600
    assert [line[0] for line in ledger_of(html)[0]] == [26 * 3600, 23 * 3600]
    assert "Office, version 2" in html
    assert "Office, version 3" in html
    assert "until closing" in html
    assert "= 73:00:00" in html
