"""Saying, once for each reading, that a closed month reads otherwise by now."""

from datetime import datetime

from django.db import transaction

from core.events import record_event
from core.locks import lock_name
from core.models import Event, User
from slm.selectors import periods_to_revise

DOUBTED = "period.doubted"


@transaction.atomic
def tell_of_doubts(*, actor: User, at: datetime) -> int:
    """
    Record which closed months are to be revised; return of how many it was not yet said.

    Safe to run at any time, and twice: of one revision it is said once.
    """
    lock_name(DOUBTED)
    told = 0
    for change in periods_to_revise(actor):
        result = change.result
        facts = {"month": result.month.isoformat(), "revision": result.revision}
        events = Event.objects.of(result.agreement_id).named(DOUBTED)
        if not events.filter(facts__contains=facts).exists():
            item = result.agreement.item
            record_event(DOUBTED, item=item, actor=actor, at=at, facts=facts)
            told += 1
    return told
