"""Whoever commits wakes the workers: the web process as well as a worker."""

import subprocess
import sys

TOLD = """
import django
django.setup()
from core import jobs, waking
print(len(jobs._starters), len(waking._wakers))
"""


def test_a_process_that_is_no_worker_knows_whom_to_wake(settings):
    told = subprocess.run(
        [sys.executable, "-c", TOLD],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    assert told.stdout.split() == ["1", "1"]
