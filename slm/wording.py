"""What a clock's figures mean, in sentences."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.templatetags.core_tags import service_duration
from slm.clockwork import Verdict
from slm.ledger import Mode
from slm.selectors import Explanation, to_instant


def exact(value: datetime) -> str:
    """Write an instant to the second, in the reader's zone."""
    shown = pgettext("date format", "D j M Y, H:i:s")
    return date_format(timezone.localtime(value), shown)


def clock_time(seconds: int) -> str:
    """Write service time to the second, so that sums can be done by hand."""
    minutes, rest = divmod(abs(seconds), 60)
    sign = "−" if seconds < 0 else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{rest:02}"


def verdict_sentences(told: Explanation) -> list[str]:
    """Say how the clock stands and why, for those who keep the promise."""
    sentences = [_standing(told)]
    reading = told.reading
    if reading.blamed and (team := told.teams.get(reading.blamed)):
        sentences.append(_("%s held it when the time ran out.") % team)
    if reading.is_relaxed:
        sentences.append(_relaxed(told))
    if reading.gap:
        sentences.append(
            _(
                "Between a stop and taking it up again lie %s of service time, which"
                " count neither as running nor as paused."
            )
            % service_duration(reading.gap)
        )
    return sentences


def _standing(told: Explanation) -> str:
    reading = told.reading
    values = {
        "promised": service_duration(reading.terms.budget),
        "elapsed": service_duration(reading.elapsed),
        "left": service_duration(abs(reading.remaining)),
        "due": exact(to_instant(reading.due_at)) if reading.due_at else "",
        "late": exact(to_instant(reading.late_from)) if reading.late_from else "",
        "stop": exact(to_instant(reading.stopped_at)) if reading.stopped_at else "",
    }
    return _wording(reading.verdict, reading.mode, bool(values["stop"])) % values


def _wording(verdict: Verdict, mode: Mode, is_stopped: bool) -> str:
    if mode is Mode.VOID:
        return _("Void since %(stop)s: it counts neither as met nor as breached.")
    if verdict is Verdict.MET:
        return _(
            "Met on %(stop)s: %(promised)s of service time were promised, %(elapsed)s"
            " were used, %(left)s were to spare."
        )
    if verdict is Verdict.BREACHED and is_stopped:
        return _(
            "Breached on %(late)s: %(promised)s of service time were promised,"
            " %(elapsed)s had elapsed at the stop."
        )
    if verdict is Verdict.BREACHED:
        return _(
            "Breached on %(late)s: %(promised)s of service time were promised,"
            " %(elapsed)s have elapsed by now."
        )
    if mode is Mode.PAUSED:
        return _(
            "Paused: %(elapsed)s of the %(promised)s promised are used, %(left)s are"
            " left once it runs on."
        )
    return _(
        "Running: %(elapsed)s of the %(promised)s promised are used, %(left)s are left;"
        " due on %(due)s."
    )


def _relaxed(told: Explanation) -> str:
    breach = told.reading.breaches[0]
    before = next(
        row.point.terms.budget
        for row in told.reading.rows
        if row.point.terms.target == breach.target
    )
    cause = told.change_of_terms
    return _(
        "Breached on %(at)s, then relaxed by %(more)s because %(who)s %(what)s."
    ) % {
        "at": exact(to_instant(breach.at)),
        "more": service_duration(told.reading.terms.budget - before),
        "who": cause.who if cause else "",
        "what": cause.words if cause else "",
    }


def promise_sentence(told: Explanation) -> str:
    """Say how the clock stands, for those to whom it was promised."""
    reading = told.reading
    values = {
        "promised": service_duration(reading.terms.budget),
        "elapsed": service_duration(reading.elapsed),
        "due": exact(to_instant(reading.due_at)) if reading.due_at else "",
    }
    if reading.mode is Mode.VOID:
        told_plainly = _("This promise no longer counts.")
    elif reading.verdict is Verdict.MET:
        told_plainly = _(
            "We kept our promise: %(elapsed)s of %(promised)s were needed."
        )
    elif reading.verdict is Verdict.BREACHED and reading.stopped_at:
        told_plainly = _("We were late: it took %(elapsed)s instead of %(promised)s.")
    elif reading.verdict is Verdict.BREACHED:
        told_plainly = _("We are late: it was due on %(due)s.")
    elif reading.mode is Mode.PAUSED:
        told_plainly = _(
            "Our time stands still while we wait for you: %(elapsed)s of %(promised)s"
            " are used."
        )
    else:
        told_plainly = _("We promised this by %(due)s.")
    return told_plainly % values


def plain_parts(told: Explanation) -> list[tuple[str, int]]:
    """Return where the time went, in everyday words; nothing that took none."""
    reading = told.reading
    outside = sum(row.outside for row in reading.rows)
    parts = [
        (_("we worked on it, or it waited for us"), reading.elapsed),
        (_("we waited for you"), reading.paused),
        (_("it was solved, before it was taken up again"), reading.gap),
        (_("agreed not to count"), reading.excluded),
        (_("outside the agreed service hours"), outside),
    ]
    return [(label, seconds) for label, seconds in parts if seconds]
