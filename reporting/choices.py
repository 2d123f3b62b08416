from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What each clause of ISO/IEC 20000-1:2011 is about, in our words.
CLAUSES: dict[str, str | Promise] = {
    "4.5": _("Establish and improve the management system"),
    "6.1": _("Service level management"),
    "6.2": _("Service reporting"),
    "6.3": _("Service continuity and availability"),
    "8.1": _("Incidents and service requests"),
}


class Line(models.TextChoices):
    """The lines by which what was open becomes what is open, in their order."""

    OPENED = "opened", _("Opened")
    REOPENED = "reopened", _("Reopened")
    TAKEN_OVER = "taken_over", _("Moved here from another service or customer")
    RESOLVED = "resolved", _("Resolved")
    CANCELLED = "cancelled", _("Cancelled")
    PASSED_ON = "passed_on", _("Moved to another service or customer")


CAME = (Line.OPENED, Line.REOPENED, Line.TAKEN_OVER)
WENT = (Line.RESOLVED, Line.CANCELLED, Line.PASSED_ON)
MOVES = (Line.TAKEN_OVER, Line.PASSED_ON)

# The long work of issuing all reports of a month to a customer.
SET_OF_REPORTS = "service_reports"


class QueryState(models.TextChoices):
    OPEN = "open", _("Open")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed")
