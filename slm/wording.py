"""What a clock's figures mean, in sentences."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.language import local_time
from core.wording import service_duration
from records.choices import WaitingFor
from slm.clockwork import Reading, Verdict
from slm.durations import promise_words
from slm.ledger import Mode
from slm.selectors import Explanation, to_instant
from slm.selectors.explaining import Relaxation
from slm.selectors.moves import Move, Why

# Of a clock whose calendar offers too little time ever to be due.
NEVER = "–"


def exact(value: datetime) -> str:
    """Write an instant to the second, in the reader's zone."""
    shown = pgettext("date format", "D j M Y, H:i:s")
    return date_format(local_time(value), shown)


def clock_time(seconds: int) -> str:
    """Write service time to the second, so that sums can be done by hand."""
    minutes, rest = divmod(abs(seconds), 60)
    sign = "−" if seconds < 0 else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{rest:02}"


def amount(seconds: int) -> str:
    """Write service time in words, but to the second where that makes a difference."""
    return clock_time(seconds) if seconds % 60 else service_duration(seconds)


def _service_time(seconds: int) -> str:
    return _("%s of service time") % amount(seconds)


def verdict_sentences(told: Explanation) -> list[str]:
    """Say how the clock stands and why, for those who keep the promise."""
    sentences = [_standing(told)]
    reading = told.reading
    if reading.late_from:
        holder = told.holders.of(reading.blamed)
        sentences.append(
            _("%s held it when the time ran out.") % holder
            if holder
            else _("Nobody held it when the time ran out.")
        )
    if reading.is_relaxed and told.relaxation:
        sentences.append(_relaxed(told.relaxation))
    return [*sentences, *_left_out(reading)]


def _left_out(reading: Reading) -> Iterator[str]:
    """Say what neither ran nor paused."""
    if reading.gap > reading.unpromised:
        yield _(
            "Between a stop and taking it up again lie %s of service time, which"
            " count neither as running nor as paused."
        ) % amount(reading.gap - reading.unpromised)
    if reading.unpromised:
        yield _(
            "For %s of service time nothing was promised: they count neither as"
            " running nor as paused."
        ) % amount(reading.unpromised)


def _standing(told: Explanation) -> str:
    reading = told.reading
    values = {
        "promised": promise_words(
            reading.terms.promise, reading.terms.budget, _service_time
        ),
        "elapsed": amount(reading.elapsed),
        "left": amount(abs(reading.remaining)),
        "due": exact(to_instant(reading.due_at)) if reading.due_at else NEVER,
        "late": exact(to_instant(reading.late_from)) if reading.late_from else "",
        "stop": exact(to_instant(reading.stopped_at)) if reading.stopped_at else "",
    }
    return _wording(reading.verdict, reading.mode, bool(values["stop"])) % values


def _wording(verdict: Verdict, mode: Mode, is_stopped: bool) -> str:
    if mode is Mode.VOID:
        return _("Void since %(stop)s: it counts neither as met nor as breached.")
    if verdict is Verdict.MET:
        return _(
            "Met on %(stop)s: %(promised)s were promised, %(elapsed)s"
            " were used, %(left)s were to spare."
        )
    if verdict is Verdict.BREACHED and is_stopped:
        return _(
            "Breached on %(late)s: %(promised)s were promised,"
            " %(elapsed)s had elapsed at the stop."
        )
    if verdict is Verdict.BREACHED:
        return _(
            "Breached on %(late)s: %(promised)s were promised,"
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


def _relaxed(relaxation: Relaxation) -> str:
    return _(
        "Breached on %(at)s, then relaxed by %(more)s because %(who)s %(what)s."
    ) % {
        "at": exact(relaxation.breached_at),
        "more": amount(relaxation.seconds),
        "who": relaxation.cause.who,
        "what": relaxation.cause.words,
    }


def promise_sentence(told: Explanation) -> str:
    """Say how the clock stands, for those to whom it was promised."""
    reading = told.reading
    terms, elapsed = reading.terms, service_duration(reading.elapsed)
    if reading.late_from and elapsed == service_duration(terms.budget):
        # A broken promise is not said to have taken just the time promised.
        elapsed = clock_time(reading.elapsed)
    values = {
        "promised": promise_words(terms.promise, terms.budget),
        "elapsed": elapsed,
        "due": exact(to_instant(reading.due_at)) if reading.due_at else NEVER,
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
    elif reading.mode is Mode.PAUSED and _waits_for_customer(told):
        told_plainly = _(
            "Our time stands still while we wait for you: %(elapsed)s of %(promised)s"
            " are used."
        )
    elif reading.mode is Mode.PAUSED:
        told_plainly = _(
            "Our time stands still as we agreed: %(elapsed)s of %(promised)s are used."
        )
    else:
        told_plainly = _("We promised this by %(due)s.")
    return told_plainly % values


def move_sentence(move: Move) -> str:
    """Say that a promise was moved, from when to when and why; customers may read it."""
    reasons = {
        Why.HOURS_REPAIRED: _("a mistake in the service hours was corrected"),
        Why.TERMS_REPAIRED: _("a mistake in the agreement was corrected"),
        Why.EXCLUDED: _("it was approved that some of the time does not count"),
        Why.COUNTED_AGAIN: _("time that was not to count counts after all"),
        Why.HOURS_CHANGED: _("other service hours were agreed"),
    }
    return _("On %(at)s this was moved from %(before)s to %(after)s: %(why)s.") % {
        "at": exact(move.at),
        "before": exact(move.before),
        "after": exact(move.after),
        "why": reasons[move.why],
    }


def _waits_for_customer(told: Explanation) -> bool:
    """Whether it could pause for the customer alone."""
    pauses = {pause for one in told.budgets.values() for pause in one.target.pauses}
    return pauses <= {WaitingFor.CUSTOMER}


def plain_parts(told: Explanation) -> list[tuple[str, int]]:
    """Return where the time went, in everyday words; nothing that took none."""
    reading = told.reading
    outside = sum(row.outside for row in reading.rows)
    parts = [
        (_("we worked on it, or it waited for us"), reading.elapsed),
        (
            _("we waited for you")
            if _waits_for_customer(told)
            else _("it waited, as we agreed it may"),
            reading.paused,
        ),
        (
            _("it was solved, before it was taken up again"),
            reading.gap - reading.unpromised,
        ),
        (_("nothing was promised for it"), reading.unpromised),
        (_("agreed not to count"), reading.excluded),
        (_("outside the agreed service hours"), outside),
    ]
    return [(label, seconds) for label, seconds in parts if seconds]
