"""What the launcher says; never on standard output while somebody's program runs."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class LaunchError(Exception):
    """The portal cannot run, for a reason that the person at the keyboard can mend."""


def say(text: str) -> None:
    """Print one line for the person who started the launcher."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def whisper(text: str) -> None:
    """Print one line aside, so that a program's own output stays clean."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


@contextmanager
def step(title: str) -> Iterator[None]:
    """Show that something longer has begun, and how long it took."""
    started = time.monotonic()
    sys.stderr.write(f"  {title} … ")
    sys.stderr.flush()
    yield
    whisper(f"{time.monotonic() - started:.1f} s")
