"""Programs that tests start beside themselves, on the database of the test."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PRELUDE = """
import django
django.setup()
from datetime import UTC, datetime
"""


def database_url() -> str:
    """Return the address of the database that this test works on."""
    values = connection.settings_dict
    port = f"&port={values['PORT']}" if values["PORT"] else ""
    user, host = values["USER"], values["HOST"]
    return f"postgres:///{values['NAME']}?user={user}&host={host}{port}"


def start(program: str, **environment: str) -> subprocess.Popen[str]:
    """Start a piece of Python with the portal loaded, in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + program],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "sms.settings",
            "DATABASE_URL": database_url(),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
