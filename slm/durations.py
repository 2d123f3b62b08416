"""Amounts as people write them: “4 h”, “1 h 30 min”, “2 d end of day”, “95”."""

import re
from collections.abc import Callable
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from calendars.hours import Budget
from core.wording import service_duration
from slm.choices import Metric

DAYS = re.compile(r"(\d{1,4}) ?d(?P<end>,? (end of day|eod))?")
TIME = re.compile(r"((\d{1,6}) ?h)? ?((\d{1,6}) ?min)? ?((\d{1,6}) ?s)?")
MAX_SECONDS = 10 * 365 * 86_400


def parse_budget(text: str) -> Budget:
    """
    Read a budget; “d” means working days, since a day of service is not 24 hours.

    :raises ValidationError: if it is not one, is nothing, or is beyond ten years
    """
    spelled = " ".join(text.lower().split())
    if days := DAYS.fullmatch(spelled):
        return Budget(working_days=int(days[1]), end_of_working_day=bool(days["end"]))
    found = TIME.fullmatch(spelled)
    hours, minutes, seconds = (
        int(found[group] or 0) if found else 0 for group in (2, 4, 6)
    )
    total = hours * 3600 + minutes * 60 + seconds
    if not 0 < total <= MAX_SECONDS:
        raise ValidationError(
            _(
                "“%(text)s” is not a time such as “4 h”, “1 h 30 min”, “2 d” (working"
                " days) or “2 d end of day”."
            ),
            params={"text": text},
        )
    return Budget(seconds=total)


def plain_percent(value: Decimal) -> Decimal:
    """Return the percentage without needless noughts: 95 rather than 95.00."""
    return value.quantize(Decimal(1)) if value == int(value) else value


def plain_number(value: Decimal) -> Decimal:
    """Return the number without needless noughts, and without an exponent."""
    return Decimal(f"{value.normalize():f}")


def number_words(value: Decimal | str | int) -> str:
    """Say a number, however it is kept, as the reader writes it: “2.5”, in German “2,5”."""
    return str(number_format(plain_number(Decimal(value)), force_grouping=True))


def budget_words(budget: Budget) -> str:
    """Say how long a promise gives: “4 h”, “2 working days, until closing”."""
    if budget.working_days is None:
        return service_duration(budget.seconds)
    if budget.working_days == 0:
        return gettext("the same working day")
    days = ngettext("%d working day", "%d working days", budget.working_days)
    spelled = days % budget.working_days
    return (
        gettext("%s, until closing") % spelled if budget.end_of_working_day else spelled
    )


def target_words(metric: str, budget: Budget) -> str:
    """Say what a target gives: “4 h”, or “every 4 h” where it is owed again."""
    words = budget_words(budget)
    return gettext("every %s") % words if metric == Metric.UPDATE_INTERVAL else words


def promise_words(
    budget: Budget, seconds: int, spell: Callable[[int], str] = service_duration
) -> str:
    """
    Say what a clock was given: “4 h”, or “2 working days (20 h)”.

    `seconds` is what the budget was worth in service time when it was chosen.
    """
    time = spell(seconds)
    return time if budget.working_days is None else f"{budget_words(budget)} ({time})"


def spell_budget(budget: Budget) -> str:
    """Write a budget so that `parse_budget` reads the same; for files and forms."""
    if budget.working_days is not None:
        ending = " end of day" if budget.end_of_working_day else ""
        return f"{budget.working_days} d{ending}"
    minutes, seconds = divmod(budget.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{value} {unit}" for value, unit in parts if value)
