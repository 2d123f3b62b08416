"""The script that everybody starts with."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def dev(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "dev"), *words], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("words", [[], ["help"], ["--help"]])
def test_it_says_what_it_can_do(words):
    told = dev(*words)

    assert told.returncode == 0
    for act in ("up", "test", "check", "run", "bench", "help"):
        assert f"./dev {act}" in told.stdout


def test_what_it_does_not_know_is_refused():
    told = dev("dance")

    assert told.returncode == 2
    assert "./dev up" in told.stderr


def test_run_needs_a_program():
    assert dev("run").returncode == 2
