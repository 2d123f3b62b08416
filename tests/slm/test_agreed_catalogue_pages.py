"""The pages of agreed catalogues: drafted at one door, read and signed at the other."""

import pytest
from django.urls import reverse

from catalogue.services import edit_service
from slm.models import AgreedCatalogue
from tests.api.conftest import Program, assert_problem
from tests.slm.test_agreed_catalogues import by, drafted, offered, signed

__all__ = ["by", "drafted", "offered", "signed"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


def shown(client, name, *args) -> str:
    return str(client.get(reverse(name, args=args)).content.decode())


def test_a_version_is_drafted_and_offered(manager, service, customer):
    listed = shown(manager, "agreed_catalogue_list")
    assert "Not agreed" in listed
    manager.post(reverse("agreed_catalogue_draft", args=[customer.pk]))
    made = AgreedCatalogue.objects.get()
    move = reverse("agreed_catalogue_move", args=[made.number, "offer"])

    assert manager.post(move, {"version": 1}).status_code == 302
    made.refresh_from_db()
    assert made.state == "offered"


def test_drafting_twice_is_told(manager, drafted, customer):
    path = reverse("agreed_catalogue_draft", args=[customer.pk])
    text = manager.post(path, follow=True).content.decode()

    assert "drafted or offered already" in text


def test_the_customer_reads_and_signs(client, offered, representative):
    client.force_login(representative)
    assert "waits for your signature" in shown(client, "portal_our_catalogue")
    path = reverse("portal_catalogue_decide", args=[offered.number, "agree"])
    assert client.post(path, {"authority": ""}).status_code == 422
    sent = {"authority": "Board", "content_hash": offered.content_hash, "version": 2}

    assert client.post(path, sent).status_code == 302
    assert "Nothing: you get what you signed." in shown(client, "portal_our_catalogue")


def test_the_customer_says_why_not(client, offered, representative):
    client.force_login(representative)
    path = reverse("portal_catalogue_decide", args=[offered.number, "decline"])

    assert client.post(path, {"reason": "Too dear."}).status_code == 302
    assert "Too dear." in shown(client, "portal_agreed_catalogue", offered.number)


def test_what_changed_since_is_marked(client, signed, service, representative, by):
    edit_service(number=service.number, summary="Post", **by)
    client.force_login(representative)
    text = shown(client, "portal_our_catalogue")

    assert "<ins>" in text
    assert "Post" in text


def test_managers_see_and_export_who_has_changed(manager, signed, service, by):
    edit_service(number=service.number, summary="Post", **by)
    path = f"{reverse('agreed_catalogue_list')}?need=changed"
    assert str(signed.customer) in manager.get(path).content.decode()
    rows = b"".join(manager.get(f"{path}&export=csv").streaming_content).decode()

    assert "Customer,1,Changed since" in rows
    assert "<ins>" in shown(manager, "agreed_catalogue_customer", signed.customer_id)


def test_the_paper_is_a_pdf(manager, signed):
    answer = manager.get(reverse("agreed_catalogue_pdf", args=[signed.number]))

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_programs_draft_offer_and_sign(
    service, customer, service_level_manager, representative
):
    staff, theirs = Program(service_level_manager), Program(representative)
    made = staff.post("agreed_catalogues/", {"customer": customer.pk}).json()
    path = f"agreed_catalogues/{made['number']}/"
    assert theirs.get(path).status_code == 404
    assert staff.post(f"{path}offer/").json()["state"] == "offered"
    assert theirs.get(path).json()["available_actions"] == ["agree", "decline"]
    body = {"authority": "Board", "content_hash": made["content_hash"]}

    assert_problem(staff.post(f"{path}agree/", body), 403)
    assert theirs.post(f"{path}agree/", body).json()["state"] == "agreed"
    assert_problem(theirs.post(f"{path}agree/", body), 409)
