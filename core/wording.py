"""Days, instants, spans and shares, as their readers write them."""

from datetime import date, datetime, timedelta
from decimal import ROUND_DOWN, Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.language import local_time

Seconds = int | float | Decimal | timedelta
MINUTE, HOUR, DAY = 60, 3600, 86_400


def exactly(at: datetime) -> str:
    """Return an instant to the second, where the reader is."""
    return date_format(local_time(at), pgettext("date format", "j M Y, H:i:s"))


def day(value: date | datetime | None) -> str:
    """Show a date, without the year if it is this one."""
    if value is None:
        return "–"
    local = local_time(value) if isinstance(value, datetime) else value
    if local.year == timezone.localtime().year:
        return date_format(local, pgettext("date format", "j M"))
    return date_format(local, pgettext("date format", "j M Y"))


def full_day(value: date) -> str:
    """Show a date with its year, in texts that are kept."""
    return date_format(value, pgettext("date format", "j F Y"))


def month_words(first: date) -> str:
    return date_format(first, pgettext("date format", "F Y"))


def months_words(first: date, last: date) -> str:
    """Name the months from that of one day to that of another."""
    return " – ".join(dict.fromkeys([month_words(first), month_words(last)]))


def duration(value: Seconds | None) -> str:
    """Show a span of the calendar, in its two greatest units: “3 d 4 h”."""
    return _span(value, with_days=True)


def service_duration(value: Seconds | None) -> str:
    """Show service time, in hours and minutes: a day of service is not 24 hours."""
    return _span(value, with_days=False)


def percent(value: float | Decimal | None, places: int = 1) -> str:
    """Show a share between 0 and 1 as a percentage."""
    if value is None:
        return "–"
    # Cut, never rounded up: that would claim a goal that was missed.
    scaled = Decimal(str(value)) * 100
    shown = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    return _("%s %%") % number_format(shown, places)


def _span(value: Seconds | None, *, with_days: bool) -> str:
    if value is None:
        return "–"
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    sign, whole = "−" if seconds < 0 else "", int(abs(seconds))
    if whole < MINUTE:
        return sign + _("%d s") % whole
    days, rest = divmod(whole, DAY) if with_days else (0, whole)
    hours, minutes = rest // HOUR, rest % HOUR // MINUTE
    if days:
        parts = [_("%d d") % days, _("%d h") % hours if hours else ""]
    else:
        parts = [
            _("%d h") % hours if hours else "",
            _("%d min") % minutes if minutes else "",
        ]
    return sign + " ".join(part for part in parts if part)
