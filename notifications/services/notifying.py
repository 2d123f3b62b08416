from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise

from accounts.models import Person
from core.models import Event, User
from notifications.addressees import Addressee, addressees
from notifications.letters import (
    Letter,
    compose,
    message_id,
    reply_address,
    thread_id,
)
from notifications.models import MailDelivery, Notification
from notifications.selectors import wishes_about
from notifications.topics import Wish, get_topic

log = structlog.get_logger()


@transaction.atomic
def notify(
    *,
    event: Event,
    recipients: Iterable[User | Person],
    topic: str,
    subject: str | Promise,
    template: str,
    context: Mapping[str, Any],
    is_own: bool = False,
    at: datetime,
) -> int:
    """
    Tell people of an event, each where they want to be told; return how many.

    Called by later-subscribers, so that what is written here is committed together
    with the note that the event was heard. A second call adds nothing. Whoever did
    it, has left or may not see the event's item is not told. A person without a
    sign-in gets mail only, and only of topics that take no permission. What a worker
    did for somebody `is_own`: whoever had it done is told as well. `subject` and `template` as in `letters.compose`.

    :raises LookupError: if there is no such topic
    """
    default, permission = get_topic(topic).default, get_topic(topic).permission
    told = list(addressees(event, recipients, permission=permission, is_own=is_own))
    wishes = wishes_about(topic, [person.user for person in told if person.user])
    for addressee in told:
        user = addressee.user
        wish = wishes[user.pk] if user else Wish(inbox=False, mail=default.mail)
        letter = compose(
            addressee, event=event, subject=subject, template=template, context=context
        )
        if wish.inbox and user:
            _put_into_inbox(event, user, topic, letter, at)
        if wish.mail and addressee.email:
            _put_into_post(event, addressee, topic, letter, at)
    return len(told)


def _put_into_inbox(
    event: Event, user: User, topic: str, letter: Letter, at: datetime
) -> None:
    notification = Notification(
        recipient=user,
        event=event,
        topic=topic,
        item=event.item,
        subject=letter.subject,
        body=letter.body,
        template=letter.template,
        wording=letter.wording,
        created_at=at,
    )
    Notification.objects.bulk_create([notification], ignore_conflicts=True)


def _put_into_post(
    event: Event, addressee: Addressee, topic: str, letter: Letter, at: datetime
) -> None:
    mail = MailDelivery(
        event=event,
        recipient=addressee.user,
        topic=topic,
        to_address=addressee.email,
        message_id=message_id(event, topic, addressee),
        thread_id=thread_id(event.item),
        reply_to=reply_address(event.item),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        created_at=at,
        next_attempt_at=at,
    )
    try:
        mail.clean_fields(exclude=["event", "recipient"])
    except ValidationError as error:
        # One bad address must not keep the others from being told.
        log.warning("mail_refused", mail=mail.message_id, reasons=error.message_dict)
        return
    MailDelivery.objects.bulk_create([mail], ignore_conflicts=True)
