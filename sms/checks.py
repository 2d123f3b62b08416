"""What the portal refuses to start with, besides Django's own checks."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 10
# As people leave them in from examples.
FAMILIAR_SECRETS = (
    "django-insecure-",
    "changeme",
    "change-me",
    "secret-key",
    "example",
)
LOCAL_HOSTS = {"localhost", ".localhost", "127.0.0.1", "[::1]", "testserver"}


@register(Tags.security)
def check_secret(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse a secret that could be guessed."""
    secret = settings.SECRET_KEY
    is_weak = (
        len(secret) < SHORTEST_SECRET
        or len(set(secret)) < FEWEST_CHARACTERS
        or secret.lower().startswith(FAMILIAR_SECRETS)
    )
    if not is_weak:
        return []
    hint = (
        f"Set SECRET_KEY to at least {SHORTEST_SECRET} random characters:"
        " python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
    )
    return [Error("SECRET_KEY is weak.", hint=hint, id="sms.E001")]


@register(Tags.security)
def check_debug(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse to show our insides to anybody beyond this machine."""
    if not settings.DEBUG or set(settings.ALLOWED_HOSTS) <= LOCAL_HOSTS:
        return []
    hint = "Unset DEBUG, or let ALLOWED_HOSTS name this machine alone."
    return [Error("DEBUG is on for the world to see.", hint=hint, id="sms.E002")]


@register(Tags.security)
def check_hosts(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> list[CheckMessage]:
    """Refuse to answer to any name or to none."""
    if settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        return []
    hint = "Set ALLOWED_HOSTS to the portal's names, separated by commas."
    return [Error("ALLOWED_HOSTS names no host.", hint=hint, id="sms.E003")]


def refuse_unsafe_settings() -> None:
    """
    Do for web and workers what management commands do by themselves.

    :raises ImproperlyConfigured: naming every failed check
    """
    found = [
        message
        for check in (check_secret, check_debug, check_hosts)
        for message in check(None)
    ]
    if found:
        raise ImproperlyConfigured("\n".join(str(message) for message in found))
