"""What stands in the inbox reads in the language and the zone of who opens it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from core.models import Event
from notifications.letters import words_of
from notifications.models import MailDelivery, Notification
from notifications.services import notify
from slm.choices import Metric
from tests.api.conftest import Program
from tests.notifications.conftest import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(incident, requester):
    """Told by a worker that speaks English, of something at half past eleven at night."""
    notify(
        event=Event.objects.filter(item=incident.item).latest("id"),
        recipients=[requester],
        topic="incident.resolved",
        subject=gettext_lazy("%(number)s breached: %(metric)s – %(title)s"),
        template="slm/breach",
        context={
            "number": incident.number,
            "title": incident.title,
            "metric": Metric.FIRST_RESPONSE.label,
            "crossed_at": datetime(2026, 3, 4, 23, 30, tzinfo=UTC),
            "quote": "Quoteword",
        },
        at=LATER,
    )
    return Notification.objects.select_related("event", "item").get()


def test_it_reads_in_the_language_of_the_reader(told, incident):
    subject, _body = words_of(told)
    assert subject == told.subject
    with override("de"):
        subject, body = words_of(told)
    assert subject.startswith(f"{incident.number} verletzt: ")
    assert incident.title in subject
    assert "verletzt" in body


def test_it_reads_in_the_zone_of_the_reader(told):
    with timezone.override(ZoneInfo("Europe/Berlin")):
        _subject, body = words_of(told)
    assert "5 Mar 2026, 00:30" in body
    with timezone.override(UTC):
        _subject, body = words_of(told)
    assert "4 Mar 2026, 23:30" in body


def test_the_page_and_the_api_say_it_alike(client, told, requester):
    requester.person.language = "de"
    requester.person.save()
    client.force_login(requester)
    with override("en"):
        page = client.get("/inbox/")
        (row,) = Program(requester).get("inbox/").json()["results"]
    ((_row, subject, body),) = page.context["rows"]
    assert "verletzt" in subject
    assert subject in page.text
    assert (row["subject"], row["body"]) == (subject, body)


def test_mail_stays_in_the_language_of_its_recipient(told):
    mail = MailDelivery.objects.get()
    with override("de"):
        words_of(told)
    assert MailDelivery.objects.get().subject == mail.subject == told.subject


def test_what_came_before_reads_as_it_came(told):
    told.template, told.wording = "", {}
    told.save()
    with override("de"):
        assert words_of(told) == (told.subject, told.body)


@pytest.mark.parametrize(
    ("template", "values"), [("slm/gone", {"number": "x"}), ("slm/breach", {})]
)
def test_what_is_no_longer_known_reads_as_it_came(told, template, values):
    told.template = template
    told.wording = {**told.wording, "values": values}
    with override("de"):
        assert words_of(told) == (told.subject, told.body)


def test_nothing_that_may_be_erased_is_kept(told):
    assert "Quoteword" not in str(told.wording)
