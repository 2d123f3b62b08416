"""Files that come with a report: the same checks, and nothing lost unsaid."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Event
from incidents.models import Incident
from portal.services import report_incident
from tests.portal.test_screens import REPORT
from tests.workflow.conftest import PNG
from workflow.models import Attachment

pytestmark = pytest.mark.django_db


@pytest.fixture
def send(client, requester, service, files):
    client.force_login(requester)
    path = f"{reverse('portal_report')}?service={service.number}"

    def run(*named, **changed):
        sent = [SimpleUploadedFile(name, content) for name, content in named]
        return client.post(path, {**REPORT, **changed, "attached": sent})

    return run


def test_files_come_with_the_report(send, requester):
    assert send(("screen.png", PNG), ("what.txt", b"It hums.")).status_code == 302

    kept = Attachment.objects.filter(item__number=Incident.objects.get().number)
    assert [(one.name, one.visibility) for one in kept] == [
        ("screen.png", "public"),
        ("what.txt", "public"),
    ]
    assert Event.objects.filter(name="attachment.added", actor=requester).count() == 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.html", b"<script>", "page.html: Files of this kind are not taken"),
        ("screen.png", b"no picture", "screen.png: What is in this file is not"),
        ("empty.txt", b"", "empty.txt: This file is empty"),
    ],
)
def test_a_file_that_is_not_taken_opens_nothing(send, name, content, said):
    response = send(("good.png", PNG), (name, content))
    assert response.status_code == 422
    assert said in response.text
    assert "Since nine." in response.text
    assert "choose them again: good.png" in response.text
    assert not Incident.objects.exists()
    assert not Attachment.objects.exists()


def test_after_another_error_one_is_told_to_choose_the_files_again(send):
    response = send(("screen.png", PNG), title=" ")
    assert response.status_code == 422
    assert "choose them again: screen.png" in response.text
    assert not Attachment.objects.exists()


def test_too_many_files_are_refused(send):
    response = send(*[(f"{place}.png", PNG) for place in range(6)])
    assert response.status_code == 422
    assert "At most 5 files" in response.text
    assert not Incident.objects.exists()


def test_too_large_a_file_is_refused(send, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    assert "larger than" in send(("screen.png", PNG)).text
    assert not Incident.objects.exists()


def test_what_the_service_refuses_is_undone_whole(requester, noon, files):
    incident = Incident(title="It hums", requester=requester.person)
    bad = SimpleUploadedFile("page.html", b"<script>")
    with pytest.raises(ValidationError, match="not taken"):
        report_incident(incident=incident, files=[bad], actor=requester, at=noon)
    assert not Incident.objects.exists()
