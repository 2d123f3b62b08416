"""How the thresholds of clocks are told on the timeline of their record."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from calendars.hours import Budget
from core.models import Event
from core.sentences import Names, register_event, register_fields
from slm.choices import BREACH, Metric
from slm.durations import promise_words
from slm.models import (
    AgreedCatalogue,
    Agreement,
    AgreementVersion,
    Clock,
    Crossing,
    Exclusion,
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
    ("agreement.created", gettext_lazy("Agreement drafted")),
    ("agreement.draft_edited", gettext_lazy("Draft changed")),
    ("agreement.draft_started", gettext_lazy("New version drafted")),
    ("agreement.draft_discarded", gettext_lazy("Draft discarded")),
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

for name, title in (
    ("exclusion.requested", gettext_lazy("Exclusion requested")),
    ("exclusion.approved", gettext_lazy("Exclusion approved")),
    ("exclusion.rejected", gettext_lazy("Exclusion rejected")),
    ("exclusion.retracted", gettext_lazy("Request for an exclusion taken back")),
    ("exclusion.withdrawn", gettext_lazy("Exclusion withdrawn")),
):
    register_event(name, title)

for name, title in (
    ("agreed_catalogue.drafted", gettext_lazy("Catalogue drafted for a customer")),
    ("agreed_catalogue.offered", gettext_lazy("Catalogue offered to the customer")),
    ("agreed_catalogue.agreed", gettext_lazy("Catalogue signed by the customer")),
    ("agreed_catalogue.declined", gettext_lazy("Catalogue declined by the customer")),
    ("agreed_catalogue.superseded", gettext_lazy("Agreed catalogue superseded")),
    ("agreed_catalogue.withdrawn", gettext_lazy("Catalogue withdrawn")),
):
    register_event(name, title)

register_fields("exclusion", Exclusion)
register_fields("agreed_catalogue", AgreedCatalogue)
register_fields("agreement", AgreementVersion, Agreement, Target)
register_fields("slm", Crossing, Clock)
register_fields("customer", AgreementVersion)
