"""The words of a notification, in the reader's language and time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from core.models import Event, Item
from notifications.addressees import Addressee

LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody reads: a subject and a body, and the whole mail around them."""

    subject: str
    body: str
    text: str
    html: str


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
        )


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
