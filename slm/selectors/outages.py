"""Interruptions to come, how outages stand, and what records tell of their course."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from records.models import Record
from slm.choices import OutageState
from slm.facts import settled
from slm.models import Outage
from slm.querysets import OutageQuerySet
from slm.selectors.ledger import facts_of


def planned_interruptions(at: datetime) -> OutageQuerySet:
    """Return the interruptions that are announced and to come, the next first."""
    planned = Outage.objects.counting().filter(is_planned=True, start__gt=at)
    related = planned.select_related("item", "service", "customer")
    return related.order_by("start", "pk")


def outage_standing(outage: Outage, at: datetime) -> str:
    """Name its state; of what is planned and not over, whether it has begun by then."""
    if outage.state != OutageState.ENDED or not outage.is_ahead(at):
        return str(outage.get_state_display())
    if outage.start > at:
        return _("Planned")
    return _("Under way")


def course_of_record(record: Record) -> Mapping[str, datetime]:
    """
    Return what a record tells of an outage: found, taken up, repaired.

    Opened is detected; the first response is when it was taken up; resolved is
    repaired, as far as it has not been opened again since.
    """
    told = {"detected_at": record.opened_at}
    facts = settled(facts_of([record.pk]).get(record.pk, ()))
    answered = next((fact for fact in facts[1:] if fact.is_answer), None)
    if answered:
        told["responded_at"] = answered.at
    if record.resolved_at:
        told["repaired_at"] = record.resolved_at
    return {name: at.replace(microsecond=0) for name, at in told.items()}
