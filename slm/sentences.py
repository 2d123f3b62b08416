"""How the thresholds of clocks are told on the timeline of their record."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Event
from core.sentences import Names, register_event, register_fields
from core.templatetags.core_tags import service_duration
from slm.choices import BREACH, Leg, Metric
from slm.models import Agreement, AgreementVersion, Clock, Crossing, Target


def crossed(event: Event, names: Names) -> str:
    if event.facts["percent"] == BREACH:
        return _("noted that %(clock)s passed its target of %(promised)s") % _of(event)
    return _("noted that %(clock)s reached %(percent)s %% of %(promised)s") % _of(event)


def withdrawn(event: Event, names: Names) -> str:
    return _(
        "took back, after a correction, that %(clock)s reached %(percent)s %% of"
        " %(promised)s"
    ) % _of(event)


def which(event: Event) -> str:
    """Return of which clock how much was used."""
    return f"{_clock(event.facts['metric'], event.facts['leg'])}, {event.facts['percent']} %"


def _of(event: Event) -> dict[str, object]:
    promised = event.facts.get("promised")
    return {
        "clock": _clock(event.facts["metric"], event.facts["leg"]),
        "percent": event.facts["percent"],
        "promised": service_duration(promised) if promised else _("the time agreed"),
    }


def _clock(metric: str, leg: str) -> str:
    is_response = metric == Metric.FIRST_RESPONSE
    if leg == Leg.SLA:
        return _("the response clock") if is_response else _("the resolution clock")
    if is_response:
        return _("the team's response clock")
    return _("the team's resolution clock")


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

register_fields("agreement", AgreementVersion, Agreement, Target)
register_fields("slm", Crossing, Clock)
register_fields("customer", AgreementVersion)
