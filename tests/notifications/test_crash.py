"""What is sent, and how often, when a process dies in the worst moment."""

import signal
import time

import psycopg2
import pytest
from django.db import connection

from core.models import Outbox
from core.services import deliver_outbox
from notifications.models import MailDelivery, Notification
from tests.notifications.conftest import LATER
from tests.notifications.smtp_server import mail_server
from tests.notifications.test_services import tell
from tests.processes import database_url, start

pytestmark = pytest.mark.django_db(transaction=True)

SEND = """
from notifications.services import send_due_mails
print(send_due_mails(at=datetime(2100, 1, 1, tzinfo=UTC)))
"""


@pytest.fixture
def server():
    with mail_server() as running:
        yield running


@pytest.fixture
def mail(incident, requester):
    tell(incident, requester)
    return MailDelivery.objects.get()


def send(server):
    process = start(SEND, EMAIL_URL=server.url)
    said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 0, said
    return said


def someone_waits_for(table):
    query = (
        "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return cursor.fetchone()[0] > 0


def wait_until(condition):
    deadline = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def kill(process):
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)


def test_killed_between_the_250_and_the_commit_it_is_sent_once_more(server, mail):
    with psycopg2.connect(database_url()) as other, other.cursor() as cursor:
        # This lets a row be locked for sending, but not be noted as sent.
        cursor.execute("LOCK TABLE notifications_maildelivery IN SHARE MODE")
        process = start(SEND, EMAIL_URL=server.url)
        wait_until(lambda: someone_waits_for("notifications_maildelivery"))
        assert len(server.taken) == 1
        kill(process)
        other.rollback()
    send(server)
    send(server)

    assert [message["Message-ID"] for message in server.taken] == [mail.message_id] * 2
    mail.refresh_from_db()
    assert mail.sent_at == LATER


def test_killed_before_the_250_it_is_sent_once(server, mail):
    server.may_answer.clear()
    process = start(SEND, EMAIL_URL=server.url)
    wait_until(server.arrived.is_set)
    kill(process)
    server.may_answer.set()
    send(server)
    send(server)

    assert [message["Message-ID"] for message in server.taken] == [mail.message_id]


def test_undisturbed_it_is_sent_once(server, mail):
    assert send(server).strip().endswith("1")
    assert send(server).strip().endswith("0")

    assert len(server.taken) == 1


def test_two_senders_at_once_send_it_once(server, mail):
    server.may_answer.clear()
    first = start(SEND, EMAIL_URL=server.url)
    wait_until(server.arrived.is_set)
    assert send(server).strip().endswith("0")
    server.may_answer.set()
    first.communicate(timeout=40)

    assert len(server.taken) == 1


DELIVER = """
from core.services import deliver_outbox
deliver_outbox(at=datetime(2100, 1, 1, tzinfo=UTC))
"""


def test_killed_while_telling_the_inbox_is_filled_exactly_once(incident, requester):
    with psycopg2.connect(database_url()) as other, other.cursor() as cursor:
        # This lets an entry be taken up, but not be noted as delivered.
        cursor.execute("LOCK TABLE core_outbox IN SHARE MODE")
        process = start(DELIVER)
        wait_until(lambda: someone_waits_for("core_outbox"))
        kill(process)
        other.rollback()
    assert not Notification.objects.exists()

    while deliver_outbox(at=LATER):
        pass
    assert Notification.objects.filter(topic="incident.opened").count() == 1
    assert not Outbox.objects.waiting().exists()


ASSIGN = """
from accounts.models import Person, Team
from core.models import User
from incidents.models import Incident
from incidents.services import assign_incident
assign_incident(
    number=Incident.objects.get().number,
    team=Team.objects.get(),
    person=Person.objects.get(email="anna.agent@example.com"),
    actor=User.objects.get(email="tom.lead@example.com"),
    at=datetime(2026, 3, 4, 13, tzinfo=UTC),
)
"""


def test_a_lost_redis_loses_nothing(incident, agent, team_lead):
    process = start(ASSIGN, REDIS_URL="redis://127.0.0.1:1/0")
    said, _nothing = process.communicate(timeout=60)
    assert process.returncode == 0, said

    deliver_outbox(at=LATER)
    assert Notification.objects.get(recipient=agent).topic == "incident.assigned"
