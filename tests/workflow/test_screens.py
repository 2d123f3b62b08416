import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.panels import panels_of
from incidents.models import Incident
from incidents.services import open_incident
from tests.workflow.conftest import PNG
from workflow.choices import LinkKind
from workflow.forms import LinkForm
from workflow.models import Attachment, ItemTag, Link, Watcher
from workflow.services import add_link, remove_attachment

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("requester", 200),
        ("representative", 200),
        ("stranger", 404),
        ("agent", 200),
        ("auditor", 200),
    ],
)
def test_a_public_attachment_is_for_who_sees_the_record(
    client, cast, attach, requester, who, status
):
    attachment = attach(requester)
    client.force_login(cast[who])

    response = client.get(reverse("attachment", args=[attachment.pk]))
    assert response.status_code == status


@pytest.mark.parametrize(
    ("who", "status"), [("requester", 404), ("agent", 200), ("auditor", 200)]
)
def test_an_internal_one_is_for_staff(client, cast, attach, agent, who, status):
    attachment = attach(agent, visibility="internal")
    client.force_login(cast[who])

    response = client.get(reverse("attachment", args=[attachment.pk]))
    assert response.status_code == status


def test_a_download_is_saved_and_never_shown(client, attach, agent):
    attachment = attach(agent, name="Bild ü.png")
    client.force_login(agent)

    response = client.get(reverse("attachment", args=[attachment.pk]))
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content) == PNG


def test_a_removed_one_is_gone(client, attach, agent, noon):
    attachment = attach(agent)
    remove_attachment(attachment_id=attachment.pk, actor=agent, at=noon)
    client.force_login(agent)

    url = reverse("attachment", args=[attachment.pk])
    assert client.get(url).status_code == 404


def test_who_is_not_signed_in_downloads_nothing(client, attach, agent):
    url = reverse("attachment", args=[attach(agent).pk])

    assert client.get(url).status_code == 302


def test_a_file_is_attached_from_the_page(client, agent, incident):
    client.force_login(agent)
    url = reverse("attachment_add", args=[incident.number])
    file = SimpleUploadedFile("screen.png", PNG)

    response = client.post(url, {"file": file, "visibility": "internal"})
    assert response.url == reverse("incident_detail", args=[incident.number])
    assert Attachment.objects.get().visibility == "internal"


def test_a_wrong_file_gets_a_clear_answer(client, agent, incident):
    client.force_login(agent)
    url = reverse("attachment_add", args=[incident.number])
    file = SimpleUploadedFile("page.html", b"<html>")

    response = client.post(url, {"file": file, "visibility": "public"})
    assert response.status_code == 422
    assert "not taken" in response.content.decode()


def test_links_and_tags_are_made_and_removed_from_the_page(
    client, agent, incident, other
):
    client.force_login(agent)
    number = incident.number

    client.post(
        reverse("link_add", args=[number]),
        {"kind": "caused_by", "other": other.number},
    )
    link = Link.objects.get()
    client.post(reverse("tag_add", args=[number]), {"name": "vpn"})
    assert ItemTag.objects.count() == 1
    client.post(reverse("tag_remove", args=[number]), {"name": "vpn"})
    assert ItemTag.objects.count() == 0
    client.post(reverse("link_remove", args=[number, link.pk]))
    assert Link.objects.count() == 0
    gone = client.post(reverse("link_remove", args=[number, link.pk]))
    assert gone.status_code == 404


def test_the_other_is_found_by_bare_number_or_words(client, agent, incident, other):
    client.force_login(agent)
    url = reverse("link_add", args=[incident.number])
    for typed in (other.number[4:].lstrip("0"), other.title):
        client.post(url, {"kind": "caused_by", "other": typed})
        assert Link.objects.get().target == other.item
        Link.objects.all().delete()


def test_one_of_several_is_chosen(client, agent, incident, other, requester, noon):
    third = Incident(title=other.title, requester=requester.person)
    third = open_incident(incident=third, actor=agent, at=noon)
    client.force_login(agent)
    url = reverse("link_add", args=[incident.number])
    form = {"kind": "related", "other": other.title}

    page = client.post(url, form)
    assert page.status_code == 422
    assert "choose one below" in page.text
    assert f'value="{third.number}"' in page.text
    client.post(url, {**form, "chosen": third.number})
    assert Link.objects.get().target == third.item


def test_nothing_is_linked_that_is_not_found(client, agent, incident, other):
    client.force_login(agent)
    url = reverse("link_add", args=[incident.number])
    for typed in ("INC-999999", incident.number, "xylophone", "!!", "\0"):
        assert client.post(url, {"kind": "related", "other": typed}).status_code == 422
    assert not Link.objects.exists()


def test_matches_are_offered_while_typing(client, agent, incident, other):
    client.force_login(agent)
    url = reverse("link_matches", args=[incident.number])
    assert other.number in client.get(url, {"other": other.title[:6]}).text
    assert "Nothing matches" in client.get(url, {"other": "xylophone"}).text


def test_watching_twice_is_answered_on_the_page(client, agent, incident):
    client.force_login(agent)
    url = reverse("item_watch", args=[incident.number])

    client.post(url)
    page = client.post(url, follow=True).content.decode()
    assert "watched already" in page
    assert Watcher.objects.count() == 1


@pytest.mark.parametrize("name", ["attachment_add", "link_add", "tag_add"])
@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("stranger", 404)])
def test_who_may_not_is_not_even_asked(client, cast, incident, name, who, status):
    client.force_login(cast[who])
    url = reverse(name, args=[incident.number])

    assert client.get(url).status_code == status
    assert client.post(url, {}).status_code == status


def test_the_page_of_a_record_shows_all_of_it(
    client, agent, incident, other, attach, noon
):
    attach(agent)
    add_link(
        number=incident.number,
        kind="caused_by",
        other=other.number,
        actor=agent,
        at=noon,
    )
    client.force_login(agent)

    page = client.get(reverse("incident_detail", args=[incident.number]))
    shown = page.content.decode()
    assert "screen.png" in shown
    assert f"{other.number}</span> The same" in shown
    assert "attached screen.png" in shown


def test_a_customer_is_shown_no_internal_panel_values(
    incident, requester, agent, attach
):
    attach(agent, visibility="internal")
    shown = {
        panel.template: panel.context(incident, requester)
        for panel in panels_of("portal_record.main")
    }
    values = shown["workflow/attachments_panel.html"]
    assert values is not None
    assert values["rows"] == []


def test_a_link_is_a_related_one_unless_more_is_said(incident, agent):
    assert LinkForm(item=incident.item, user=agent)["kind"].value() == LinkKind.RELATED
