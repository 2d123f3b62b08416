"""The command that tries facts collected from other products."""

import gzip
import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
OWN = Path(__file__).with_name("cases.json")
SHARED = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))


def verify(path: Path) -> tuple[str, int]:
    out, status = StringIO(), 0
    try:
        call_command("verify_calendar_cases", str(path), stdout=out)
    except SystemExit as stop:
        status = int(stop.code or 0)
    return out.getvalue(), status


def test_our_own_cases_hold():
    out, status = verify(OWN)

    assert out.splitlines()[-1] == "12 passed, 0 failed"
    assert status == 0


def test_conventions_are_printed_apart():
    out, _status = verify(OWN)

    assert "our answer (not counted)" in out
    assert "elapsed-long-day-nominal elapsed: expected 86400 s, got 90000 s" in out


def test_the_collected_cases_hold():
    path = SHARED / "calendar_cases.json"
    if not path.is_file():
        pytest.skip(f"{path} is not there; SHARED_DATA may name its folder")

    out, status = verify(path)
    assert out.splitlines()[-1].endswith(" passed, 0 failed")
    assert status == 0


def test_a_failing_case_is_shown_with_both_values(tmp_path):
    data = json.loads(OWN.read_text())
    data["cases"][0]["expected"] = {"utc": "2026-03-07T10:00:01Z"}
    path = tmp_path / "cases.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))

    out, status = verify(path)
    assert status == 1
    assert "FAILED due-over-holiday due: expected 2026-03-07T10:00:01Z" in out
    assert "got 2026-03-07T10:00:00Z" in out
    assert out.splitlines()[-1] == "11 passed, 1 failed"


def test_a_case_that_cannot_be_read_fails_and_stops_nothing(tmp_path):
    data = json.loads(OWN.read_text())
    data["cases"][0]["calendar"] = "nowhere"
    data["cases"][1]["kind"] = "guess"
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(data))

    assert verify(path)[0].splitlines()[-1] == "10 passed, 2 failed"


@pytest.mark.parametrize("content", [b"", b"[]", b"\x1f\x8b broken", b'{"cases": 1}'])
def test_a_file_of_something_else_is_refused(tmp_path, content):
    path = tmp_path / "cases.json"
    path.write_bytes(content)

    with pytest.raises(CommandError):
        verify(path)
    with pytest.raises(CommandError, match="cannot be read"):
        verify(tmp_path / "absent.json")
