import json
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.api.conftest import Program
from tests.slm.conftest import draft, office

__all__ = ["draft", "office"]

pytestmark = pytest.mark.django_db

# Few, always the same, and none that depends on how busy the machine is.
BOUNDED = hypothesis.settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)


def test_the_description_is_valid_and_without_warnings(tmp_path):
    file = tmp_path / "schema.yml"
    # It ends with an error if anything is wrong with it.
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(file))

    assert "/api/v1/incidents/{number}/take/:" in file.read_text()


def described():
    raw = SchemaGenerator().get_schema(request=None, public=True)
    return schemathesis.openapi.from_dict(raw)


def test_the_description_tells_of_problems_and_of_tokens():
    raw = SchemaGenerator().get_schema(request=None, public=True)
    taking = raw["paths"]["/api/v1/incidents/{number}/take/"]["post"]
    assert {"200", "401", "404", "409", "412", "429"} <= set(taking["responses"])
    assert {"token": []} in taking["security"]


@pytest.fixture
def known(incident, service, team, draft, office):
    """Things that are there, by the first word of the address."""
    return {
        "agreements": draft.number,
        "calendars": office.number,
        "incidents": incident.number,
        "items": incident.number,
        "services": service.number,
        "teams": team.pk,
    }


@pytest.mark.parametrize(
    "role",
    [
        "requester",
        "representative",
        "agent",
        "service_level_manager",
        "auditor",
        "administrator",
    ],
)
def test_no_operation_breaks_whatever_is_sent(role, cast, known):
    asker = Program(cast[role]).client
    faults = []
    for result in described().get_all_operations():
        faults += faults_of(asker, result.ok(), known)

    assert faults == []


def faults_of(asker: Client, operation, known) -> list[str]:
    """Send what hypothesis thinks of, and tell what was answered by a fault."""
    faults = []

    @BOUNDED
    @hypothesis.given(case=operation.as_strategy())
    def send(case):
        # Half of the time about something that is there.
        there = known.get(case.path.split("/")[3])
        for name, given in (case.path_parameters or {}).items():
            if there and name in ("number", "id") and len(str(given)) % 2:
                case.path_parameters[name] = there
        answer = ask(asker, case)
        if answer.status_code >= 500:
            faults.append(
                f"{case.method} {case.path} {case.path_parameters}"
                f" {case.query} {case.body}"
            )

    send()
    return faults


def ask(client: Client, case):
    """Send the case within a transaction that is undone."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    given = {name: str(value) for name, value in (sent.get("headers") or {}).items()}
    body, media_type = written(sent)
    with transaction.atomic():
        answer = client.generic(
            case.method.upper(),
            case.formatted_path,
            body,
            content_type=media_type,
            query_params=dict(case.query or {}),
            headers={name: value for name, value in given.items() if value.isascii()},
        )
        transaction.set_rollback(True)
    return answer


def written(sent) -> tuple[Any, Any]:
    """Return the body as it goes over the line, and its media type."""
    if "files" in sent:
        form = requests.Request("POST", sent["url"], files=sent["files"]).prepare()
        return form.body, form.headers["Content-Type"]
    return json.dumps(sent["json"]) if "json" in sent else b"", "application/json"
