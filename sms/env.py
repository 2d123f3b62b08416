"""Typed readers of environment variables that fail loudly."""

import os
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def text(name: str, default: str | None = None) -> str:
    """
    Return the variable's value.

    :raises ImproperlyConfigured: if it is absent and there is no default
    """
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} must be set.")
    return value


def boolean(name: str, default: bool) -> bool:
    """
    Return whether the variable says yes.

    :raises ImproperlyConfigured: if it says neither yes nor no
    """
    value = text(name, str(default)).strip().lower()
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")


def integer(name: str, default: int) -> int:
    """
    Return the variable as a whole number.

    :raises ImproperlyConfigured: if it is not one
    """
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must be a whole number, not {value!r}."
        ) from error


def time_zone(name: str, default: str) -> str:
    """
    Return the variable as the name of a time zone.

    :raises ImproperlyConfigured: if the IANA database knows none of that name
    """
    value = text(name, default).strip()
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name} must be a time zone such as Europe/Berlin, not {value!r}."
        ) from error


def words(name: str, default: str = "") -> list[str]:
    """Return the variable as a list of words separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str) -> dict[str, object]:
    """
    Return Django database settings from a `postgres://` address.

    A socket folder is given as `postgres:///name?host=/folder`.

    :raises ImproperlyConfigured: if it is absent or not such an address
    """
    parts = urlsplit(text(name))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} must look like postgres://host/database.")
    query = dict(parse_qsl(parts.query))
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is no number.") from error
    return {
        "ENGINE": "django_prometheus.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": port or query.pop("port", ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    backend: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    use_tls: bool = False
    use_ssl: bool = False
    folder: str | None = None


SMTP_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail(name: str, default: str) -> MailServer:
    """
    Return the mail server from an address.

    `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://` with `user:password@host:port`;
    `file:///folder` writes mail into files, `console:` onto the screen.

    :raises ImproperlyConfigured: if it is none of these
    """
    parts = urlsplit(text(name, default))
    backends = "django.core.mail.backends"
    if parts.scheme == "console":
        return MailServer(f"{backends}.console.EmailBackend")
    if parts.scheme == "file" and parts.path:
        return MailServer(
            f"{backends}.filebased.EmailBackend", folder=unquote(parts.path)
        )
    if parts.scheme not in SMTP_PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} must look like smtp://host:port, smtp+tls://user:password@host,"
            " smtps://…, file:///folder or console:."
        )
    try:
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} has a port that is no number.") from error
    return MailServer(
        backend=f"{backends}.smtp.EmailBackend",
        host=parts.hostname,
        port=port or SMTP_PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        use_tls=parts.scheme == "smtp+tls",
        use_ssl=parts.scheme == "smtps",
    )
