"""How business code wakes the workers without knowing them."""

from collections.abc import Callable

_wakers: list[Callable[[], object]] = []


def wake_with(waker: Callable[[], object]) -> None:
    """Name what is called after a commit that left something in the outbox."""
    _wakers[:] = [waker]


def wake_outbox() -> None:
    """Ask a worker to look into the outbox now; the timetable does so anyway."""
    for waker in _wakers:
        waker()
