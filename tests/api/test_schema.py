import json

import hypothesis
import pytest
import schemathesis
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.api.conftest import Program

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
    call_command(
        "spectacular",
        validate=True,
        fail_on_warn=True,
        file=str(tmp_path / "schema.yml"),
    )


def described():
    raw = SchemaGenerator().get_schema(request=None, public=True)
    return schemathesis.openapi.from_dict(raw)


def test_the_description_tells_of_problems_and_of_tokens():
    raw = SchemaGenerator().get_schema(request=None, public=True)
    taking = raw["paths"]["/api/v1/incidents/{number}/take/"]["post"]
    assert {"200", "401", "404", "409", "412", "429"} <= set(taking["responses"])
    assert {"token": []} in taking["security"]


@pytest.mark.parametrize(
    "role", ["requester", "representative", "agent", "auditor", "administrator"]
)
def test_no_operation_breaks_whatever_is_sent(role, cast, incident, service, team):
    known = {"number": incident.number, "id": team.pk, "person_id": 1}
    asker = Program(cast[role]).client
    for result in described().get_all_operations():
        try_operation(asker, result.ok(), known)


def try_operation(asker: Client, operation, known) -> None:
    @BOUNDED
    @hypothesis.given(case=operation.as_strategy())
    def send(case):
        # Half of the time about something that is there.
        for name, given in (case.path_parameters or {}).items():
            if name in known and len(str(given)) % 2:
                case.path_parameters[name] = known[name]
        answer = ask(asker, case)
        assert answer.status_code < 500, (
            f"{case.method} {case.path} {case.path_parameters} {case.query} {case.body}"
        )

    send()


def ask(client: Client, case):
    """Send the case within a transaction that is undone."""
    sent = case.as_transport_kwargs(base_url="http://testserver")
    given = {name: str(value) for name, value in (sent.get("headers") or {}).items()}
    with transaction.atomic():
        answer = client.generic(
            case.method.upper(),
            case.formatted_path,
            json.dumps(sent["json"]) if "json" in sent else b"",
            content_type="application/json",
            query_params=dict(case.query or {}),
            headers={name: value for name, value in given.items() if value.isascii()},
        )
        transaction.set_rollback(True)
    return answer
