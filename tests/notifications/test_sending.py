"""How a mail server behaves, and what becomes of the mail."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from notifications.choices import MailState
from notifications.models import MailDelivery
from notifications.services import retry_mail, send_due_mails
from notifications.services.sending import MAX_ATTEMPTS
from tests.notifications.conftest import LATER
from tests.notifications.smtp_server import mail_server
from tests.notifications.test_services import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address[:2]
        yield running


@pytest.fixture
def mail(incident, requester):
    tell(incident, requester)
    return MailDelivery.objects.get()


def test_what_is_taken_is_noted_as_sent(server, mail, requester):
    assert send_due_mails(at=LATER) == 1

    mail.refresh_from_db()
    assert (mail.state, mail.sent_at) == (MailState.SENT, LATER)
    (message,) = server.taken
    assert message["To"] == requester.email
    assert message["Message-ID"] == mail.message_id


def test_many_go_over_one_connection(server, incident, requester, representative):
    tell(incident, requester, representative)

    assert send_due_mails(at=LATER) == 2
    assert server.conversations == 1


def test_what_is_not_due_is_not_sent(server, mail):
    assert send_due_mails(at=LATER - timedelta(seconds=1)) == 0


def test_a_refusal_for_now_is_tried_again_later(server, mail):
    server.answer_to_recipient = "451 come back"
    assert send_due_mails(at=LATER) == 0

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 1)
    assert mail.next_attempt_at > LATER
    server.answer_to_recipient = "250 fine"
    assert send_due_mails(at=mail.next_attempt_at) == 1


def test_a_refusal_for_good_is_parked_with_its_reason(server, mail):
    server.answer_to_recipient = "550 no such user"
    send_due_mails(at=LATER)

    mail.refresh_from_db()
    assert mail.state == MailState.PARKED
    assert "no such user" in mail.last_error


def test_what_is_refused_too_often_is_parked(server, mail):
    server.answer_to_recipient = "451 come back"
    for _attempt in range(MAX_ATTEMPTS):
        mail.refresh_from_db()
        send_due_mails(at=mail.next_attempt_at)

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.PARKED, MAX_ATTEMPTS)


def test_a_server_that_cannot_be_reached_costs_no_attempt(settings, server, mail):
    settings.EMAIL_PORT = 1
    assert send_due_mails(at=LATER) == 0

    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 0)


def test_only_who_may_sends_parked_mail_again(mail, cast, administrator, noon):
    MailDelivery.objects.update(parked_at=noon)

    for who in ("agent", "auditor", "requester"):
        with pytest.raises(PermissionDenied):
            retry_mail(mail_id=mail.pk, actor=cast[who], at=noon)
    retry_mail(mail_id=mail.pk, actor=administrator, at=noon)
    with pytest.raises(MailDelivery.DoesNotExist):
        retry_mail(mail_id=mail.pk, actor=administrator, at=noon)
