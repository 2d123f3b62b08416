"""After a review was held, the day of the next one stands on the agreement."""

from datetime import datetime

from core.models import Event, User
from core.subscriptions import later
from slm.services import follow_review
from workflow.models import Meeting


@later("meeting.held")
def set_the_next_review(event: Event, acting_as: User, at: datetime) -> None:
    follow_review(Meeting.objects.get(item=event.item), actor=acting_as, at=at)
