import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event, Item
from incidents.services import cancel_incident
from tests.workflow.conftest import PNG, sha256
from workflow.models import Attachment
from workflow.selectors import attachments_for, get_attachment
from workflow.services import remove_attachment

pytestmark = pytest.mark.django_db


def test_attaching_keeps_the_file_under_a_name_that_says_nothing(
    attach, requester, files
):
    attachment = attach(requester)

    assert (attachment.name, attachment.size) == ("screen.png", len(PNG))
    assert attachment.sha256 == sha256(PNG)
    assert attachment.content_type == "image/png"
    assert "screen" not in attachment.file.name
    assert (files / attachment.file.name).read_bytes() == PNG


def test_attaching_is_recorded_and_the_name_is_personal(attach, requester, noon):
    attachment = attach(requester)

    event = Event.objects.get(name="attachment.added")
    assert (event.actor, event.occurred_at) == (requester, noon)
    assert event.facts["sha256"] == attachment.sha256
    assert "screen" not in str(event.facts)
    assert event.data.values == {"name": "screen.png"}


@pytest.mark.parametrize("who", ["auditor", "service_level_manager"])
def test_who_does_not_work_on_it_attaches_nothing(attach, cast, who):
    with pytest.raises(PermissionDenied):
        attach(cast[who])


def test_a_customer_attaches_nothing_internal(attach, requester):
    with pytest.raises(PermissionDenied):
        attach(requester, visibility="internal")


def test_another_customer_does_not_see_the_item(attach, stranger):
    with pytest.raises(Item.DoesNotExist):
        attach(stranger)


def test_nothing_is_attached_to_what_has_ended(attach, incident, agent, noon):
    cancel_incident(number=incident.number, reason="x", actor=agent, at=noon)

    with pytest.raises(TransitionNotAllowed):
        attach(agent)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("page.html", b"<!doctype html><p>x"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("tool.exe", b"MZ\x90\x00\x03"),
        ("screen.png", b"MZ\x90\x00\x03"),
        ("screen.png", b"%PDF-1.7"),
        ("notes.txt", b"  <script>alert(1)</script>"),
        ("notes.txt", b"\x00\x01\x02\x03"),
        ("data.xml", b"<?xml version='1.0'?><svg/>"),
        ("noextension", PNG),
        ("screen.png.exe", PNG),
    ],
)
def test_what_is_forbidden_or_not_what_it_says_is_refused(
    attach, requester, files, name, content
):
    with pytest.raises(ValidationError) as refused:
        attach(requester, name=name, content=content)

    assert list(refused.value.message_dict) == ["file"]
    assert not Attachment.objects.exists()
    assert list(files.iterdir()) == []


def test_a_file_that_is_too_large_is_refused(attach, requester, settings):
    settings.ATTACHMENT_MAX_BYTES = 10

    with pytest.raises(ValidationError, match="larger than 10"):
        attach(requester)


def test_folders_and_control_characters_are_taken_from_the_name(attach, requester):
    attachment = attach(requester, name="..\\..\\evil/\r\nscreen.png")

    assert attachment.name == "screen.png"


def test_a_customer_does_not_see_what_is_internal(attach, agent, requester, incident):
    attachment = attach(agent, visibility="internal")

    assert not attachments_for(incident.item, requester).exists()
    assert attachments_for(incident.item, agent).get() == attachment
    with pytest.raises(Attachment.DoesNotExist):
        get_attachment(attachment.pk, requester)


def test_removing_hides_it_and_keeps_the_file(attach, requester, noon, files):
    attachment = attach(requester)
    remove_attachment(attachment_id=attachment.pk, actor=requester, at=noon)

    assert not Attachment.objects.present().exists()
    assert (files / attachment.file.name).exists()
    event = Event.objects.get(name="attachment.removed")
    assert event.facts["attachment"] == attachment.pk


def test_removing_twice_is_refused(attach, agent, noon):
    attachment = attach(agent)
    remove_attachment(attachment_id=attachment.pk, actor=agent, at=noon)

    with pytest.raises(Attachment.DoesNotExist):
        remove_attachment(attachment_id=attachment.pk, actor=agent, at=noon)


def test_nobody_but_the_desk_removes_what_another_attached(
    attach, agent, requester, representative, noon
):
    attachment = attach(requester)

    with pytest.raises(PermissionDenied):
        remove_attachment(attachment_id=attachment.pk, actor=representative, at=noon)
    remove_attachment(attachment_id=attachment.pk, actor=agent, at=noon)
    assert not Attachment.objects.present().exists()
