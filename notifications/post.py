"""The connection to the mail server."""

from contextlib import suppress
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from types import TracebackType

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from notifications.models import MailDelivery

# What goes wrong between us and the server, or with one mail.
TROUBLE = (SMTPException, OSError, ValueError)


class Unreachable(Exception):
    """Raised when there is no speaking with the mail server at all."""


class Post:
    """One connection for many mails, opened when the first is sent."""

    def __init__(self) -> None:
        self._connection = get_connection()

    def __enter__(self) -> "Post":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.hang_up()

    def send(self, mail: MailDelivery) -> None:
        """
        Hand the mail to the server; when this returns, the server has taken it.

        :raises Unreachable: if the server cannot be spoken to
        """
        # Only a connection that was opened by us stays open: otherwise a failed
        # farewell after the server's 250 would look like a failed delivery.
        try:
            self._connection.open()
        except TROUBLE as error:
            self.hang_up()
            raise Unreachable(str(error)) from error
        self._connection.send_messages([letter_of(mail)])

    def hang_up(self) -> None:
        """End the connection, however that goes."""
        with suppress(*TROUBLE):
            self._connection.close()


def letter_of(mail: MailDelivery) -> EmailMultiAlternatives:
    """Return the message as it goes over the wire."""
    headers = {
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if mail.thread_id:
        headers |= {"In-Reply-To": mail.thread_id, "References": mail.thread_id}
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to_address],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def is_final(error: BaseException) -> bool:
    """Tell whether the server will say the same however often it is asked."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reason in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return error.smtp_code >= 500
    return isinstance(error, ValueError)
