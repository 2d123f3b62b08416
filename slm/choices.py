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


class Level(models.TextChoices):
    """For whom and what a service level agreement is; the later overrides the earlier."""

    CORPORATE = "corporate", _("Corporate")
    CUSTOMER = "customer", _("Customer")
    SERVICE = "service", _("Service")


class ReviewSide(models.TextChoices):
    """With whom agreements are reviewed; what is counted of one says nothing of another."""

    CUSTOMERS = "customers", _("With customers")
    LEGS = "legs", _("With teams and suppliers")


REVIEWED_WITH = {
    ReviewSide.CUSTOMERS: (Leg.SLA,),
    ReviewSide.LEGS: (Leg.OLA, Leg.UC),
}
# Whose fields name the other side of an agreement.
PARTIES = {Leg.SLA: "customer", Leg.OLA: "team", Leg.UC: "supplier"}


class Metric(models.TextChoices):
    FIRST_RESPONSE = "first_response", _("First response")
    RESOLUTION = "resolution", _("Resolution")
    UPDATE_INTERVAL = "update_interval", _("Update interval")


class PeriodMetric(models.TextChoices):
    """What is measured over a month as a whole; no clock runs for it."""

    AVAILABILITY = "availability", _("Availability")
    RESTORE = "restore", _("Mean time to restore service")
    BETWEEN = "between", _("Mean time between failures")
    INTERRUPTIONS = "interruptions", _("Number of interruptions")
    LONGEST = "longest", _("Longest interruption")
    MEASURED = "measured", _("Measured value")
    EXPERIENCE = "experience", _("Experience score")
    IMPACT = "impact", _("User minutes lost")


METRICS = [
    (_("For each record"), Metric.choices),
    (_("For each month"), PeriodMetric.choices),
]
# What customers wish in figures; of a measured value they say it in words.
WISHED_METRICS = [
    METRICS[0],
    (
        METRICS[1][0],
        [one for one in PeriodMetric.choices if one[0] != PeriodMetric.MEASURED],
    ),
]
# What a leg of a chain may promise.
CHAIN_METRICS = [
    *Metric.choices,
    (PeriodMetric.AVAILABILITY.value, PeriodMetric.AVAILABILITY.label),
]
# Told by outages, which are of services.
OF_OUTAGES = (
    PeriodMetric.AVAILABILITY,
    PeriodMetric.RESTORE,
    PeriodMetric.BETWEEN,
    PeriodMetric.INTERRUPTIONS,
    PeriodMetric.LONGEST,
    PeriodMetric.IMPACT,
)
# How many seconds are in the unit of what is a time.
SECONDS_IN = {
    PeriodMetric.RESTORE: 60,
    PeriodMetric.BETWEEN: 3600,
    PeriodMetric.LONGEST: 60,
}


class Direction(models.TextChoices):
    AT_LEAST = "at_least", _("at least")
    AT_MOST = "at_most", _("at most")


# The better way; of measured values the target itself says it.
DIRECTIONS = {
    PeriodMetric.AVAILABILITY: Direction.AT_LEAST,
    PeriodMetric.RESTORE: Direction.AT_MOST,
    PeriodMetric.BETWEEN: Direction.AT_LEAST,
    PeriodMetric.INTERRUPTIONS: Direction.AT_MOST,
    PeriodMetric.LONGEST: Direction.AT_MOST,
    PeriodMetric.EXPERIENCE: Direction.AT_LEAST,
    PeriodMetric.IMPACT: Direction.AT_MOST,
}


class Statistic(models.TextChoices):
    MEAN = "mean", _("mean")
    P95 = "p95", _("95th percentile")
    MAX = "max", _("largest value")


class Loss(models.TextChoices):
    """How much of a service is lost to those affected."""

    FULL = "full", _("Not usable")
    PARTIAL = "partial", _("Degraded")
    NONE = "none", _("A component only, nothing lost to users")


class OutageState(models.TextChoices):
    OPEN = "open", _("Open")
    ENDED = "ended", _("Ended")
    DISPUTED = "disputed", _("Disputed")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OutageSource(models.TextChoices):
    RECORD = "record", _("Incident")
    MONITORING = "monitoring", _("Monitoring")
    HAND = "hand", _("By hand")


# What only customers are promised.
TO_CUSTOMERS = (Metric.UPDATE_INTERVAL,)


class VersionStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    TERMINATED = "terminated", _("Terminated")


class AgreementStanding(models.TextChoices):
    """By what agreements are looked for: a version of them that stands so today."""

    DRAFT = "draft", _("Draft")
    TO_COME = "to_come", _("To come")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    TERMINATED = "terminated", _("Terminated")


class Per(models.TextChoices):
    """The stretch of time for which a limit of workload is agreed."""

    DAY = "day", _("Day")
    WEEK = "week", _("Week")
    MONTH = "month", _("Month")


class Recurrence(models.TextChoices):
    ONCE = "once", _("Once")
    MONTHLY = "monthly", _("Every month")
    YEARLY = "yearly", _("Every year")


class InterruptionsPer(models.TextChoices):
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")


class Unagreed(models.TextChoices):
    """Why a planned interruption counts as an unplanned one under an agreement."""

    NOTICE = "notice", _("announced later than agreed")
    LONGEST = "longest", _("longer than agreed")
    NUMBER = "number", _("more of them than agreed")


class Ladder(models.TextChoices):
    """To whoever knows more, or to whoever decides more."""

    FUNCTIONAL = "functional", _("Functional")
    HIERARCHICAL = "hierarchical", _("Hierarchical")


