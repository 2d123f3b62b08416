"""Notice is in time for the day on which a meeting was held, not for another."""

import pytest

from tests.workflow.conftest import DAY, HOUR
from workflow.selectors import punctuality
from workflow.services import call_meeting, change_meeting, hold_meeting

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(service_level_manager):
    return {"actor": service_level_manager}


def hold(meeting, representative, by, at):
    came = [representative.person.pk]
    held = hold_meeting(number=meeting.number, attended=came, at=at, **by)
    found = punctuality(held, at=at)
    return {check.key: check.is_in_time for check in found}["notice"]


def move(meeting, start, by, at):
    values = {"starts_at": start, "ends_at": start + HOUR}
    return change_meeting(number=meeting.number, values=values, at=at, **by)


def test_a_meeting_held_sooner_than_was_told_had_no_notice_in_time(
    planned, representative, by
):
    call_meeting(number=planned.number, at=planned.starts_at - 8 * DAY, **by)
    sooner = planned.starts_at - 6 * DAY
    assert hold(planned, representative, by, sooner) is False


def test_one_held_as_told_had_it(planned, representative, by):
    call_meeting(number=planned.number, at=planned.starts_at - 8 * DAY, **by)
    assert hold(planned, representative, by, planned.starts_at) is True


def test_one_that_was_moved_is_judged_by_the_notice_of_its_new_day(
    planned, representative, by
):
    first = planned.starts_at
    call_meeting(number=planned.number, at=first - 10 * DAY, **by)
    move(planned, first - DAY, by, at=first - 3 * DAY)
    assert hold(planned, representative, by, first - DAY) is False


def test_one_that_was_moved_in_time_is_in_time(planned, representative, by):
    first = planned.starts_at
    call_meeting(number=planned.number, at=first - 5 * DAY, **by)
    move(planned, first + 9 * DAY, by, at=first - DAY)
    assert hold(planned, representative, by, first + 9 * DAY) is True
