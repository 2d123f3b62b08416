"""What one can be told about: each topic, and how one is told unless one chose."""

from dataclasses import dataclass

from django.utils.functional import Promise

from core.models import User


@dataclass(frozen=True, slots=True)
class Wish:
    """Where somebody wants to be told: in the inbox, by mail, both, or nowhere."""

    inbox: bool = True
    mail: bool = True


@dataclass(frozen=True, slots=True)
class Topic:
    """
    Something that one is told about.

    `default` holds for whoever has not chosen; only those with the permission,
    if there is one, are offered the choice.
    """

    key: str
    label: str | Promise
    group: str | Promise
    permission: str = ""
    default: Wish = Wish()


_topics: dict[str, Topic] = {}


def register_topic(topic: Topic) -> Topic:
    """Make the topic known; once for each, in an app's `subscribers.py`."""
    _topics[topic.key] = topic
    return topic


def get_topic(key: str) -> Topic:
    """
    Return the topic of that key.

    :raises LookupError: if there is none
    """
    return _topics[key]


def topics_for(user: User) -> list[Topic]:
    """Return the topics that the user may ever be told about, by group."""
    offered = [
        topic
        for topic in _topics.values()
        if not topic.permission or user.has_perm(topic.permission)
    ]
    return sorted(offered, key=lambda topic: str(topic.group))
