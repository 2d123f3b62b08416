"""An agreement as a document: written, read back, refused by name."""

import pytest

from slm.models import Agreement
from tests.api.conftest import assert_problem
from tests.slm.conftest import agreement, draft, office, resolution

__all__ = ["agreement", "draft", "office", "resolution"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(program, service_level_manager):
    return program(service_level_manager)


@pytest.fixture
def document(manager, agreement):
    found = manager.get(f"agreements/{agreement.number}/document/?version=1")
    return found.json()["document"]


def send(manager, document):
    return manager.post("agreements/import/", {"document": document})


def test_what_was_written_is_read_back_unchanged(manager, agreement, document):
    answer = send(manager, document)

    assert answer.json()["number"] == agreement.number
    assert (len(answer.json()["versions"]), answer["ETag"]) == (1, '"3"')


def test_another_title_becomes_another_agreement(manager, document):
    text = document.replace("title: Workplace", "title: Second place")
    text = text.replace("metric: resolution", "metric: first_response")
    answer = send(manager, text)

    assert answer.status_code == 200, answer.content
    assert answer.json()["versions"][0]["status"] == "in_force"
    assert Agreement.objects.count() == 2


def test_an_unknown_key_is_named_and_changes_nothing(manager, document):
    answer = send(manager, document.replace("title:", "titel:"))
    (missing, unknown) = assert_problem(answer, 400)["errors"]

    assert (missing["field"], unknown["field"]) == ("document", "document")
    assert unknown["detail"].startswith("agreement.titel: ")
    assert Agreement.objects.count() == 1


@pytest.mark.parametrize(
    "document",
    [
        "",
        "a: [",
        "[]",
        'format: "\\0"',
        'format: "\\ud800"',
        "a: &a [x]\nb: *a",
        "format: " + "9" * 5000,
    ],
)
def test_what_is_no_document_is_said(manager, document):
    errors = assert_problem(send(manager, document), 400)["errors"]
    assert errors[0]["field"] == "document"


@pytest.mark.parametrize("name", ["a\\0b", "\\ud800"])
def test_a_name_that_is_no_text_is_said(manager, document, name):
    text = document.replace("title: Workplace", f'title: "{name}"')
    (error,) = assert_problem(send(manager, text), 400)["errors"]
    assert error["detail"] == "line 4: there are characters that are no text"


def test_a_draft_without_a_day_has_no_document(manager, draft):
    manager.patch(f"agreements/{draft.number}/", {"valid_from": None})
    assert_problem(manager.get(f"agreements/{draft.number}/document/"), 409)


def test_only_staff_take_it_along_and_only_managers_import(
    program, agreement, document, representative, agent, auditor
):
    path = f"agreements/{agreement.number}/document/"
    assert_problem(program(representative).get(path), 403)
    assert program(agent).get(path).status_code == 200
    assert_problem(program(agent).get(f"{path}?version=7"), 404)
    for user in (representative, agent, auditor):
        assert_problem(send(program(user), document), 403)
