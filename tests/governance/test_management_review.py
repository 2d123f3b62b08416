"""The management review: its agenda says what the pages say."""

from datetime import UTC, date, datetime

import pytest

from governance.selectors import measure_lines
from governance.services import take_measures
from slm.models import CapabilityAssessment
from slm.services import close_period
from slm.services.capability_plans import plan_assessment
from tests.governance.test_improvements import late, proposed
from tests.governance.test_measures import limit
from tests.slm.acts import HOUR, TEN, resolve
from tests.workflow.conftest import a_meeting
from workflow.services import plan_meeting

__all__ = ["late", "proposed"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 2, 9, tzinfo=UTC)
MARCH = date(2026, 3, 1)


@pytest.fixture
def agenda(service_level_manager):
    """Plans a management review, and returns its points by their source."""

    def planned(at=AT):
        meeting = a_meeting(None, at, kind="management_review", title="Of the year")
        made = plan_meeting(meeting=meeting, actor=service_level_manager, at=at)
        return {point.source: point for point in made.agenda.all()}

    return planned


def test_every_measure_stands_there_with_its_alarm(
    agenda, agreement, service, service_level_manager
):
    limit(service_level_manager, key="slm.services_with_ola")
    take_measures(month=MARCH, actor=service_level_manager, at=AT)
    point = agenda()["measures"]

    lines = measure_lines(MARCH)
    assert [fact[0] for fact in point.facts] == [str(x.measure.label) for x in lines]
    outside = [fact for fact in point.facts if "Outside its limits" in fact[1]]
    assert len(outside) == 1
    assert "/slm.services_with_ola/" in outside[0][2]
    assert point.text.startswith("1 of ")


def test_improvements_that_are_open_are_named(agenda, proposed):
    facts = agenda()["improvements"].facts
    assert [fact[2] for fact in facts] == [f"/manage/improvements/{proposed.number}/"]
    assert "Proposed" in facts[0][1]


def test_the_confidential_is_not_named(agenda, proposed):
    type(proposed).objects.update(is_confidential=True)
    point = agenda()["improvements"]
    assert (point.facts, point.text) == ([], "None is open, and none was verified.")


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_last_month_stands_there_in_short(
    is_closed, agenda, incident, agreement, agent, service_level_manager
):
    resolve(incident, agent, incident.opened_at + 9 * HOUR)
    if is_closed:
        close_period(month=MARCH, actor=service_level_manager, at=AT)
    point = agenda()["compliance"]

    assert point.title == "Agreements with customers, March 2026"
    ((label, value, url),) = point.facts
    assert label.startswith(agreement.number)
    assert "Goal not reached" in value
    assert "0 of 1" in value
    assert url.endswith("?unit=month&on=2026-03-01")


def test_with_somebody_from_outside_it_says_nothing_of_the_others(
    customer, agreement, service_level_manager
):
    meeting = a_meeting(customer, AT, kind="management_review", title="With them")
    made = plan_meeting(meeting=meeting, actor=service_level_manager, at=AT)

    assert not made.agenda.exclude(source="actions").exists()


def test_without_a_capability_assessment_that_is_said(agenda):
    assert agenda()["capability"].text == "No capability assessment is planned."


@pytest.fixture
def assessment(service, service_level_manager):
    return plan_assessment(year=2026, actor=service_level_manager, at=TEN)


def test_a_capability_assessment_stands_there_with_its_state(agenda, assessment):
    ((label, value, url),) = agenda()["capability"].facts
    assert label == str(assessment.title)
    assert value.startswith(assessment.get_state_display())
    assert assessment.number in url
    assert CapabilityAssessment.objects.count() == 1
