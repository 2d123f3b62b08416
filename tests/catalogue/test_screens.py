from typing import Any

import pytest
from django.urls import reverse

from catalogue.models import Service
from catalogue.services import create_service, edit_service
from core.models import Event
from tests.spreadsheets import table_of

pytestmark = pytest.mark.django_db

STAFF = ["agent", "team_lead", "service_level_manager", "auditor", "administrator"]
CUSTOMERS = ["requester", "representative", "stranger"]
MANAGERS = ["service_level_manager", "administrator"]


@pytest.fixture
def manager(client, service_level_manager):
    client.force_login(service_level_manager)
    return client


def filled(service: Service, **changes) -> dict[str, Any]:
    return {
        "name": service.name,
        "summary": "Letters without paper",
        "criticality": 2,
        "version": service.version,
        **changes,
    }


def url(name: str, service: Service, *args) -> str:
    return reverse(name, args=[service.number, *args])


@pytest.mark.parametrize("role", STAFF + CUSTOMERS)
def test_the_portfolio_is_there_for_staff_alone(client, cast, role, service):
    client.force_login(cast[role])
    expected = 200 if role in STAFF else 404
    for path in (reverse("service_list"), url("service_detail", service)):
        assert client.get(path).status_code == expected


@pytest.mark.parametrize("role", STAFF + CUSTOMERS)
def test_only_managers_reach_what_changes_a_service(client, cast, role, service):
    client.force_login(cast[role])
    expected = 200 if role in MANAGERS else 403 if role in STAFF else 404
    pages = [
        reverse("service_create"),
        url("service_edit", service),
        url("service_move", service, "phase_out"),
        url("service_withdraw", service, service.entitlements.get().customer_id),
    ]
    assert {client.get(page).status_code for page in pages} == {expected}


def test_whoever_is_not_signed_in_is_asked_to(client, service):
    response = client.get(url("service_detail", service))
    assert response.status_code == 302
    assert "/accounts/login/" in response.url


def test_the_list_is_filtered_and_exported(
    manager, service, service_level_manager, noon
):
    create_service(name="=Fax", actor=service_level_manager, at=noon)
    listed = manager.get(reverse("service_list"), {"state": "live"})
    assert "E-mail" in listed.text
    assert "Fax" not in listed.text

    text = table_of(manager.get(reverse("service_list"), {"export": "csv"}))
    book = table_of(manager.get(reverse("service_list"), {"export": "xlsx"}))
    assert service.number in [row[0] for row in text]
    assert [len(text), text[1][1]] == [3, "'=Fax"]
    assert [len(book), book[1][1]] == [3, "=Fax"]


@pytest.mark.parametrize("query", ["sort=colour", "after=nonsense"])
def test_a_wrong_query_is_no_server_error(manager, service, query):
    assert manager.get(f"{reverse('service_list')}?{query}").status_code == 400


def test_a_wrong_filter_is_named(manager, service):
    assert manager.get(reverse("service_list"), {"state": "??"}).status_code == 400


def test_a_service_is_proposed_and_taken_further(manager, customer):
    new = {"name": "Video", "summary": "Meet from anywhere", "criticality": 2}
    manager.post(reverse("service_create"), new)
    video = Service.objects.get(name="Video")
    manager.post(url("service_entitle", video), {"customer": customer.pk})
    manager.post(url("service_move", video, "design"), {"reason": "Wanted."})

    page = manager.get(url("service_detail", video)).text
    assert "In design" in page
    assert "entitled Customer to it" in page
    assert "Wanted." in page


def test_what_is_missing_to_go_live_is_said_before_one_tries(
    manager, service_level_manager, noon
):
    bare = create_service(
        name="Fax", state="in_transition", actor=service_level_manager, at=noon
    )
    page = manager.get(url("service_detail", bare)).text
    assert "It has no owner yet." in page
    assert url("service_move", bare, "go_live") not in page

    forced = manager.post(url("service_move", bare, "go_live"))
    assert forced.status_code == 422
    assert "No customer is entitled to it yet." in forced.text


def test_an_edit_shows_in_the_history(manager, service):
    manager.post(url("service_edit", service), filled(service, name="Mail"))
    page = manager.get(url("service_detail", service)).text
    assert "from “E-mail” to “Mail”" in page


def test_a_wrong_value_keeps_what_was_typed(manager, service):
    sent = filled(service, name="", price_note="Two euros")
    response = manager.post(url("service_edit", service), sent)
    assert response.status_code == 422
    assert "Two euros" in response.text


def test_a_stale_save_shows_both_versions_and_keeps_the_draft(
    manager, service, administrator, noon
):
    sent = filled(service, summary="My words")
    edit_service(number=service.number, summary="Theirs", actor=administrator, at=noon)
    response = manager.post(url("service_edit", service), sent)
    assert response.status_code == 409
    assert "Theirs" in response.text
    assert "My words" in response.text

    again = {**sent, "version": response.context["form"].data["version"]}
    assert manager.post(url("service_edit", service), again).status_code == 302
    service.refresh_from_db()
    assert service.summary == "My words"


def test_an_unknown_step_is_not_found(manager, service):
    assert manager.get(url("service_move", service, "fly")).status_code == 404


def test_a_refused_withdrawal_says_why(manager, service, customer):
    response = manager.post(url("service_withdraw", service, customer.pk))
    assert response.status_code == 422
    assert "A live service needs a customer" in response.text


def test_entitling_a_stranger_to_the_list_is_refused(manager, service):
    before = Event.objects.count()
    manager.post(url("service_entitle", service), {"customer": 999_999})
    assert Event.objects.count() == before


def test_the_list_asks_no_more_for_more_services(
    manager, service_level_manager, service, noon, django_assert_max_num_queries
):
    for place in range(12):
        create_service(name=f"S{place}", actor=service_level_manager, at=noon)
    manager.get(reverse("service_list"))
    with django_assert_max_num_queries(12):
        response = manager.get(reverse("service_list"))
    assert response.status_code == 200
