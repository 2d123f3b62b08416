"""How the thresholds of clocks are told on the timeline of their record."""

from django.utils.translation import gettext as _

from calendars.hours import Budget
from core.models import Event
from core.sentences import Names, register_sentence
from slm.choices import BREACH, Metric
from slm.durations import promise_words


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
    team = names.get("team", {}).get(event.facts.get("team"))
    leg = str(event.facts["leg"]).upper()
    whose = f"{leg}, {team}" if team else leg
    if event.facts["metric"] == Metric.FIRST_RESPONSE:
        return _("the response clock (%s)") % whose
    return _("the resolution clock (%s)") % whose


register_sentence("slm.threshold_crossed", crossed, icon="clock")
register_sentence("slm.threshold_withdrawn", withdrawn, icon="clock")
