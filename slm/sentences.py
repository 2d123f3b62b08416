"""How the thresholds of clocks are told on the timeline of their record."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.hours import Budget
from core.models import Event
from core.sentences import Names, register_event, register_fields
from slm.choices import BREACH, Metric
from slm.contents import BY_KEY, SECTIONS
from slm.durations import promise_words
from slm.models import (
    AgreedCatalogue,
    Agreement,
    AgreementVersion,
    Arrangement,
    BreachCause,
    CapabilityAssessment,
    Clock,
    ClockCause,
    Crossing,
    Exclusion,
    Measure,
    MeasuredValue,
    MonthCause,
    Offer,
    Outage,
    OutageCause,
    PeriodResult,
    Repair,
    ServiceLevelRequirement,
    Target,
)


def crossed(event: Event, names: Names) -> str:
    if event.facts["percent"] == BREACH:
        return _("noted that %(clock)s passed its target of %(promised)s") % _of(
            event, names
        )
    return _("noted that %(clock)s reached %(percent)s %% of %(promised)s") % _of(
        event, names
    )


def withdrawn(event: Event, names: Names) -> str:
    return _(
        "took back, after a correction, that %(clock)s reached %(percent)s %% of"
        " %(promised)s"
    ) % _of(event, names)


def which(event: Event) -> str:
    """Return of which clock how much was used."""
    return f"{clock_words(event, {})}, {event.facts['percent']} %"


def _of(event: Event, names: Names) -> dict[str, object]:
    return {
        "clock": clock_words(event, names),
        "percent": event.facts["percent"],
        "promised": _promised(event),
    }


def _promised(event: Event) -> str:
    seconds, agreed = event.facts.get("promised"), event.facts.get("promise")
    if not seconds:
        return _("the time agreed")
    # What was recorded first said the seconds alone.
    return promise_words(Budget(**(agreed or {})), seconds)


def limits_shown(event: Event, limits: list[dict[str, object]]) -> str:
    """Say limits of workload, without the names of services."""
    return "; ".join(
        f"{one['record_kind']} {one['lower'] or 0}–{one['upper'] or '∞'} / {one['per']}"
        for one in limits
    )


def sections_shown(event: Event, keys: list[str]) -> str:
    return ", ".join(str(BY_KEY[key].heading) for key in keys if key in BY_KEY)


def periods_shown(event: Event, periods: list[dict[str, object]]) -> str:
    return "; ".join(
        f"{one['name']} {one['starts_on']} – {one['ends_on']}" for one in periods
    )


def clock_words(event: Event, names: Names) -> str:
    """Say which clock an event is about: what it measures, and on whose promise."""
    facts = event.facts
    team = names.get("team", {}).get(facts.get("team"))
    holder = team or names.get("organisation", {}).get(facts.get("supplier"))
    leg = str(facts["leg"]).upper()
    whose = f"{leg}, {holder}" if holder else leg
    if facts["metric"] == Metric.UPDATE_INTERVAL:
        return _("the clock of update %(turn)s (%(whose)s)") % {
            "turn": facts["turn"],
            "whose": whose,
        }
    if facts["metric"] == Metric.FIRST_RESPONSE:
        return _("the response clock (%s)") % whose
    return _("the resolution clock (%s)") % whose


register_event(
    "slm.threshold_crossed",
    gettext_lazy("Threshold reached"),
    crossed,
    detail=which,
    icon="clock",
)
register_event(
    "slm.threshold_withdrawn",
    gettext_lazy("Threshold taken back by a correction"),
    withdrawn,
    detail=which,
    icon="clock",
)

for name, title in (
    ("breach.cause_added", gettext_lazy("Cause of breaches added to the list")),
    ("breach.cause_changed", gettext_lazy("Cause of breaches changed in the list")),
    ("breach.explained", gettext_lazy("Cause of a breach given")),
    ("month.explained", gettext_lazy("Cause of a missed month given")),
):
    register_event(name, title)

for name, title in (
    ("agreement.created", gettext_lazy("Agreement drafted")),
    ("agreement.draft_edited", gettext_lazy("Draft changed")),
    ("agreement.draft_started", gettext_lazy("New version drafted")),
    ("agreement.draft_discarded", gettext_lazy("Draft discarded")),
    ("agreement.contents_edited", gettext_lazy("Contents of the draft changed")),
    ("agreement.target_added", gettext_lazy("Target added to the draft")),
    ("agreement.target_changed", gettext_lazy("Target of the draft changed")),
    ("agreement.target_removed", gettext_lazy("Target removed from the draft")),
    ("customer.categories_mapped", gettext_lazy("Categories mapped to services")),
):
    register_event(name, title)

for name, title in (
    ("agreement.activated", gettext_lazy("Version put into force")),
    ("agreement.superseded", gettext_lazy("Version superseded")),
    ("agreement.terminated", gettext_lazy("Version terminated")),
):
    register_event(name, title, detail=lambda event: str(event.facts["version"]))


def escalated(event: Event, names: Names) -> str:
    return _("told more people that %(clock)s reached %(percent)s %%") % _of(
        event, names
    )


def acknowledged(event: Event, names: Names) -> str:
    return _("acknowledged that %(clock)s reached %(percent)s %%") % _of(event, names)


register_event(
    "slm.escalated",
    gettext_lazy("Escalated further"),
    escalated,
    detail=which,
    icon="clock",
)
register_event(
    "slm.escalation_acknowledged",
    gettext_lazy("Escalation acknowledged"),
    acknowledged,
    detail=which,
    icon="check",
)
register_event("slm.escalated_together", gettext_lazy("Many escalated together"))

for name, title in (
    ("agreement.step_added", gettext_lazy("Step of the escalation added")),
    ("agreement.step_removed", gettext_lazy("Step of the escalation removed")),
):
    register_event(name, title)

for name, title in (
    ("agreement.chain_broken", gettext_lazy("What it rests on does not bear it")),
    ("agreement.chain_mended", gettext_lazy("What it rests on bears it again")),
):
    register_event(name, title, detail=lambda event: event.facts["because"])

for name, title in (
    ("agreement.offered", gettext_lazy("Draft offered to the other side")),
    ("agreement.offer_declined", gettext_lazy("Offer declined")),
    ("agreement.offer_withdrawn", gettext_lazy("Offer withdrawn")),
    ("agreement.signed", gettext_lazy("Version signed")),
    ("agreement.signatures_voided", gettext_lazy("Wording changed, signatures void")),
    ("agreement.commented", gettext_lazy("Comment on the draft")),
    ("agreement.comment_settled", gettext_lazy("Comment settled")),
    ("agreement.ends_soon", gettext_lazy("Warned of the end of the version")),
    ("agreement.expired", gettext_lazy("Version expired")),
    ("agreement.renewed", gettext_lazy("Version renewed tacitly")),
    ("agreement.not_renewed", gettext_lazy("Version could not renew")),
    ("agreement.review_due", gettext_lazy("Review of the version due")),
    ("agreement.review_moved", gettext_lazy("Next review of the version set")),
):
    register_event(name, title, detail=lambda event: str(event.facts["version"]))

register_event(
    "agreement.allowance_used",
    gettext_lazy("Nearly all that a month allows is used up, or all"),
    detail=lambda event: f"{event.facts['month'][:7]}, {event.facts['percent']} %",
)

register_event(
    "agreement.times_moved",
    gettext_lazy("Promised times of a customer moved by a repair"),
    detail=lambda event: f"{event.facts['repair']}: {event.facts['moved']}",
)

for name, title in (
    ("exclusion.requested", gettext_lazy("Exclusion requested")),
    ("exclusion.counted", gettext_lazy("Effect of the exclusion counted")),
    ("exclusion.approved", gettext_lazy("Exclusion approved")),
    ("exclusion.rejected", gettext_lazy("Exclusion rejected")),
    ("exclusion.retracted", gettext_lazy("Request for an exclusion taken back")),
    ("exclusion.withdrawn", gettext_lazy("Exclusion withdrawn")),
):
    register_event(name, title)

for name, title in (
    ("period.closed", gettext_lazy("Month closed")),
    ("period.revised", gettext_lazy("Closed month revised")),
    ("period.doubted", gettext_lazy("Closed month reads otherwise by now")),
):
    register_event(name, title, detail=lambda event: str(event.facts["month"])[:7])

register_fields("period", PeriodResult)

for name, title in (
    ("requirement.gathered", gettext_lazy("Requirement gathered")),
    ("requirement.edited", gettext_lazy("Requirement changed")),
    ("requirement.assessed", gettext_lazy("Requirement assessed")),
    ("requirement.resolved", gettext_lazy("Requirement resolved")),
    ("requirement.documented", gettext_lazy("Requirement documented")),
):
    register_event(name, title)

register_fields("requirement", ServiceLevelRequirement)

for name, title in (
    ("repair.requested", gettext_lazy("Repair requested")),
    ("repair.counted", gettext_lazy("Effect of the repair counted")),
    ("repair.approved", gettext_lazy("Repair approved")),
    ("repair.rejected", gettext_lazy("Repair rejected")),
    ("repair.retracted", gettext_lazy("Request for a repair taken back")),
    ("what_if.made", gettext_lazy("What-if replayed")),
):
    register_event(name, title)

register_fields("repair", Repair)

for name, title in (
    ("capability.planned", gettext_lazy("Capability assessment planned")),
    ("capability.plan_named", gettext_lazy("Plan of the assessment named")),
    ("capability.started", gettext_lazy("Capability assessment begun")),
    ("capability.services_added", gettext_lazy("New services to be assessed")),
    ("capability.decided", gettext_lazy("Capability decided")),
    ("capability.carried_out", gettext_lazy("Capability assessment carried out")),
):
    register_event(name, title)
for name, title in (
    ("capability.assessed", gettext_lazy("Capability of a service assessed")),
    ("capability.catalogue_updated", gettext_lazy("Catalogue follows the decision")),
):
    register_event(name, title, detail=lambda event: str(event.facts["service"]))

register_fields("capability", CapabilityAssessment)

for name, title in (
    ("outage.reported", gettext_lazy("Outage reported")),
    ("outage.amended", gettext_lazy("Outage changed while open")),
    ("outage.ended", gettext_lazy("Outage ended")),
    ("outage.confirmed", gettext_lazy("Outage confirmed")),
    ("outage.disputed", gettext_lazy("Outage disputed")),
    ("outage.corrected", gettext_lazy("Outage corrected")),
    ("outage.withdrawn", gettext_lazy("Outage withdrawn")),
    ("outage.explained", gettext_lazy("Cause of the outage said")),
    ("measure.created", gettext_lazy("Measure created")),
    ("measure.edited", gettext_lazy("Measure changed")),
    ("measure.values_recorded", gettext_lazy("Measured values recorded")),
    ("measure.value_corrected", gettext_lazy("Measured value corrected")),
):
    register_event(name, title)

register_fields("outage", Outage, OutageCause)
register_fields(
    "measure",
    Measure,
    MeasuredValue,
    count=gettext_lazy("values"),
    first=gettext_lazy("first"),
    last=gettext_lazy("last"),
    how=gettext_lazy("brought in by"),
    measured=gettext_lazy("measured"),
)
register_fields("exclusion", Exclusion)
register_fields(
    "agreement",
    AgreementVersion,
    Agreement,
    Target,
    Arrangement,
    Offer,
    shows={
        "limits": limits_shown,
        "periods": periods_shown,
        "sections": sections_shown,
    },
    draft_title=gettext_lazy("title of the draft"),
    limits=gettext_lazy("workload limits"),
    periods=gettext_lazy("critical business periods"),
    sections=gettext_lazy("sections"),
    **{f"section_{one.key}": one.heading for one in SECTIONS},
)

for name, title in (
    ("agreed_catalogue.drafted", gettext_lazy("Catalogue drafted for a customer")),
    ("agreed_catalogue.offered", gettext_lazy("Catalogue offered to the customer")),
    ("agreed_catalogue.agreed", gettext_lazy("Catalogue signed by the customer")),
    ("agreed_catalogue.declined", gettext_lazy("Catalogue declined by the customer")),
    ("agreed_catalogue.asked_anew", gettext_lazy("Customer asks to agree anew")),
    ("agreed_catalogue.superseded", gettext_lazy("Agreed catalogue superseded")),
    ("agreed_catalogue.withdrawn", gettext_lazy("Catalogue withdrawn")),
):
    register_event(name, title)

register_fields("agreed_catalogue", AgreedCatalogue)
register_fields("slm", Crossing, Clock)
register_fields("breach", ClockCause, BreachCause)
register_fields("month", MonthCause)
register_fields("customer", AgreementVersion)
