from django.db import models
from django.utils.translation import gettext_lazy as _

BREACH = 100
# From this share of the budget on leads are told, and a lower priority needs a reason.
LATE = 75


class Leg(models.TextChoices):
    """On whose promise a clock runs."""

    SLA = "sla", _("Service level agreement")
    OLA = "ola", _("Operational level agreement")
    UC = "uc", _("Underpinning contract")


# Whose fields name the other side of an agreement.
PARTIES = {Leg.SLA: "customer", Leg.OLA: "team", Leg.UC: "supplier"}


class Metric(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    RESOLUTION = "resolution", _("Resolution")
    UPDATE_INTERVAL = "update_interval", _("Update interval")


# What only customers are promised.
TO_CUSTOMERS = (Metric.UPDATE_INTERVAL,)


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    TERMINATED = "terminated", _("Terminated")


class ExclusionReason(models.TextChoices):
    """Why time does not count: what was agreed, or what is not the provider's doing."""

    MAINTENANCE = "maintenance", _("Agreed maintenance")
    CUSTOMER = "customer", _("Caused by the customer")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")


class ExclusionState(models.TextChoices):
    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Mode(models.TextChoices):
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    STOPPED = "stopped", _("Stopped")
    VOID = "void", _("Void")


HALTED = (Mode.STOPPED, Mode.VOID)


class Verdict(models.TextChoices):
    OPEN = "open", _("Open")
    MET = "met", _("Met")
    BREACHED = "breached", _("Breached")
    VOID = "void", _("Void")


class GoalVerdict(models.TextChoices):
    """Whether a target's goal was reached over a period."""

    KEPT = "kept", _("Goal reached")
    MISSED = "missed", _("Goal not reached")
    NOTHING = "nothing", _("Nothing fell due")


class ClockStatus(models.TextChoices):
    """How a clock stands, in the words of lists and tiles."""

    BREACHED = "breached", _("Breached")
    AT_RISK = "at_risk", _("At risk")
    PAUSED = "paused", _("Paused")
    ON_TRACK = "on_track", _("On track")
    MET = "met", _("Met")
    MISSED = "missed", _("Breached, stopped")
    VOID = "void", _("Void")


OPEN_STATUSES = (
    ClockStatus.BREACHED,
    ClockStatus.AT_RISK,
    ClockStatus.PAUSED,
    ClockStatus.ON_TRACK,
)


class CatalogueState(models.TextChoices):
    """How a version of a customer's catalogue stands."""

    DRAFT = "draft", _("Draft")
    OFFERED = "offered", _("Offered")
    AGREED = "agreed", _("Agreed")
    SUPERSEDED = "superseded", _("Superseded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
