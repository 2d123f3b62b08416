"""What moved a clock, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from core.models import Event
from core.sentences import Names, tell
from records.lifecycle import state_label
from records.timeline import names_in
from slm.facts import ENTRY_ADDED


@dataclass(frozen=True, slots=True)
class Cause:
    """The event that moved a clock, in words, with who and when."""

    words: str
    who: str
    at: datetime


def causes_of(event_ids: Iterable[int]) -> dict[int, Cause]:
    """Return the events of these ids as causes."""
    events = list(
        Event.objects.filter(pk__in=set(event_ids)).select_related("actor", "data")
    )
    names = names_in(events)
    return {
        event.pk: Cause(_words(event, names), str(event.actor), event.occurred_at)
        for event in events
    }


def _words(event: Event, names: Names) -> str:
    words, _icon = tell(event, names)
    if words:
        return words
    if event.name == ENTRY_ADDED:
        # What was written is on the record's own page.
        return _("wrote a reply")
    state = state_label(event.facts["kind"], event.facts["state"])
    return _("set it to “%s”") % state
