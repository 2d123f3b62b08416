"""What differs between languages beyond their words."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import get_language, npgettext_lazy
from django.utils.translation import gettext as _

# “vor 2 Tagen”, but “2 Tage”: after a preposition some languages inflect.
_AGO: dict[str, Any] = {
    "year": npgettext_lazy("ago", "%(num)d year", "%(num)d years", "num"),
    "month": npgettext_lazy("ago", "%(num)d month", "%(num)d months", "num"),
    "week": npgettext_lazy("ago", "%(num)d week", "%(num)d weeks", "num"),
    "day": npgettext_lazy("ago", "%(num)d day", "%(num)d days", "num"),
    "hour": npgettext_lazy("ago", "%(num)d hour", "%(num)d hours", "num"),
    "minute": npgettext_lazy("ago", "%(num)d minute", "%(num)d minutes", "num"),
}


def ago(then: datetime, now: datetime) -> str:
    """Say how long ago it was, in its greatest unit: “2 days ago”."""
    return _("%s ago") % timesince(then, now, time_strings=_AGO, depth=1)


def local_time(value: datetime) -> datetime:
    """
    Return the instant as the reader's clock shows it.

    On the last day that there is, a zone may have none that it could show: such an
    instant, which only old data has, stays as it is.
    """
    try:
        return timezone.localtime(value)
    except OverflowError:
        return value


def mid_sentence(label: object) -> str:
    """Return a label as it stands within a sentence: German keeps its capitals."""
    language = get_language() or ""
    return str(label) if language.startswith("de") else str(label).lower()
