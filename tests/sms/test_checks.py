"""Production refuses to start unsafely, whichever part is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from sms.checks import refuse_unsafe_settings

ROOT = Path(__file__).resolve().parent.parent.parent
STRONG = "k3vX9qLw7ZpT2mRb8Ns5Yc4Hd6Jf1Ga0UeQiOxWzBnMvCyKtPr"
UNSAFE = [
    ("sms.E001", {"SECRET_KEY": "short"}),
    ("sms.E001", {"SECRET_KEY": "ab" * 40}),
    ("sms.E001", {"SECRET_KEY": f"django-insecure-{STRONG}"}),
    ("sms.E002", {"DEBUG": True, "ALLOWED_HOSTS": ["portal.example.org"]}),
    ("sms.E003", {"ALLOWED_HOSTS": []}),
    ("sms.E003", {"ALLOWED_HOSTS": ["*"]}),
]


@pytest.fixture(autouse=True)
def safe(settings):
    settings.SECRET_KEY = STRONG
    settings.DEBUG = False
    settings.ALLOWED_HOSTS = ["portal.example.org"]
    return settings


def complaints() -> list[str]:
    ids = [str(message.id) for message in run_checks()]
    return [check_id for check_id in ids if check_id.startswith("sms.")]


def test_safe_settings_are_accepted():
    call_command("check")
    refuse_unsafe_settings()

    assert complaints() == []


@pytest.mark.parametrize(("check_id", "change"), UNSAFE)
def test_unsafe_settings_are_refused(safe, check_id, change):
    for name, value in change.items():
        setattr(safe, name, value)

    with pytest.raises(SystemCheckError, match=check_id):
        call_command("check")
    with pytest.raises(ImproperlyConfigured, match=check_id):
        refuse_unsafe_settings()


def test_debugging_on_this_machine_is_allowed(safe):
    safe.DEBUG = True
    safe.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]

    assert complaints() == []


def start(program: str, **variables: str) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "SECRET_KEY": STRONG,
        "ALLOWED_HOSTS": "portal.example.org",
        "DEBUG": "false",
        **variables,
    }
    argv = [sys.executable, "-c", program]
    return subprocess.run(
        argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )


def test_the_web_server_does_not_start_with_a_weak_secret():
    ended = start("import sms.wsgi", SECRET_KEY="changeme")

    assert ended.returncode != 0
    assert "sms.E001" in ended.stderr


def test_a_worker_does_not_start_with_debug_on():
    worker = "from celery.__main__ import main; import sys;"
    worker += (
        "sys.argv = ['celery', '--app', 'sms', 'worker', '--pool', 'solo']; main()"
    )

    ended = start(worker, DEBUG="true")

    assert ended.returncode != 0
    assert "sms.E002" in ended.stdout + ended.stderr
