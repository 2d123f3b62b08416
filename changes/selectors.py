"""What the facts put on the agenda of the change advisory board."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from core.wording import exactly
from slm.choices import ExclusionReason, ExclusionState
from slm.models import Exclusion
from slm.selectors.agenda import NAMED, interruption_facts
from slm.selectors.outages import planned_interruptions
from workflow.meetings import AgendaLine, Fact
from workflow.models import Meeting


def interruptions_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with the planned interruptions that are to come."""
    planned = planned_interruptions(at)
    if meeting.organisation_id is not None:
        planned = planned.for_customer(meeting.organisation_id)
    facts = list(interruption_facts(planned))
    text = "" if facts else _("Nothing is planned yet.")
    yield AgendaLine(_("Planned interruptions to come"), text, facts)


def windows_on_the_agenda(meeting: Meeting, at: datetime) -> Iterator[AgendaLine]:
    """Yield a line with the agreed maintenance that is not to count, if there is any."""
    # What is about one record may be about a confidential one.
    windows = Exclusion.objects.filter(
        reason=ExclusionReason.MAINTENANCE,
        state__in=[ExclusionState.REQUESTED, ExclusionState.APPROVED],
        end__gt=at,
        record=None,
    )
    if meeting.organisation_id is not None:
        windows = windows.filter(customer=meeting.organisation_id)
    related = ("item", "service__item", "customer", "agreement__item")
    listed = windows.select_related(*related).order_by("start", "pk")
    facts = [_window(one) for one in listed[:NAMED]]
    if facts:
        yield AgendaLine(_("Agreed maintenance that is not to count"), facts=facts)


def _window(one: Exclusion) -> Fact:
    about = ", ".join(map(str, one.subjects))
    span = f"{exactly(one.start)} – {exactly(one.end)}"
    page = reverse("exclusion_detail", args=[one.number])
    return about, f"{span}, {one.get_state_display()}", page
