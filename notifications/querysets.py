from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from core.models import User
    from notifications.models import MailDelivery, Notification  # noqa: F401


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: "User") -> Self:
        """Narrow to one's own: nobody reads another's inbox."""
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at=None)


class MailDeliveryQuerySet(models.QuerySet["MailDelivery"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, parked_at=None)

    def due(self, at: datetime) -> Self:
        return self.waiting().filter(next_attempt_at__lte=at)

    def parked(self) -> Self:
        return self.exclude(parked_at=None).filter(sent_at=None)
