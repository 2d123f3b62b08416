import pytest

from incidents.models import Incident
from notifications.models import MailDelivery
from notifications.post import letter_of
from records.services import edit_record, lock_record
from tests.notifications.test_services import tell

pytestmark = pytest.mark.django_db


def sent(incident, *people, **values):
    tell(incident, *people, **values)
    return letter_of(MailDelivery.objects.get()).message()


def test_a_mail_has_plain_text_and_html(incident, requester):
    message = sent(incident, requester)

    plain, html = message.get_payload()
    assert plain.get_content_type() == "text/plain"
    assert html.get_content_type() == "text/html"
    assert incident.title in plain.get_payload(decode=True).decode()


def test_all_mail_about_a_record_belongs_to_one_thread(incident, requester):
    message = sent(incident, requester)

    root = f"<{incident.number.lower()}@localhost>"
    assert message["In-Reply-To"] == message["References"] == root
    assert message["Message-ID"] != root


def test_answers_go_to_an_address_with_the_number(incident, requester):
    message = sent(incident, requester)

    assert message["Reply-To"] == f"desk+{incident.number.lower()}@localhost"


def test_no_machine_is_to_answer(incident, requester):
    assert sent(incident, requester)["Auto-Submitted"] == "auto-generated"


def test_it_is_in_the_readers_language_and_time(incident, requester):
    requester.person.language = "de"
    requester.person.time_zone = "Asia/Tokyo"
    requester.person.save()

    tell(incident, requester.person)
    mail = MailDelivery.objects.get()
    # The incident of the fixtures is of noon in UTC.
    assert "21:00" in mail.text
    assert '<html lang="de">' in mail.html


def test_a_title_cannot_add_a_header(incident, agent, requester, noon):
    title = "Mail\r\nBcc: victim@example.com"
    Incident.objects.filter(pk=incident.pk).update(title=title)
    incident.refresh_from_db()

    subject = "%(number)s: %(title)s"
    message = sent(incident, requester, subject=subject)
    assert message["Bcc"] is None
    assert message["Subject"].endswith("Mail Bcc: victim@example.com")


def test_an_address_that_hides_a_header_gets_no_mail(incident, requester):
    requester.person.email = "a@example.com\nBcc: victim@example.com"
    requester.person.save()

    tell(incident, requester.person)
    assert not MailDelivery.objects.exists()


def test_markup_in_a_title_stays_text(incident, agent, requester, noon):
    edit_record(
        lock_record(Incident.objects.visible_to(agent), number=incident.number),
        title="<b>x</b> & y",
        description="",
        actor=agent,
        at=noon,
    )
    incident.refresh_from_db()

    tell(incident, requester)
    mail = MailDelivery.objects.get()
    assert "<b>x</b> & y" in mail.text
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in mail.html
    assert "<b>x</b>" not in mail.html
