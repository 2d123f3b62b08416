"""How promises are said."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from calendars.hours import Budget
from core.charts import share_bars
from core.language import mid_sentence
from core.templatetags.core_tags import tone_of_clock
from core.wording import percent
from records.choices import Priority, WaitingFor
from slm.choices import ClockStatus, Metric, PeriodMetric
from slm.durations import budget_words, number_words, plain_percent, target_words
from slm.models import Clock, Outage, Target
from slm.selectors import Compliance, Tally, goal_words
from slm.selectors.availability import Reckoned
from slm.selectors.clauses import notice_words
from slm.selectors.completeness import measures_of
from slm.selectors.crediting import credit_due, credit_reason
from slm.selectors.month_outlook import month_forecast, month_standing
from slm.selectors.month_pages import page_behind
from slm.selectors.outages import outage_standing
from slm.selectors.target_words import credit_words, lines_beside
from slm.wording import amount, clock_time, exact

ALL = 100
register = template.Library()
register.filter("notice_words", notice_words)
register.filter("lines_beside", lines_beside)
register.filter("metric_name", measures_of)
register.filter("credit_due", credit_due)
register.filter("credit_reason", credit_reason)
register.filter("credit_words", credit_words)
register.filter("month_forecast", month_forecast)
register.filter("month_standing", month_standing)
register.filter("behind_month", page_behind)


@register.filter
def budget(value: Budget | None) -> str:
    """Say how long a promise gives: “4 h”, “2 working days”."""
    if value is None:
        return "–"
    return _unbroken(budget_words(value), value)


def _unbroken(words: str, value: Budget) -> str:
    return words.replace(" ", "\u00a0") if value.working_days is None else words


@register.filter
def promised(value: Budget | None, metric: str) -> str:
    """Say what a target of that metric gives: “4 h”, “every 4 h”."""
    if value is None:
        return "–"
    return _unbroken(target_words(metric, value), value)


@register.filter
def in_cases(goal: Decimal) -> str:
    """Say how often a promise is to be kept, as its customer would."""
    if goal >= ALL:
        return _("in every case")
    return _("in %s %% of cases a month") % number_format(plain_percent(goal))


@register.filter
def promise_name(metric: str) -> str:
    """Call what was promised as its customer would."""
    names = {
        Metric.FIRST_RESPONSE: _("First response"),
        Metric.RESOLUTION: _("A solution"),
        Metric.UPDATE_INTERVAL: _("News on where it is"),
    }
    return names[Metric(metric)]


@register.filter
def waiting_words(pauses: list[str]) -> str:
    """Name what a record may wait for: “customer, supplier”."""
    return ", ".join(mid_sentence(WaitingFor(pause).label) for pause in pauses)


@register.filter
def clock_status(value: str) -> str:
    """Return the word for how a clock stands."""
    return str(ClockStatus(value).label)


@register.filter
def tone_of_status(value: str) -> str:
    """Return its tone; none for what no longer counts."""
    tone = tone_of_clock(value)
    return "" if tone == "none" else tone


@register.filter
def exact_instant(value: datetime | None) -> str:
    """Show an instant to the second, as a ledger needs it."""
    return "–" if value is None else exact(value)


@register.filter
def hms(seconds: int | None) -> str:
    """Show service time as “4:12:05”, so that sums can be done by hand."""
    return clock_time(seconds) if seconds else "–"


@register.filter
def time_used(seconds: int | None) -> str:
    """Show service time in the same way, and none of it as “0:00:00”."""
    return "–" if seconds is None else clock_time(seconds)


@register.filter
def spelled(seconds: int | None) -> str:
    """Show service time in words, and to the second where that makes a difference."""
    return amount(seconds) if seconds else "–"


@register.filter
def unbroken(figure: str) -> str:
    """Keep a figure and its unit on one line."""
    return figure.replace(" ", "\N{NO-BREAK SPACE}")


@register.filter
def priority_words(level: int | None) -> str:
    """Name a priority of a target, or say that it is for every other."""
    return str(Priority(level).label) if level else _("Every other")


@register.filter
def tone_of_goal_reached(verdict: str) -> str:
    """Return the tone of whether a goal was reached."""
    tones = {"kept": "track", "safe": "track", "at_risk": "risk", "short": "risk"}
    return {**tones, "lost": "breached", "missed": "breached"}.get(verdict, "")


@register.filter
def tone_of_outlook(outlook: str) -> str:
    """Return the tone of whether a goal can still be reached."""
    tones = {"safe": "track", "at_risk": "risk", "lost": "breached"}
    return tones.get(outlook, "")


@register.filter
def decided_within(shown: Compliance, url: str) -> str:
    """Narrow an address of clocks to those that were decided in a period."""
    return f"{url}&decided_from={shown.first}&decided_until={shown.last}"


@register.filter
def trend_bars(trend: Sequence[Tally]) -> list[dict[str, Any]]:
    """Return small bars for the share met, the oldest first; none where nothing was."""
    return share_bars([one.share for one in trend])


@register.filter
def share_words(share: str | None) -> str:
    """Show a share, as it is written in JSON, as a percentage."""
    return percent(None if share is None else Decimal(share))


@register.filter
def exact_percent(share: Decimal | None) -> str:
    """Show an availability as it was reckoned, as everywhere else."""
    return "–" if share is None else _("%s %%") % number_words(share * 100)


@register.filter
def goal_of(target: Target | None) -> str:
    """Say what a target of a month promises; of none, that nothing is."""
    return goal_words(target) if target else _("nothing promised")


@register.filter
def availability_goal(target: Target | None) -> str:
    """Say what is promised of availability, if anything is by this target."""
    is_other = target is not None and target.metric != PeriodMetric.AVAILABILITY
    return "" if is_other else goal_of(target)


@register.filter
def lost_time(lost: int) -> str:
    """Show seconds × percent as time, to the second below."""
    return spelled(lost // 100)


@register.filter
def whole_minutes(seconds: int) -> str:
    """Show a number of seconds as whole minutes."""
    return number_format(seconds // 60, force_grouping=True)


@register.filter
def phase_name(name: str) -> str:
    """Call a phase of an outage by its name."""
    names = {
        "detect": _("to detect"),
        "respond": _("to take up"),
        "repair": _("to repair"),
        "restore": _("to restore"),
    }
    return names.get(name, _("course not known"))


@register.filter
def phase_untold(name: str) -> str:
    """Say what nobody told of an outage, so that a phase is taken to last to its end."""
    names = {
        "respond": _("when it was taken up was not said, until it was back"),
        "repair": _("when it was repaired was not said, until it was back"),
    }
    return names.get(name, "")


@register.filter
def course_of(outage: Outage) -> Iterator[tuple[str, datetime, float]]:
    """Walk through what is known of an outage's course, with the time since before."""
    labels = {
        "start": (_("Began"), _("Begins")),
        "detected_at": (_("Detected"), _("Detected")),
        "responded_at": (_("Taken up"), _("Taken up")),
        "repaired_at": (_("Repaired"), _("Repaired")),
        "end": (_("Back again"), _("To be back again")),
    }
    now = timezone.now()
    before = outage.start
    for name, at in outage.instants():
        yield labels[name][at > now], at, int((at - before).total_seconds())
        before = at


@register.filter("outage_standing")
def standing_now(outage: Outage) -> str:
    """Name its state as it is now: “Ended”, or “Planned” of what is to come."""
    return outage_standing(outage, timezone.now())


@register.filter
def unagreed(reckoned: Reckoned, outage: Outage) -> str:
    """Say why what was planned counts as an outage; nothing if it does not."""
    reason = reckoned.unagreed.get(outage.pk)
    return mid_sentence(reason.label) if reason else ""


@register.filter
def critical_of(named: Mapping[int, str], subject: Outage | Clock) -> str:
    """Name the critical periods that an outage or a breach fell into."""
    return named.get(subject.pk, "")


@register.filter
def plain(value: Decimal) -> str:
    """Show a number without needless noughts."""
    return number_words(value)
