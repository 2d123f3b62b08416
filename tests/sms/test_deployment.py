"""The containers get what the settings read, and no secret is written down."""

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from sms.launcher.portal import WORKERS as LAUNCHED

ROOT = Path(__file__).resolve().parent.parent.parent
READ = re.compile(r"env\.(\w+)\(\s*\"(\w+)\"(,?)")
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
WORKERS = ["worker", "documents"]
PORTAL = {"web", "beat", *WORKERS}


def names_read(required: bool = False) -> set[str]:
    """Return the variables that the settings read, or those they insist on."""
    text = (ROOT / "sms/settings.py").read_text() + (
        ROOT / "sms/gunicorn.py"
    ).read_text()
    return {
        name
        for reader, name, default in READ.findall(text)
        if not required or (not default and reader in {"text", "database"})
    }


def environment(service: str) -> dict[str, Any]:
    variables: dict[str, Any] = SERVICES[service]["environment"]
    return variables


def test_all_parts_are_there():
    assert set(SERVICES) == PORTAL | {"postgres", "redis"}


@pytest.mark.parametrize("service", sorted(PORTAL))
def test_what_is_passed_is_read(service):
    assert set(environment(service)) - names_read() == set()


@pytest.mark.parametrize("service", sorted(PORTAL))
def test_what_must_be_set_is_passed(service):
    required = names_read(required=True)

    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} <= required
    assert required - set(environment(service)) == set()


def test_every_queue_has_one_worker_and_documents_one_of_their_own():
    served = [
        queues.removeprefix("--queues=").split(",")
        for name in WORKERS
        for queues in SERVICES[name]["command"]
        if queues.startswith("--queues=")
    ]

    assert served == [queues.split(",") for queues, _processes in LAUNCHED.values()]
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    assert sorted(chain(*served)) == sorted({"default", *routed})
    assert served[1] == ["documents"]


@pytest.mark.parametrize("service", sorted(PORTAL))
def test_every_part_is_told_the_providers_zone(service):
    assert environment(service)["TIME_ZONE"] == "${TIME_ZONE:-UTC}"


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_part_has_a_health_check(service):
    assert SERVICES[service]["healthcheck"]["test"]


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_no_secret_has_a_default(service):
    secrets = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "_PASSWORD")
    for name, value in environment(service).items():
        if name.endswith(secrets):
            assert ":?" in value, f"{name} could be left out"


def test_the_image_does_not_run_as_root():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    users = [line for line in lines if line.startswith("USER ")]

    assert users == ["USER sms"]


def test_continuous_integration_runs_the_check_and_nothing_else():
    lines = (ROOT / ".ci/run").read_text().splitlines()

    assert [line for line in lines if "dev" in line] == ["exec ./dev check"]
