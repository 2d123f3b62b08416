"""How the thresholds of clocks are told on the timeline of their record."""

from django.utils.translation import gettext as _

from core.models import Event
from core.sentences import Names, register_sentence
from core.templatetags.core_tags import service_duration
from slm.choices import BREACH, Leg, Metric


def crossed(event: Event, names: Names) -> str:
    if event.facts["percent"] == BREACH:
        return _("noted that %(clock)s passed its target of %(promised)s") % _of(event)
    return _("noted that %(clock)s reached %(percent)s %% of %(promised)s") % _of(event)


def withdrawn(event: Event, names: Names) -> str:
    return _(
        "took back, after a correction, that %(clock)s reached %(percent)s %% of"
        " %(promised)s"
    ) % _of(event)


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


register_sentence("slm.threshold_crossed", crossed, icon="clock")
register_sentence("slm.threshold_withdrawn", withdrawn, icon="clock")
