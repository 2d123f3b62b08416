"""What follows for messages when the personal values of somebody are erased."""

from django.db.models import Q

from core.erasure import ERASED
from core.models import Event, User
from core.subscriptions import now
from notifications.models import MailDelivery, Notification


@now(ERASED)
def keep_no_messages(event: Event, acting_as: User) -> None:
    """Delete the messages to whom was erased, and those to others that name them."""
    naming = Q(event__in=event.facts["events"])
    if event.facts["user"] is not None:
        user = event.facts["user"]
        naming |= Q(recipient=user) | Q(event__actor=user)
    Notification.objects.filter(naming).delete()
    # Mail to those without a sign-in has them in its name alone.
    to_them = Q(message_id__contains=f".p{event.facts['person']}@")
    MailDelivery.objects.filter(naming | to_them).delete()
