"""What follows for messages when the personal values of somebody are erased."""

from core.erasure import ERASED
from core.models import Event, User
from core.subscriptions import now
from notifications.models import MailDelivery, Notification


@now(ERASED)
def keep_no_messages(event: Event, acting_as: User) -> None:
    if event.facts["user"] is None:
        return
    Notification.objects.filter(recipient=event.facts["user"]).delete()
    MailDelivery.objects.filter(recipient=event.facts["user"]).delete()
