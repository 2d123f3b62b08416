"""What is resolved no longer keeps its users from working: its outage ends with it."""

from django.core.exceptions import ValidationError

from core.models import Event, User
from core.subscriptions import now
from records.choices import Phase
from slm.choices import OutageState
from slm.facts import MOVED
from slm.models import Outage
from slm.services import end_outage


@now(MOVED)
def end_the_outages_of_what_is_resolved(event: Event, acting_as: User) -> None:
    """End them when their record is resolved; people confirm or correct that."""
    if event.item_id is None or event.facts["phase"] != Phase.DONE:
        return
    found = Outage.objects.filter(record=event.item_id, state=OutageState.OPEN)
    for outage in found.select_related("item"):
        known = max(at for _name, at in outage.instants())
        end, at = max(event.occurred_at, known), event.occurred_at
        try:
            end_outage(number=outage.number, end=end, actor=acting_as, at=at)
        except ValidationError:
            # It is about something else than its record by now: left to people.
            continue
