"""Reports of the months that are over, and a pack of evidence on the last of them."""

from datetime import datetime, timedelta
from typing import Any

from core.evidence import Period
from core.models import User
from core.periods import first_of, month, shift
from core.system_users import system_user
from reporting.models import EvidencePack
from reporting.selectors import customers_due_reports, reports_due
from reporting.services import issue_report, issue_set_of_reports, make_pack
from sms.demo import world

MONTHS = 5
CLAUSES = ("6.1", "6.2", "8.1")
# Midnight is over by then wherever the customers are.
EARLY = timedelta(hours=4)


def issue_reports(anchor: datetime) -> None:
    """
    Report to every customer on every whole month that there are incidents of.

    By service on the last of them only: that is enough to look at.
    """
    actor = system_user("reporting")
    for back in range(MONTHS, 0, -1):
        first = shift(first_of(anchor), -back)
        by: dict[str, Any] = {"actor": actor, "at": month(first).end + EARLY}
        for customer in customers_due_reports(first):
            if back == 1:
                issue_set_of_reports(customer=customer, month=first, **by)
            elif None in reports_due(customer, first):
                issue_report(customer=customer, month=first, **by)


def prepare_evidence(anchor: datetime) -> None:
    """Make a pack as an auditor would, unless there is one."""
    if EvidencePack.objects.exists():
        return
    auditor = next(m for m in world.PEOPLE if m.sign_in == "auditor")
    last: Period = month(shift(first_of(anchor), -1))
    make_pack(
        clauses=CLAUSES,
        period=last,
        prepared_for="Management review",
        actor=User.objects.get(email=auditor.email),
        at=anchor,
    )
