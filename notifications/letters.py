"""The words of a notification, in the reader's language and time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext

from core.models import Event, Item
from notifications.addressees import Addressee
from notifications.models import Notification

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """
    What somebody reads: a subject and a body, and the whole mail around them.

    `template` and `wording` are the same in no language yet.
    """

    subject: str
    body: str
    text: str
    html: str
    template: str
    wording: dict[str, Any]


def compose(
    addressee: Addressee,
    *,
    event: Event,
    subject: str | Promise,
    template: str,
    context: Mapping[str, Any],
) -> Letter:
    """
    Write the letter to one addressee.

    `subject` is filled in with `%` from the context; the body is rendered from
    `email/<template>.txt`; `quote` and `facts` in the context are shown below it.
    """
    with translation.override(addressee.language), timezone.override(addressee.zone):
        values = {**context, "event": event, "item": event.item, "reader": addressee}
        values["url"] = _address_of(event.item) if addressee.user else ""
        line = one_line(str(subject) % values)
        body = render_to_string(f"email/{template}.txt", values).strip()
        frame = {**values, "subject": line, "body": body}
        return Letter(
            subject=line,
            body=body,
            text=render_to_string("email/message.txt", frame).strip() + "\n",
            html=render_to_string("email/message.html", frame),
            template=template,
            wording=kept_wording(subject, context),
        )


def kept_wording(subject: str | Promise, context: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what a letter says as it can be kept: in no language and no zone yet.

    What is quoted is not kept: it may have to be erased.
    """
    with translation.override(None):
        values = {name: _kept(value) for name, value in context.items()}
        plain = {k: v for k, v in values.items() if v is not None and k != "quote"}
        return {"subject": str(subject), "values": plain}


def words_of(notification: Notification) -> tuple[str, str]:
    """
    Return subject and body in the language and the zone of who reads now.

    What came before wording was kept, or is no longer known, reads as it came.
    """
    kept = notification.wording
    if not kept:
        return notification.subject, notification.body
    values = {name: _given(value) for name, value in kept["values"].items()}
    values |= {"event": notification.event, "item": notification.item}
    try:
        line = one_line(gettext(kept["subject"]) % values)
        body = render_to_string(f"email/{notification.template}.txt", values).strip()
    except (KeyError, TemplateDoesNotExist):
        return notification.subject, notification.body
    return line, body


def _kept(value: Any) -> Any:
    if isinstance(value, Promise):
        return {"words": str(value)}
    if isinstance(value, datetime):
        return {"at": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, str | int) else None


def _given(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    if "day" in value:
        return date.fromisoformat(value["day"])
    return gettext(value["words"])


def one_line(text: str) -> str:
    """Make one line of the text, so that no header can hide another."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    line = " ".join(words)
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def message_id(event: Event, topic: str, addressee: Addressee) -> str:
    """Return the name that the mail keeps however often it has to be sent."""
    return f"<event-{event.pk}.{topic}.{addressee.key}@{site_domain()}>"


def thread_id(item: Item | None) -> str:
    """Return the name of the message that all mail about the item answers."""
    return f"<{item.number.lower()}@{site_domain()}>" if item else ""


def reply_address(item: Item | None) -> str:
    """Return where answers go, with the number of the item that they are about."""
    local, _, domain = settings.MAIL_REPLY_ADDRESS.rpartition("@")
    return f"{local}+{item.number.lower()}@{domain}" if item else f"{local}@{domain}"


def site_domain() -> str:
    """Return the name by which the portal is reached."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _address_of(item: Item | None) -> str:
    path = reverse("item_page", args=[item.number]) if item else reverse("inbox")
    return settings.SITE_URL.rstrip("/") + path
