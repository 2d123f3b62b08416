from datetime import datetime

from django.db import transaction

from core.models import User
from notifications.models import Notification


@transaction.atomic
def mark_read(*, notification_id: int, actor: User, at: datetime) -> Notification:
    """
    Note that the actor has read it; the first time counts.

    :raises Notification.DoesNotExist: if it is not in the actor's inbox
    """
    own = Notification.objects.visible_to(actor).select_for_update(of=("self",))
    notification: Notification = own.select_related("item").get(pk=notification_id)
    if notification.read_at is None:
        notification.read_at = at
        notification.save(update_fields=["read_at"])
    return notification


@transaction.atomic
def mark_all_read(*, actor: User, at: datetime) -> int:
    """Note that the actor has read everything received so far; return how many."""
    unread = Notification.objects.visible_to(actor).unread()
    return unread.filter(created_at__lte=at).update(read_at=at)
