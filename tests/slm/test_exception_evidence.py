"""Who approved an exception is shown; what nobody decided is a gap."""

import pytest

from core.evidence import Verdict
from core.periods import month
from slm.evidence_exceptions import exceptions
from slm.services import retract_exclusion
from tests.slm.acts import TEN

pytestmark = pytest.mark.django_db
MARCH = month(TEN.date().replace(day=1))


def test_what_was_approved_is_evidence(approved, auditor, service_level_manager):
    found = exceptions(MARCH, auditor)

    assert (found.verdict, found.reason) == (Verdict.EVIDENCED, "")
    assert dict(found.rows[0].facts)["Decided by"] == str(service_level_manager)
    assert dict(found.figures)["Approved"] == "1"


def test_what_nobody_decided_is_a_gap_and_named(asked, auditor):
    found = exceptions(MARCH, auditor)

    assert found.verdict == Verdict.GAP
    assert found.reason == (
        f"Of 1 exclusion asked for, 1 is decided by nobody: {asked.number}."
    )
    assert dict(found.rows[0].facts)["Decided by"] == "nobody"
    assert dict(found.figures)["Requested"] == "1"
    assert found.rows[0].is_overdue


def test_what_was_taken_back_waits_for_nobody(asked, agent, auditor, noon):
    retract_exclusion(number=asked.number, actor=agent, at=noon)

    assert exceptions(MARCH, auditor).verdict == Verdict.EVIDENCED
    assert exceptions(month(TEN.date().replace(month=1, day=1)), auditor).verdict == (
        Verdict.NOTHING_OCCURRED
    )
