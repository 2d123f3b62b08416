"""What an app says of its events: who is told, of which topic, in which words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.utils.functional import Promise

from accounts.models import Person
from core.models import Event, User
from core.subscriptions import LaterFunction, later
from notifications.services import notify


@dataclass(frozen=True, slots=True)
class News:
    """
    Word of an event for some people, as in `notify`.

    Without a `template` it is the one that the app has for the topic:
    `slm/repair_requested` for `repair.requested`.
    """

    topic: str
    subject: str | Promise
    recipients: Iterable[User | Person]
    context: Mapping[str, Any]
    template: str = ""
    is_own: bool = False


def tells(
    *names: str,
) -> Callable[[Callable[[Event], Iterable[News]]], LaterFunction]:
    """Have the news that the function yields of such an event told after the commit."""

    def subscribe(news_of: Callable[[Event], Iterable[News]]) -> LaterFunction:
        app = news_of.__module__.partition(".")[0]

        @wraps(news_of)
        def hear(event: Event, acting_as: User, at: datetime) -> None:
            for news in news_of(event):
                notify(
                    event=event,
                    recipients=news.recipients,
                    topic=news.topic,
                    subject=news.subject,
                    template=news.template or f"{app}/{news.topic.replace('.', '_')}",
                    context=news.context,
                    is_own=news.is_own,
                    at=at,
                )

        return later(*names)(hear)

    return subscribe
