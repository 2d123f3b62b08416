"""Rows that the kernel cannot do without, made after every migration."""

from core.numbers import ensure_sequences
from core.subscriptions import subscribing_apps
from core.system_users import ensure_system_user

# Besides the apps that listen: imports and the demonstration act too.
ALWAYS = {"core", "incidents", "sms"}


def ensure() -> None:
    """Make the sequences that number items, and the users the portal acts as."""
    ensure_sequences()
    for label in sorted(subscribing_apps() | ALWAYS):
        ensure_system_user(label)
