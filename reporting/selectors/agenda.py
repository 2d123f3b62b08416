"""What reports know that belongs on the agenda of a review."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from core.evidence import Period
from reporting.choices import Line
from reporting.selectors.workload import Scope, workload
from slm.selectors.agenda import limits_on_the_agenda
from slm.selectors.reviewing import agreement_of, period_of
from workflow.meetings import AgendaLine
from workflow.models import Meeting


def workload_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with how much work there was: the same figures as in the reports."""
    agreement, period = agreement_of(meeting), period_of(meeting)
    if agreement is None or period is None:
        return
    past = Period(period.start, max(period.start, min(period.end, at)))
    facts = list(limits_on_the_agenda(agreement, past))
    if agreement.customer_id is not None:
        work = workload(Scope(agreement.customer_id), past)
        facts = [
            (_("Opened"), str(work.count(Line.OPENED)), ""),
            (_("Resolved"), str(work.count(Line.RESOLVED)), ""),
            *facts,
        ]
    if facts:
        yield AgendaLine(_("Workload"), facts=facts)
