from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from core.models import User
from notifications.models import MailDelivery, Notification, Preference
from notifications.topics import Wish, get_topic, topics_for

# Beyond this nobody wants to know how many exactly.
UNREAD_CAP = 100
WAITING_CAP = 1000


def unread_count(user: User) -> int:
    """Return how many notifications the user has not read, at most `UNREAD_CAP`."""
    return Notification.objects.visible_to(user).unread()[:UNREAD_CAP].count()


def wishes_about(topic: str, users: Iterable[User]) -> dict[int, Wish]:
    """Return for each user where they want to be told about the topic."""
    default = get_topic(topic).default
    wishes = {user.pk: default for user in users}
    for chosen in Preference.objects.filter(topic=topic, user__in=wishes):
        wishes[chosen.user_id] = Wish(chosen.inbox, chosen.mail)
    return wishes


def wishes_of(user: User) -> dict[str, Wish]:
    """Return for each topic offered to the user where they want to be told."""
    wishes = {topic.key: topic.default for topic in topics_for(user)}
    for chosen in Preference.objects.filter(user=user, topic__in=wishes):
        wishes[chosen.topic] = Wish(chosen.inbox, chosen.mail)
    return wishes


@dataclass(frozen=True, slots=True)
class PostState:
    """What still has to be sent: how many, since when, and what is parked."""

    waiting: int
    oldest_at: datetime | None
    parked: list[MailDelivery]


def post_state() -> PostState:
    """Return what waits to be sent; the count ends at one above `WAITING_CAP`."""
    waiting = MailDelivery.objects.waiting()
    parked = MailDelivery.objects.parked().select_related("event__item")
    return PostState(
        waiting=waiting[: WAITING_CAP + 1].count(),
        oldest_at=waiting.aggregate(oldest=Min("created_at"))["oldest"],
        parked=list(parked.order_by("-parked_at", "-id")[:100]),
    )
