"""Who wants to hear of which event: at once, or soon after."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from core.models import Event, User


@dataclass(frozen=True, slots=True)
class NowSubscription:
    """A function that hears of an event in the same transaction."""

    key: str
    app_label: str
    hear: Callable[[Event, User], None]


@dataclass(frozen=True, slots=True)
class LaterSubscription:
    """A function that hears of an event once it is committed, at least once."""

    key: str
    app_label: str
    hear: Callable[[Event, User, datetime], None]


_now: dict[str, list[NowSubscription]] = {}
_later: dict[str, list[LaterSubscription]] = {}


def _app_label(module: str) -> str:
    config = apps.get_containing_app_config(module)
    return config.label if config else module.split(".")[0]


NowFunction = Callable[[Event, User], None]
LaterFunction = Callable[[Event, User, datetime], None]


def now(*names: str) -> Callable[[NowFunction], NowFunction]:
    """
    Have the function called as `hear(event, acting_as)` within the act itself.

    It acts as its app's system user on behalf of the event's actor; what it
    raises undoes the act; it must not call back into the app that spoke.
    """

    def subscribe(hear: NowFunction) -> NowFunction:
        key = f"{hear.__module__}.{hear.__qualname__}"
        subscription = NowSubscription(key, _app_label(hear.__module__), hear)
        for name in names:
            _now.setdefault(name, []).append(subscription)
        return hear

    return subscribe


def later(*names: str) -> Callable[[LaterFunction], LaterFunction]:
    """
    Have the function called as `hear(event, acting_as, at)` after the commit.

    It may be called again after a failure, in a transaction of its own that is
    committed together with the note that it has heard.
    """

    def subscribe(hear: LaterFunction) -> LaterFunction:
        key = f"{hear.__module__}.{hear.__qualname__}"
        subscription = LaterSubscription(key, _app_label(hear.__module__), hear)
        for name in names:
            _later.setdefault(name, []).append(subscription)
        return hear

    return subscribe


def now_subscribers(name: str) -> list[NowSubscription]:
    """Return who hears of the event at once, lowest app first."""
    order = {config.label: place for place, config in enumerate(apps.get_app_configs())}
    return sorted(
        _now.get(name, []), key=lambda subscription: order[subscription.app_label]
    )


def later_subscribers(name: str) -> list[LaterSubscription]:
    """Return who hears of the event after the commit."""
    return _later.get(name, [])


def later_subscriber(key: str) -> LaterSubscription | None:
    """Return the subscription of that key, if it still exists."""
    for subscriptions in _later.values():
        for subscription in subscriptions:
            if subscription.key == key:
                return subscription
    return None


def subscribing_apps() -> set[str]:
    """Return the labels of all apps that listen, and so need a system user."""
    everyone: list[Iterable[NowSubscription | LaterSubscription]] = [
        *_now.values(),
        *_later.values(),
    ]
    return {subscription.app_label for group in everyone for subscription in group}
