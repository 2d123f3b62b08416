from django.db import models
from django.utils.translation import gettext_lazy as _


class IncidentState(models.TextChoices):
    NEW = "new", _("New")
    ASSIGNED = "assigned", _("Assigned")
    IN_PROGRESS = "in_progress", _("In progress")
    PENDING_CUSTOMER = "pending_customer", _("Waiting for customer")
    PENDING_SUPPLIER = "pending_supplier", _("Waiting for supplier")
    PENDING_PROBLEM = "pending_problem", _("Waiting for problem")
    PENDING_CHANGE = "pending_change", _("Waiting for change")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class CloseCode(models.TextChoices):
    SOLVED = "solved", _("Solved")
    WORKAROUND = "workaround", _("Solved by a workaround")
    BY_REQUESTER = "by_requester", _("Solved by the requester")
    NOT_REPRODUCIBLE = "not_reproducible", _("Could not be reproduced")
    NO_FAULT = "no_fault", _("No fault found")
