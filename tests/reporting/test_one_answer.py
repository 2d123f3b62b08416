"""The report of a month and the evidence for clause 6.1 count alike, whenever asked."""

import pytest

from core.periods import month as month_period
from incidents.services import classify_incident, reopen_incident, resolve_incident
from reporting.selectors.figures import service_report_figures
from slm.evidence import performance
from slm.models import Clock
from tests.reporting.conftest import HOUR, LATER, MARCH

pytestmark = pytest.mark.django_db


@pytest.fixture
def april(month, agent):
    """What was met in March is reopened; of what was late the open one ends as met."""
    by = {"actor": agent, "at": LATER}
    reopen_incident(number=month["met"].number, reason="Again.", **by)
    open_one = month["open"].number
    classify_incident(number=open_one, priority=1, reason="Worse.", **by)
    resolve_incident(
        number=open_one,
        resolution="x",
        close_code="solved",
        actor=agent,
        at=LATER + HOUR,
    )


def counted(customer, reader) -> tuple[dict[str, str], list[str]]:
    """Return the figures of the evidence, which are those of the report."""
    found = performance(month_period(MARCH), reader)
    figures = {str(label): str(value) for label, value in found.figures}
    report = service_report_figures(customer=customer, service=None, month=MARCH)
    totals = report["totals"]
    assert figures["Clocks decided"] == str(totals["n"])
    assert figures["Met"].split()[0] == str(totals["met"])
    assert figures["Breached"] == str(totals["breached"])
    assert figures["Void"] == str(totals["void"])
    numbers = [row.number for row in found.rows]
    assert numbers == [row["number"] for row in report["breaches"]]
    return figures, numbers


def test_what_happens_in_april_changes_neither(month, customer, auditor, request):
    before = counted(customer, auditor)
    assert before[0]["Met"].startswith("2 ")

    request.getfixturevalue("april")
    assert not Clock.objects.filter(record=month["met"].pk, verdict="met").exists()
    assert counted(customer, auditor) == before
