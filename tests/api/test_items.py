"""Links, tags and watchers of a record."""

import pytest

from core.models import Event
from tests.api.conftest import assert_problem
from tests.workflow.conftest import other

__all__ = ["other"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(incident):
    return f"items/{incident.number}/"


@pytest.fixture
def desk(program, agent):
    return program(agent)


def recorded(incident):
    events = Event.objects.filter(item=incident.item, channel="api").order_by("pk")
    return [event.name for event in events]


def test_what_may_be_done_is_told(program, path, cast):
    def offered(who):
        return program(cast[who]).get(path).json()["available_actions"]

    assert offered("agent") == ["attach", "link", "tag", "watch"]
    assert offered("requester") == ["attach", "watch"]
    assert offered("auditor") == []
    assert_problem(program(cast["stranger"]).get(path), 404)


def test_a_link_is_made_seen_from_both_sides_and_removed(desk, path, incident, other):
    body = {"kind": "caused_by", "other": other.number}
    (made,) = desk.post(f"{path}links/", body).json()
    (seen,) = desk.get(f"items/{other.number}/links/").json()

    assert (made["words"], made["number"]) == ("is caused by", other.number)
    assert (seen["words"], seen["number"]) == ("is the cause of", incident.number)
    assert desk.delete(f"{path}links/{made['id']}/").status_code == 204
    assert_problem(desk.delete(f"{path}links/{made['id']}/"), 404)
    assert desk.get(f"{path}links/").json() == []
    assert recorded(incident) == ["link.added", "link.removed"]


def test_a_link_that_makes_no_sense_is_refused(desk, path, incident, other):
    right = {"kind": "related", "other": other.number}
    assert desk.post(f"{path}links/", right).status_code == 201
    for change in ({}, {"other": "INC-999999"}, {"kind": "x"}, {"kind": None}):
        assert_problem(desk.post(f"{path}links/", {**right, **change}), 400)
    own = {**right, "other": incident.number}
    assert_problem(desk.post(f"{path}links/", own), 400)
    assert len(desk.get(f"{path}links/").json()) == 1


def test_a_tag_is_put_on_once_and_taken_off_once(desk, path, incident):
    tag = {"name": "Mail storm"}
    assert desk.post(f"{path}tags/", tag).status_code == 204
    assert desk.get(f"{path}tags/").json() == [tag]
    assert_problem(desk.post(f"{path}tags/", {"name": "MAIL storm"}), 400)
    assert desk.post(f"{path}tags/remove/", tag).status_code == 204
    assert_problem(desk.post(f"{path}tags/remove/", tag), 400)
    assert_problem(desk.post(f"{path}tags/", {"name": "x" * 41}), 400)
    assert recorded(incident) == ["tag.added", "tag.removed"]


def test_watching_is_begun_and_ended_once(program, path, incident, requester):
    reader = program(requester)
    assert reader.post(f"{path}watchers/").status_code == 204
    assert reader.get(path).json()["is_watched"] is True
    assert_problem(reader.post(f"{path}watchers/"), 400)
    assert reader.post(f"{path}watchers/remove/").status_code == 204
    assert_problem(reader.post(f"{path}watchers/remove/"), 400)
    assert recorded(incident) == ["watcher.added", "watcher.removed"]


def test_staff_have_others_told_if_they_may_see_it(desk, path, cast):
    named = {"person": cast["team_lead"].person.pk}
    assert desk.post(f"{path}watchers/", named).status_code == 204
    watchers = desk.get(f"{path}watchers/").json()
    assert [row["name"] for row in watchers] == ["Tom Lead"]
    assert watchers[0]["person"] == named["person"]
    foreign = {"person": cast["stranger"].person.pk}
    assert_problem(desk.post(f"{path}watchers/", foreign), 400)
    assert_problem(desk.post(f"{path}watchers/", {"person": "x"}), 400)


def test_customers_organise_nothing(program, path, incident, other, representative):
    asker = program(representative)
    link = {"kind": "related", "other": other.number}
    assert_problem(asker.post(f"{path}links/", link), 403)
    assert_problem(asker.post(f"{path}tags/", {"name": "x"}), 403)
    for end in ("tags/", "watchers/"):
        assert_problem(asker.get(path + end), 403)
    colleague = {"person": incident.requester.pk}
    assert_problem(asker.post(f"{path}watchers/", colleague), 403)
    assert recorded(incident) == []


def test_what_is_not_there_has_nothing(program, path, stranger, incident):
    asker = program(stranger)
    for end in ("links/", "tags/", "watchers/"):
        assert_problem(asker.get(path + end), 404)
        assert_problem(asker.post(path + end), 404)
    for end in ("tags/remove/", "watchers/remove/"):
        assert_problem(asker.post(path + end), 404)
    assert_problem(asker.delete(f"{path}links/1/"), 404)
    assert recorded(incident) == []
