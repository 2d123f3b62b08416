"""Through which channel, and for whom, the current act is being done."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from core.choices import QUIET_CHANNELS, Channel


@dataclass(frozen=True, slots=True)
class Origin:
    channel: str = Channel.SYSTEM
    on_behalf_of_id: int | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether nobody is to be notified of what is done."""
        return self.channel in QUIET_CHANNELS


_BY_ITSELF = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=_BY_ITSELF)


def current_origin() -> Origin:
    """Return the channel and the person served by the current act."""
    return _origin.get()


@contextmanager
def acting_through(channel: str) -> Iterator[None]:
    """Mark everything done inside as having come in through this channel."""
    token = _origin.set(replace(_origin.get(), channel=channel))
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def acting_for(user_id: int) -> Iterator[None]:
    """Mark everything done inside as done on behalf of this user."""
    token = _origin.set(replace(_origin.get(), on_behalf_of_id=user_id))
    try:
        yield
    finally:
        _origin.reset(token)
