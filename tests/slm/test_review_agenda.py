"""What facts put on the agenda of a review: the same figures as in the report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from core.models import Event
from incidents.models import Incident
from incidents.services import open_incident, reopen_incident
from slm.models import Agreement
from slm.parts import Limit
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    close_period,
    edit_contents,
    edit_draft,
    offer_draft,
    plan_review,
    report_outage,
    start_new_version,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, resolve
from workflow.services import make_agenda

pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
OVER = datetime(2026, 4, 1, 8, tzinfo=UTC)
MEETING = datetime(2026, 4, 24, 8, tzinfo=UTC)


@pytest.fixture
def agenda(service_level_manager):
    """Plans the review of the agreement and returns its points by their source."""

    def planned(agreement: Agreement, at=OVER + timedelta(days=9)):
        meeting = plan_review(
            number=agreement.number,
            starts_at=MEETING,
            actor=service_level_manager,
            at=at,
        )
        return {point.source: point for point in meeting.agenda.all()}

    return planned


@pytest.mark.parametrize("is_closed", [True, False])
def test_what_was_reopened_since_counts_as_in_the_report(
    is_closed, incident, agreement, agent, agenda, service_level_manager
):
    resolve(incident, agent, incident.opened_at + HOUR)
    if is_closed:
        close_period(month=MARCH, actor=service_level_manager, at=OVER)
    reopen_incident(
        number=incident.number, reason="Again.", actor=agent, at=OVER + HOUR
    )
    assert "1 of 1 promises were kept" in agenda(agreement)["performance"].text


def test_targets_of_the_months_have_a_line_of_their_own(
    draft, availability, service, agent, agenda, who
):
    add_target(number=draft.number, terms=availability, **who)
    add_target(
        number=draft.number,
        terms=replace(availability, metric="restore", goal_value=Decimal(600)),
        **who,
    )
    put_into_force(number=draft.number, **who)
    start = datetime(2026, 3, 10, tzinfo=UTC)
    terms = OutageTerms(service=service, start=start, end=start + 4 * HOUR, text="x")
    report_outage(terms=terms, actor=agent, at=OVER)

    point = agenda(draft)["months"]
    assert point.text == "1 of 6 targets of a month were missed."
    (label, value, url) = next(one for one in point.facts if "99.46" in one[1])
    assert label == "March 2026, Availability, E-mail"
    assert value.endswith("at least 99.9 % – goal not reached")
    assert "month=2026-03" in url


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("", "March 2026, Availability, E-mail"),
        ("Hours of E-mail", "March 2026, Hours of E-mail"),
    ],
)
def test_a_service_that_the_target_is_named_for_is_said_once(
    name, label, draft, availability, service, agenda, who
):
    add_target(number=draft.number, terms=replace(availability, name=name), **who)
    put_into_force(number=draft.number, **who)

    facts = agenda(draft)["months"].facts
    assert label in [told for told, _value, _url in facts]


def test_a_figure_says_what_became_of_its_goal_unless_it_was_reached(
    draft, availability, measure, agenda, who
):
    values = {"metric": "measured", "statistic": "p95", "direction": "at_most"}
    measured = replace(availability, goal_value=Decimal(300), measure=measure, **values)
    for terms in (availability, replace(measured, partial_weight=None)):
        add_target(number=draft.number, terms=terms, **who)
    put_into_force(number=draft.number, **who)

    facts = {label: value for label, value, _url in agenda(draft)["months"].facts}
    said = facts["March 2026, Measured value, E-mail"]
    assert said == "–, at most 300 ms (95th percentile) – cannot be told"
    assert facts["March 2026, Availability, E-mail"] == "100 %, at least 99.9 %"


def test_without_targets_of_the_month_there_is_no_such_line(agreement, agenda):
    points = agenda(agreement)
    assert "months" not in points
    assert points["coming"].text == "Nothing is known yet."


def interruption(service, agent, customer=None):
    terms = OutageTerms(
        service=service,
        customer=customer,
        start=MEETING,
        end=MEETING + HOUR,
        is_planned=True,
        text="A new disk.",
    )
    return report_outage(terms=terms, actor=agent, at=OVER)


def test_what_is_coming_is_named(
    agreement, service, other_customer, agent, agenda, service_level_manager
):
    by = {"number": agreement.number, "actor": service_level_manager, "at": OVER}
    start_new_version(**by)
    wording = Wording(valid_from=date(2026, 6, 1), valid_to=date(2027, 1, 1))
    edit_draft(title="Workplace", wording=wording, **by)
    put_into_force(**by)
    interruption(service, agent)
    interruption(service, agent, other_customer)

    told = [(label, value) for label, value, _url in agenda(agreement)["coming"].facts]
    assert told[:3] == [
        ("Version 1", "ends with 31 May 2026"),
        ("Version 2", "holds from 1 June 2026"),
        ("Version 2", "ends with 31 December 2026"),
    ]
    # That of another customer is none of theirs.
    assert [label for label, _value in told[3:]] == ["Planned interruption of E-mail"]


@pytest.mark.parametrize("is_offered", [True, False])
def test_a_version_is_named_once_the_other_side_has_it(
    agreement, agenda, service_level_manager, is_offered
):
    by = {"number": agreement.number, "actor": service_level_manager, "at": OVER}
    start_new_version(**by)
    if is_offered:
        wording = Wording(valid_from=date(2026, 6, 1))
        edit_draft(title="Workplace", wording=wording, **by)
        offer_draft(**by)
    told = [fact[:2] for fact in agenda(agreement)["coming"].facts]
    assert told == ([["Version 2", "is in negotiation"]] if is_offered else [])


def test_whoever_makes_the_agenda_it_reads_the_same(
    agreement, service, agent, agenda, service_level_manager
):
    interruption(service, agent)
    point = agenda(agreement)["coming"]
    by = {"number": point.meeting.number, "actor": service_level_manager}
    with timezone.override(ZoneInfo("Asia/Tokyo")), translation.override("de"):
        make_agenda(**by, at=OVER + timedelta(days=10))

    assert Event.objects.filter(name="meeting.agenda_made").count() == 1
    again = point.meeting.agenda.get(source="coming")
    assert (again.title, again.facts) == ("What is coming", point.facts)


def test_goals_are_written_as_people_write_them(
    draft, resolution, requester, service, agent, agenda, who
):
    terms = replace(resolution, goal_percent=Decimal(90))
    add_target(number=draft.number, terms=terms, **who)
    put_into_force(number=draft.number, **who)
    asked = Incident(title="x", requester=requester.person, service=service)
    incident = open_incident(incident=asked, actor=agent, at=TEN)
    resolve(incident, agent, TEN + HOUR)

    values = [value for _label, value, _url in agenda(draft)["performance"].facts]
    assert values == ["100.0 % (1 of 1), goal 90 %"]


def test_of_a_month_that_is_still_to_come_nothing_is_missing(
    draft, resolution, agenda, who
):
    add_target(number=draft.number, terms=resolution, **who)
    limits = [Limit(record_kind="incident", lower=1)]
    edit_contents(number=draft.number, limits=limits, **who)
    put_into_force(number=draft.number, **who)

    early = agenda(draft, at=datetime(2026, 2, 10, tzinfo=UTC))["workload"].facts
    assert [value for _label, value, _url in early][2].endswith("1 time below")
