"""The pages of exclusions, as those see them who ask and those who decide."""

import pytest
from django.urls import reverse

from slm.models import Exclusion
from tests.slm.acts import HOUR, TEN, clock_of, resolve

pytestmark = pytest.mark.django_db
MOVE = {"reason": "Agreed.", "version": 1}


def move(client, exclusion, step, **values):
    url = reverse("exclusion_move", args=[exclusion.number, step])
    return client.post(url, {**MOVE, **values})


def test_from_a_clock_a_request_is_filled_in_and_made(client, incident, agent):
    client.force_login(agent)
    page = client.get(reverse("clock_explain", args=[clock_of(incident).pk]))
    url = f"{reverse('exclusion_create')}?record={incident.number}&amp;start=2026-03-04"
    assert url in page.text
    form = client.get(f"{reverse('exclusion_create')}?record={incident.number}").text
    assert f'value="{incident.number}"' in form
    sent = {"reason": "customer", "text": "Power cut.", "record": incident.number}
    span = {"start": "2026-03-04T10:00", "end": "2026-03-04T11:00"}

    answer = client.post(reverse("exclusion_create"), {**sent, **span}, follow=True)
    assert "is requested" in answer.text
    assert Exclusion.objects.get().record_id == incident.pk


def test_what_cannot_be_excluded_is_said_at_its_field(client, incident, agent):
    client.force_login(agent)
    sent = {"reason": "customer", "text": "x", "record": "INC-999999"}
    span = {"start": "2026-03-04T10:00", "end": "2026-03-04T10:00"}
    answer = client.post(reverse("exclusion_create"), {**sent, **span})
    assert (answer.status_code, Exclusion.objects.count()) == (422, 0)
    assert "There is no record INC-999999." in answer.text

    answer = client.post(
        reverse("exclusion_create"), {**sent, **span, "record": incident.number}
    )
    assert "It must end after it starts." in answer.text
    strange = f"{reverse('exclusion_create')}?start=x&end=9999-99-99T99:99&record=%00"
    assert client.get(strange).status_code == 200


def test_the_page_shows_what_it_would_change_and_then_what_it_did(
    client, incident, agent, asked, service_level_manager
):
    resolve(incident, agent, TEN + 9 * HOUR)
    client.force_login(service_level_manager)
    url = reverse("exclusion_detail", args=[asked.number])
    page = client.get(url).text
    assert "As it would be now." in page
    assert "March 2026: Breached → Met: 1" in page

    assert move(client, asked, "approve").status_code == 302
    page = client.get(url).text
    assert "As it was at the decision" in page
    assert "March 2026: Breached → Met: 1" in page
    assert "Sara Level" in page
    explained = client.get(reverse("clock_explain", args=[clock_of(incident).pk])).text
    assert asked.number in explained
    assert "approved by Sara Level" in explained


def test_a_stale_or_second_decision_is_told(client, asked, service_level_manager):
    client.force_login(service_level_manager)
    assert move(client, asked, "reject", version=9).status_code == 409
    assert move(client, asked, "reject", reason="").status_code == 422
    assert move(client, asked, "reject").status_code == 302
    answer = move(client, asked, "approve")

    assert answer.status_code == 422
    assert "is not possible" in answer.text


def test_agreements_and_services_list_their_exclusions(
    client, approved, auditor, service
):
    client.force_login(auditor)
    page = client.get(reverse("service_detail", args=[service.number])).text

    assert approved.number in page
    found = client.get(f"{reverse('exclusion_list')}?service={service.pk}").text
    assert approved.number in found
    assert approved.number not in client.get("/manage/exclusions/?state=rejected").text
    file = client.get("/manage/exclusions/?export=csv")
    assert approved.number in b"".join(file.streaming_content).decode()
