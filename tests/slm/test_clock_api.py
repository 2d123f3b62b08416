"""Clocks in the API: to read, by those who may see their records."""

import pytest

from tests.slm.acts import HOUR, TEN, clock_of, resolve

pytestmark = pytest.mark.django_db


def get(client, user, path="/api/v1/clocks/", **query):
    client.force_login(user)
    return client.get(path, query)


def test_it_lists_what_became_of_each_promise(client, incident, agent):
    resolve(incident, agent, TEN + 9 * HOUR)
    (found,) = get(client, agent, record=incident.number).json()["results"]

    assert (found["record"], found["metric"]) == (incident.number, "resolution")
    assert (found["verdict"], found["elapsed_seconds"]) == ("breached", 9 * 3600)
    assert found["late_from"] == "2026-03-04T17:00:01Z"


@pytest.mark.parametrize(
    ("query", "count"), [({"verdict": "open"}, 1), ({"verdict": "met"}, 0)]
)
def test_it_narrows_by_verdict(client, incident, agent, query, count):
    assert len(get(client, agent, **query).json()["results"]) == count


def test_a_verdict_that_is_none_is_refused_by_name(client, incident, agent):
    answer = get(client, agent, verdict="maybe")

    assert answer.status_code == 400
    assert "verdict" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [("agent", 200), ("auditor", 200), ("representative", 200), ("stranger", 404)],
)
def test_one_clock_is_there_for_those_who_see_its_record(
    client, cast, incident, who, status
):
    path = f"/api/v1/clocks/{clock_of(incident).pk}/"

    assert get(client, cast[who], path).status_code == status


def test_nobody_writes_one(client, incident, agent):
    client.force_login(agent)
    path = f"/api/v1/clocks/{clock_of(incident).pk}/"

    assert client.delete(path).status_code == 405
