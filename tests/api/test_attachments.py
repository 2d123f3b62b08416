"""Files of a record: sent as a form, read and removed by whom they concern."""

import pytest

from core.models import Event
from incidents.services import cancel_incident
from tests.api.conftest import assert_problem
from tests.workflow.conftest import PNG, sha256
from workflow.models import Attachment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]


@pytest.fixture
def path(incident):
    return f"items/{incident.number}/attachments/"


def test_a_file_is_attached_listed_and_taken_back(program, path, requester):
    made = program(requester).upload(path, "screen.png", PNG)
    assert made.status_code == 201, made.content
    (found,) = program(requester).get(path).json()["results"]

    assert (found["name"], found["sha256"]) == ("screen.png", sha256(PNG))
    assert (found["added_by"], found["available_actions"]) == (
        "Rita Requester",
        ["remove"],
    )
    answer = program(requester).get(f"attachments/{found['id']}/file/")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("attachment")


def test_removing_hides_it_and_both_are_recorded(program, path, incident, requester):
    made = program(requester).upload(path, "screen.png", PNG).json()
    one = f"attachments/{made['id']}/"
    assert program(requester).delete(one).status_code == 204

    for answer in (program(requester).get(one), program(requester).delete(one)):
        assert_problem(answer, 404)
    events = Event.objects.filter(item=incident.item, channel="api").order_by("pk")
    assert [event.name for event in events] == [
        "attachment.added",
        "attachment.removed",
    ]


def test_what_is_internal_stays_inside(program, path, agent, requester):
    made = program(agent).upload(path, "a.png", PNG, visibility="internal").json()

    assert program(requester).get(path).json()["results"] == []
    for end in ("", "file/"):
        assert_problem(program(requester).get(f"attachments/{made['id']}/{end}"), 404)
    answer = program(requester).upload(path, "b.png", PNG, visibility="internal")
    assert_problem(answer, 403)


def test_another_customers_files_are_not_there(program, path, requester, stranger):
    made = program(requester).upload(path, "screen.png", PNG).json()
    asker = program(stranger)
    assert_problem(asker.upload(path, "x.png", PNG), 404)
    assert_problem(asker.get(path), 404)
    assert_problem(asker.get(f"attachments/{made['id']}/file/"), 404)
    assert_problem(asker.delete(f"attachments/{made['id']}/"), 404)


def test_who_only_reads_attaches_and_removes_nothing(program, path, requester, auditor):
    made = program(requester).upload(path, "screen.png", PNG).json()
    assert made["id"] == program(auditor).get(path).json()["results"][0]["id"]
    assert_problem(program(auditor).upload(path, "x.png", PNG), 403)
    assert_problem(program(auditor).delete(f"attachments/{made['id']}/"), 403)
    assert Attachment.objects.present().count() == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("tool.exe", b"MZ\x90\x00"),
        ("screen.png", b"<script>"),
        ("x" * 300 + ".png", PNG),
    ],
)
def test_a_file_that_is_not_taken_is_named(program, path, requester, name, content):
    answer = program(requester).upload(path, name, content)
    assert assert_problem(answer, 400)["errors"][0]["field"] == "file"
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused(program, path, requester, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    answer = program(requester).upload(path, "screen.png", PNG)
    assert assert_problem(answer, 400)["errors"][0]["field"] == "file"
    settings.API_LARGEST_BODY = 10
    answer = program(requester).upload(path, "screen.png", PNG)
    assert_problem(answer, 413, "too-large")


def test_a_form_is_spoken_here_alone_and_nothing_else_is(program, path, requester):
    assert_problem(program(requester).post(path, {"file": "x"}), 415)
    answer = program(requester).client.generic(
        "POST", f"/api/v1/{path}", b"x", content_type="multipart/form-data"
    )
    assert_problem(answer, 400)
    tags = path.replace("attachments", "tags")
    assert_problem(program(requester).upload(tags, "x.png", PNG), 415)


def test_nothing_is_attached_to_what_has_ended(program, path, incident, agent, noon):
    cancel_incident(number=incident.number, reason="x", actor=agent, at=noon)
    assert_problem(program(agent).upload(path, "screen.png", PNG), 409)
    offered = program(agent).get(f"items/{incident.number}/").json()
    assert "attach" not in offered["available_actions"]


def test_a_file_that_is_lost_is_a_problem(program, path, requester, files):
    made = program(requester).upload(path, "screen.png", PNG).json()
    (files / Attachment.objects.get().file.name).unlink()
    answer = program(requester).get(f"attachments/{made['id']}/file/")
    assert_problem(answer, 404, "not-found")
