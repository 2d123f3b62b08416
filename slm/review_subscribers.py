"""The day of the next review: on the agreement once one was held, and on its meeting."""

from datetime import datetime

from core.models import Event, User
from core.subscriptions import later
from slm.models import Agreement
from slm.services import follow_review, follow_review_day
from workflow.models import Meeting


@later("meeting.held")
def set_the_next_review(event: Event, acting_as: User, at: datetime) -> None:
    follow_review(Meeting.objects.get(item=event.item), actor=acting_as, at=at)


@later("agreement.review_moved")
def set_the_day_of_the_meeting(event: Event, acting_as: User, at: datetime) -> None:
    agreement = Agreement.objects.get(item=event.item)
    follow_review_day(agreement, actor=acting_as, at=at)
