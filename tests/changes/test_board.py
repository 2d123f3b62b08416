"""The change advisory board: what its agenda says of itself."""

from datetime import timedelta

import pytest

from slm.models import Exclusion
from slm.services import OutageTerms, report_outage, request_exclusion
from tests.workflow.conftest import DAY, HOUR, a_meeting
from workflow.services import give_task, hold_meeting, make_agenda, plan_meeting

pytestmark = pytest.mark.django_db
BOARD = "change_advisory_board"


@pytest.fixture
def by(service_level_manager, noon):
    return {"actor": service_level_manager, "at": noon}


def planned(by, at, **people):
    meeting = a_meeting(None, at, kind=BOARD, title="Board")
    return plan_meeting(meeting=meeting, **people, **{**by, "at": at})


def points(meeting):
    return {one.source: one for one in meeting.agenda.all()}


def announce(service, by, start):
    terms = OutageTerms(
        service=service, start=start, end=start + HOUR, text="x", is_planned=True
    )
    return report_outage(terms=terms, **by)


def test_planned_interruptions_to_come_are_named_and_past_ones_are_not(
    service, by, noon
):
    coming = announce(service, by, noon + 3 * DAY)
    soon = announce(service, by, noon + timedelta(minutes=30))
    at = noon + 2 * HOUR
    point = points(planned(by, at))["interruptions"]

    assert [url for _label, _value, url in point.facts] == [
        f"/manage/outages/{coming.number}/"
    ]
    assert str(service) in point.facts[0][0]
    assert soon.number not in str(point.facts)


def test_what_was_planned_since_comes_up_when_the_agenda_is_made_anew(
    service, by, noon
):
    meeting = planned(by, noon)
    assert points(meeting)["interruptions"].text == "Nothing is planned yet."
    announce(service, by, noon + 3 * DAY)
    make_agenda(number=meeting.number, **by)
    assert len(points(meeting)["interruptions"].facts) == 1


def test_maintenance_that_is_not_to_count_is_named(service, by, noon):
    assert "windows" not in points(planned(by, noon))
    window = Exclusion(
        reason="maintenance", text="x", start=noon + DAY, end=noon + DAY + HOUR
    )
    window.service = service
    asked = request_exclusion(exclusion=window, **by)

    facts = points(planned(by, noon))["windows"].facts
    assert [fact[2] for fact in facts] == [f"/manage/exclusions/{asked.number}/"]
    assert "Requested" in facts[0][1]


def test_with_a_customer_it_tells_of_what_concerns_that_customer_alone(
    service, customer, other_customer, by, noon
):
    for whose in (customer, other_customer):
        start = noon + 3 * DAY
        terms = OutageTerms(
            service=service,
            start=start,
            end=start + HOUR,
            text="x",
            is_planned=True,
            customer=whose,
        )
        report_outage(terms=terms, **by)
    meeting = a_meeting(customer, noon, kind=BOARD, title="Board")
    point = points(plan_meeting(meeting=meeting, **by))["interruptions"]

    assert [label for label, _value, _url in point.facts if str(customer) in label]
    assert str(other_customer) not in str(point.facts)


def test_it_begins_with_what_was_left_to_do(by, noon):
    person = by["actor"].person
    first = planned(by, noon, people=[person])
    hold_meeting(
        number=first.number,
        attended=[person.pk],
        actor=by["actor"],
        at=first.ends_at,
    )
    due = first.ends_at.date() + 9 * DAY
    give_task(number=first.number, text="Test it.", owner=person, due_on=due, **by)

    agenda = planned(by, first.ends_at).agenda.order_by("position")
    assert [one.source for one in agenda] == ["actions", "interruptions"]
