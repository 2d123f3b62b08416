"""Outages and measured values by the API, as a monitoring system reports them."""

import pytest

from core.models import Event
from slm.choices import OutageSource
from slm.models import MeasuredValue, Outage
from slm.services import OutageTerms, add_target, report_outage
from tests.api.conftest import assert_problem
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.conftest import (
    availability,
    draft,
    incident_of,
    measure,
    office,
    who,
)
from tests.slm.test_outages import NOW
from tests.slm.test_planned_ahead import planned

__all__ = [
    "availability",
    "draft",
    "incident_of",
    "measure",
    "office",
    "planned",
    "who",
]

pytestmark = pytest.mark.django_db
START = "2026-03-04T09:00:00Z"
END = "2026-03-04T10:00:00Z"


@pytest.fixture
def alarm(service):
    return {
        "service": service.number,
        "start": START,
        "text": "No answer on port 25.",
        "reference": "ALARM-1",
        "users": 40,
    }


def test_an_alarm_is_reported_once_ended_and_confirmed(
    program, alarm, agent, service_level_manager
):
    probe = program(agent)
    made = probe.post("outages/", alarm)
    found = made.json()
    assert (made.status_code, found["state"]) == (201, "open")
    assert found["source"] == "monitoring"
    assert probe.post("outages/", alarm).json()["number"] == found["number"]
    assert Event.objects.filter(name="outage.reported").count() == 1

    path = f"outages/{found['number']}/"
    ended = probe.post(f"{path}end/", {"end": END})
    assert (ended.json()["state"], ended.headers["ETag"]) == ("ended", '"2"')
    assert_problem(probe.post(f"{path}end/", {"end": END}), 409)
    assert_problem(probe.post(f"{path}confirm/"), 403)
    manager = program(service_level_manager)
    stale = manager.post(f"{path}confirm/", **{"If-Match": '"1"'})
    assert_problem(stale, 412)
    assert manager.post(f"{path}confirm/").json()["state"] == "confirmed"
    assert_problem(manager.patch(path, {"users": 50}), 400)
    corrected = manager.patch(path, {"users": 50, "reason": "Counted."}).json()
    assert (corrected["users"], corrected["state"]) == (50, "ended")


def test_what_makes_no_sense_is_refused(program, alarm, agent):
    for values in (
        {"service": "SVC-999999"},
        {"start": "soon"},
        {"start": "9999-12-31T23:59:59Z"},
        {"start": "0001-01-01T00:00:00Z"},
        {"end": START},
        {"users": -1},
        {"users": 10**12},
        {"loss": "half"},
        {"is_planned": True, "end": END},
        {"text": ""},
        {"record": "INC-999999"},
    ):
        assert_problem(program(agent).post("outages/", {**alarm, **values}), 400)
    assert not Outage.objects.exists()


def test_customers_read_their_own_without_what_is_internal(
    program, alarm, agent, representative, stranger
):
    number = program(agent).post("outages/", {**alarm, "end": END}).json()["number"]
    theirs = program(representative).get(f"outages/{number}/").json()
    assert (theirs["text"], theirs["reference"]) == ("", "")
    assert theirs["available_actions"] == ["dispute"]
    assert_problem(program(stranger).get(f"outages/{number}/"), 404)
    said = {"reason": "All day."}
    disputed = program(representative).post(f"outages/{number}/dispute/", said)
    assert disputed.json()["state"] == "disputed"


def test_values_come_in_bulk_and_again_without_harm(
    program, measure, service_level_manager, agent
):
    path = f"measures/{measure.number}/values/"
    values = [{"at": START, "value": "250"}, {"at": END, "value": "260.5"}]
    manager = program(service_level_manager)
    first = manager.post(path, {"values": values})
    assert first.json() == {"new": 2, "known": 0, "corrected": 0}
    assert manager.post(path, {"values": values}).json()["known"] == 2
    values[0]["value"] = "251"
    assert manager.post(path, {"values": values}).json()["corrected"] == 1
    event = Event.objects.get(name="measure.value_corrected")
    assert event.changes == {"value": ["250", "251"]}
    assert_problem(program(agent).post(path, {"values": values}), 403)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [{"at": START}],
        [{"at": START, "value": "NaN"}],
        [{"at": START, "value": "1e30"}],
        [{"at": "9999-12-31T00:00:00Z", "value": "1"}],
        [{"at": "0001-01-01T00:00:00Z", "value": "1"}],
        [{"at": START, "value": "1"}, {"at": START, "value": "2"}],
        "x",
    ],
)
def test_values_that_make_no_sense_are_refused(
    values, program, measure, service_level_manager
):
    path = f"measures/{measure.number}/values/"
    answer = program(service_level_manager).post(path, {"values": values})
    assert_problem(answer, 400)
    assert not MeasuredValue.objects.exists()


def test_the_unit_stays_once_there_are_values(program, measure, service_level_manager):
    manager, path = program(service_level_manager), f"measures/{measure.number}/"
    assert manager.patch(path, {"unit": "s"}).json()["unit"] == "s"
    manager.post(f"{path}values/", {"values": [{"at": START, "value": "1"}]})
    assert_problem(manager.patch(path, {"unit": "ms"}), 400)
    assert manager.patch(path, {"point": "Hall"}).json()["point"] == "Hall"


def test_a_month_is_told_with_the_outages_behind_it(
    program, alarm, agent, draft, availability, who, service, representative
):
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    program(agent).post("outages/", {**alarm, "end": END})
    (row,) = program(representative).get("availability/?month=2026-03").json()
    assert (row["metric"], row["verdict"]) == ("availability", "missed")
    assert row["goal"] == "99.900"

    found = program(agent).get(f"availability/{service.number}/?month=2026-03").json()
    assert (found["downtime"], found["mtrs"], found["interruptions"]) == (3600, 3600, 1)
    (line,) = found["lines"]
    assert line["wall"] == sum(
        line[part]
        for part in ("outside", "planned", "excluded", "overlapped", "counted")
    )
    assert_problem(program(agent).get("availability/?month=2026-13"), 400)
    collected = program(representative).get(
        f"agreements/{draft.number}/data_collection/"
    )
    assert collected.json()[0]["responsible"] == "Sara Level"
    assert collected.json()[0]["measuring_point"] == "Mailbox at the workplace"
    assert collected.json()[0]["counting"][0] == "A degraded service counts 50 %."


def test_outages_cost_the_same_however_many_records_they_come_from(
    program, agent, service, incident_of, django_assert_max_num_queries
):
    desk = program(agent)
    desk.get("me/")
    for hour in range(6):
        record = incident_of(TEN + hour * HOUR)
        report_outage(
            terms=OutageTerms(service=service, start=record.opened_at, text="x"),
            record=record,
            source=OutageSource.RECORD,
            actor=agent,
            at=NOW,
        )
    with django_assert_max_num_queries(9):
        listed = desk.get("outages/").json()["results"]
    assert len({one["record"] for one in listed}) == 6


def test_programs_are_told_the_label_beside_the_state(
    program, planned, service_level_manager
):
    manager, path = program(service_level_manager), f"outages/{planned.number}/"
    told = manager.get(path).json()
    assert (told["state"], told["state_label"]) == ("ended", "Planned")
    assert "confirm" not in told["available_actions"]
    assert_problem(manager.post(f"{path}confirm/"), 409)
