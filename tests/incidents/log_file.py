"""Small logs of another system, made in the test that needs them."""

import csv
import os
from pathlib import Path

import pytest

from incidents.servicenow_log import COLUMNS

USUAL = {
    "number": "INC1",
    "incident_state": "New",
    "sys_mod_count": "0",
    "caller_id": "Caller 1",
    "opened_at": "01-03-2016 08:00",
    "sys_updated_by": "Updated by 1",
    "sys_updated_at": "01-03-2016 08:00",
    "contact_type": "Phone",
    "category": "Category 23",
    "u_symptom": "Symptom 1",
    "impact": "2 - Medium",
    "urgency": "2 - Medium",
    "assignment_group": "Group 1",
    "assigned_to": "?",
    "closed_code": "code 6",
}
ROOT = Path(__file__).resolve().parent.parent.parent
AGREEMENT = ROOT / "docs/examples/servicenow-log.yaml"


def write_log(path: Path, *rows: dict[str, str]) -> Path:
    """Write a log with these rows, each an update of the usual one."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for place, row in enumerate(rows):
            writer.writerow({**USUAL, "sys_mod_count": str(place), **row})
    return path


def row(state: str, at: str = "", **values: str) -> dict[str, str]:
    """One row: its state, and the time of day on the day of opening."""
    found = {"incident_state": state, **values}
    return {**found, "sys_updated_at": f"01-03-2016 {at}"} if at else found


def real_log() -> Path:
    """Return the log of a real installation, or skip the test."""
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
    path = folder / "servicenow_incident_log.csv.gz"
    if not path.exists():
        pytest.skip(f"The real log is not at {path}; SHARED_DATA names its folder.")
    return path
