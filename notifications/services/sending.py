from datetime import datetime, timedelta

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.events import record_event
from core.models import User
from notifications.models import MailDelivery
from notifications.post import TROUBLE, Post, Unreachable, is_final

log = structlog.get_logger()

MAX_ATTEMPTS = 8


def send_due_mails(*, at: datetime, limit: int = 200) -> int:
    """
    Hand the mail that is due to the mail server and return how many it took.

    Each mail is a transaction of its own, committed as soon as the server has
    taken it: only a process that dies between these two moments sends a mail
    again, under the same Message-ID. A server that cannot be reached costs no
    mail an attempt; one that it refuses for good, or too often, is parked.
    """
    sent = 0
    with Post() as post:
        for _place in range(limit):
            try:
                outcome = _send_next(post, at)
            except Unreachable as error:
                log.warning("mail_server_unreachable", error=str(error))
                break
            if outcome is None:
                break
            sent += outcome
    return sent


def _send_next(post: Post, at: datetime) -> bool | None:
    with transaction.atomic():
        # The lock is what keeps two workers from sending the same mail.
        mail = (
            MailDelivery.objects.due(at)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("next_attempt_at", "id")
            .first()
        )
        if mail is None:
            return None
        try:
            post.send(mail)
        except TROUBLE as error:
            post.hang_up()
            _postpone(mail, error, at)
        else:
            mail.sent_at = at
            mail.last_error = ""
        mail.attempts += 1
        mail.save(
            update_fields=[
                "attempts",
                "sent_at",
                "parked_at",
                "next_attempt_at",
                "last_error",
            ]
        )
        return mail.sent_at is not None


def _postpone(mail: MailDelivery, error: Exception, at: datetime) -> None:
    mail.last_error = f"{type(error).__name__}: {error}"
    mail.next_attempt_at = at + timedelta(seconds=30 * 2**mail.attempts)
    if is_final(error) or mail.attempts + 1 >= MAX_ATTEMPTS:
        mail.parked_at = at
    log.warning("mail_not_sent", mail=mail.message_id, error=mail.last_error)


@transaction.atomic
def retry_mail(*, mail_id: int, actor: User, at: datetime) -> MailDelivery:
    """
    Give a parked mail a fresh set of attempts.

    :raises PermissionDenied: if the actor may not
    :raises MailDelivery.DoesNotExist: if no such mail is parked
    """
    if not actor.has_perm("notifications.retry_mail"):
        raise PermissionDenied
    parked = MailDelivery.objects.parked().select_for_update(of=("self",))
    mail: MailDelivery = parked.select_related("event__item").get(pk=mail_id)
    mail.attempts, mail.parked_at, mail.next_attempt_at = 0, None, at
    mail.save(update_fields=["attempts", "parked_at", "next_attempt_at"])
    record_event(
        "mail.retried",
        item=mail.event.item,
        actor=actor,
        at=at,
        facts={"mail": mail.pk, "topic": mail.topic},
    )
    return mail
