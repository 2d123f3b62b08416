"""Memory of work that goes through very many objects."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """
    Leave the search for cycles of objects until the block is done.

    For a batch of which next to nothing is garbage: looking through it again and again
    takes a quarter of the time. What the block left is looked through after it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