class Whom(models.TextChoices):
    """Who is told by a step of an escalation."""

    HOLDER = "holder", _("Whoever has it in hand, else the team")
    TEAM = "team", _("The team")
    LEADS = "leads", _("The leads of the team")
    ON_CALL = "on_call", _("Whoever of the team is on call")
    MANAGERS = "managers", _("Service level managers")
    ROLE = "role", _("A role")
    PERSON = "person", _("A person")
    CUSTOMER = "customer", _("Representatives of the customer")


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


class RequirementState(models.TextChoices):
    """How far a need of a customer has come."""

    GATHERED = "gathered", _("Gathered")
    ASSESSED = "assessed", _("Assessed")
    RESOLVED = "resolved", _("Resolved")
    DOCUMENTED = "documented", _("Documented")


class Resolution(models.TextChoices):
    """What is done about a need."""

    CAN_DO = "can_do", _("Can be done")
    CHANGE_CAPABILITY = "change_capability", _("Change what we can deliver")
    CHANGE_NEED = "change_need", _("Change the need")
    NO_ACTION = "no_action", _("No action")


class Coverage(models.TextChoices):
    """How far what was agreed answers a need."""

    WHOLLY = "wholly", _("Answered")
    PARTLY = "partly", _("Partly answered")
    NOT = "not", _("Not answered")
    OPEN = "open", _("Not decided yet")


class CapabilityState(models.TextChoices):
    """How far the capability assessment of a year has come."""

    PLANNED = "planned", _("Planned")
    IN_ASSESSMENT = "in_assessment", _("In assessment")
    DECIDED = "decided", _("Decided")
    CARRIED_OUT = "carried_out", _("Carried out")


class CapabilityDecision(models.TextChoices):
    """What becomes of a service, from what is asked for and what can be delivered."""

    KEEP = "keep", _("Keep")
    EXTEND = "extend", _("Extend")
    CHANGE = "change", _("Change")
    WITHDRAW = "withdraw", _("Withdraw")
    NO_ACTION = "no_action", _("No action")


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
    # Of a month as a whole: too little is known to say.
    UNKNOWN = "unknown", _("Cannot be told")


class GoalStanding(models.TextChoices):
    """How a goal stands: its verdict, but of a period that runs what may become of it."""

    KEPT = "kept", _("Goal reached")
    SAFE = "safe", _("Safe so far")
    AT_RISK = "at_risk", _("Goal at risk")
    SHORT = "short", _("Short of its goal so far")
    LOST = "lost", _("Goal lost")
    MISSED = "missed", _("Goal not reached")
    NOTHING = "nothing", _("Nothing fell due")
    UNKNOWN = "unknown", _("Cannot be told")


class Outlook(models.TextChoices):
    """Whether a goal can still be reached in a period that runs."""

    NOTHING = "nothing", _("Nothing fell due yet")
    SAFE = "safe", _("Safe so far")
    TIGHT = "tight", _("No room left")
    AT_RISK = "at_risk", _("Goal at risk")
    LOST = "lost", _("Goal lost")


class HintKind(models.TextChoices):
    """Why something deserves an improvement though nothing need be broken."""

    HOLLOW = "hollow", _("Hollow green")
    FALLING = "falling", _("Getting worse")
    NARROW = "narrow", _("Narrowly met")
    NEAR_GOAL = "near_goal", _("Goal reached by little")


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


class Stage(models.TextChoices):
    """How far an unpublished version has come; derived from offers and signatures."""

    DRAFT = "draft", _("Draft")
    NEGOTIATION = "in_negotiation", _("In negotiation")
    AGREED = "agreed", _("Agreed")


class OfferState(models.TextChoices):
    """What became of an offer of one wording to the other side."""

    OPEN = "open", _("Offered")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CHANGED = "changed", _("Wording changed")
    AGREED = "agreed", _("Put into force")


class SignatureRole(models.TextChoices):
    """For whom somebody signs an agreement."""

    OWNER = "service_owner", _("Service owner")
    MANAGER = "service_level_manager", _("Service level manager")
    CUSTOMER = "customer", _("Customer representative")
    LEAD = "team_lead", _("Lead of the group")
    CONTRACT_MANAGER = "contract_manager", _("Contract manager")
    SUPPLIER = "supplier", _("Supplier")


# Who signs what; an interim agreement is issued by the service level manager alone.
SIGNATORIES = {
    Leg.SLA: (SignatureRole.OWNER, SignatureRole.MANAGER, SignatureRole.CUSTOMER),
    Leg.OLA: (SignatureRole.LEAD, SignatureRole.MANAGER),
    Leg.UC: (SignatureRole.CONTRACT_MANAGER, SignatureRole.SUPPLIER),
}
# A customer that acts as supplier.
ACTING_SIGNATORIES = (SignatureRole.SUPPLIER, SignatureRole.MANAGER)
INTERIM_SIGNATORIES = (SignatureRole.MANAGER,)
# Who speaks for the other side.
OTHER_SIDE = (SignatureRole.CUSTOMER, SignatureRole.LEAD, SignatureRole.SUPPLIER)


class CatalogueState(models.TextChoices):
    """How a version of a customer's catalogue stands."""

    DRAFT = "draft", _("Draft")
    OFFERED = "offered", _("Offered")
    AGREED = "agreed", _("Agreed")
    SUPERSEDED = "superseded", _("Superseded")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
