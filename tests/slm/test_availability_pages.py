"""Availability as the desk, its managers and its customers see it."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from core.kinds import item_url
from slm.models import MeasuredValue, Outage, Target
from slm.services import OutageTerms, add_target, close_period, report_outage
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN, resolve
from tests.slm.pages import seconds

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
MARCH = "2026-03"


@pytest.fixture
def promised(draft, availability, who):
    add_target(number=draft.number, terms=availability, **who)
    put_into_force(number=draft.number, **who)
    return draft


@pytest.fixture
def outage(promised, service, agent):
    terms = OutageTerms(
        service=service,
        component="Mail server",
        start=TEN,
        end=TEN + 2 * HOUR,
        loss="partial",
        users=40,
        text="Slow for all.",
    )
    return report_outage(terms=terms, actor=agent, at=APRIL)


def test_the_month_shows_goal_result_and_the_outages_behind(
    client, outage, service, auditor
):
    client.force_login(auditor)
    page = client.get(f"{reverse('availability')}?month={MARCH}").text
    assert "at least 99.9 %" in page
    # 1 of 744 hours
    assert "99.8655 %" in page
    assert "Goal not reached" in page

    shown = client.get(
        f"{reverse('availability_service', args=[service.number])}?month={MARCH}"
    ).text
    assert outage.number in shown
    assert "Mail server" in shown
    assert "99.8655\N{NO-BREAK SPACE}%" in shown


def test_durations_are_written_in_one_way(client, outage, service, auditor):
    client.force_login(auditor)
    url = reverse("availability_service", args=[service.number])
    shown = client.get(f"{url}?month={MARCH}").text

    table = shown[shown.index('id="account"') :].split("</table>")[0]
    assert ">2 h<" in table
    assert ">1 h<" in table
    assert not re.search(r">\d+:\d\d:\d\d<", table)


def test_the_lines_add_up_by_hand(client, outage, service, agent, auditor):
    more = replace(OutageTerms.of(outage), start=TEN + HOUR, end=TEN + 5 * HOUR)
    report_outage(terms=more, actor=agent, at=APRIL)
    client.force_login(auditor)
    url = reverse("availability_service", args=[service.number])
    page = client.get(f"{url}?month={MARCH}").text
    table = page[page.index('id="account"') :].split("</table>")[0]
    rows = [
        [cell.split("<")[0].strip() for cell in row.split('class="is-numeric">')[1:]]
        for row in table.split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]
    ]
    for wall, *parts, _lost, _users in rows:
        assert seconds(wall) == sum(map(seconds, parts))
    assert len(rows) == 2


def test_user_minutes_of_an_outage_without_users_are_not_told(
    client, outage, service, agent, auditor
):
    page = reverse("availability_service", args=[service.number])
    door = reverse("api_availability_service", args=[service.number])
    client.force_login(auditor)
    told = client.get(f"{door}?month={MARCH}").json()["user_minutes"]
    assert told == 40 * 120
    start = TEN + 4 * HOUR
    terms = OutageTerms.of(outage)
    terms = replace(terms, start=start, end=start + HOUR, users=None)
    report_outage(terms=terms, actor=agent, at=APRIL)

    assert client.get(f"{door}?month={MARCH}").json()["user_minutes"] is None
    shown = client.get(f"{page}?month={MARCH}").text
    assert "1 outage without a number of users" in shown


def test_what_is_no_month_and_no_target_is_refused(client, promised, service, auditor):
    client.force_login(auditor)
    url = reverse("availability_service", args=[service.number])
    assert client.get(f"{reverse('availability')}?month=soon").status_code == 400
    assert client.get(f"{url}?month=2026-13").status_code == 400
    assert client.get(f"{url}?target=x").status_code == 200
    assert client.get(f"{reverse('availability')}?service=x").status_code == 400


def test_from_an_incident_the_desk_says_it_is_an_outage(client, incident, agent):
    resolve(incident, agent, TEN + HOUR)
    client.force_login(agent)
    page = client.get(item_url(incident.item)).text
    url = f"{reverse('outage_create')}?record={incident.number}"
    assert url in page
    form = client.get(url)
    sent = {name: value or "" for name, value in form.context["form"].initial.items()}
    sent |= {"start": "2026-03-04T09:00", "end": "2026-03-04T10:00", "loss": "full"}

    answer = client.post(url, sent, follow=True)
    made = Outage.objects.get()
    assert answer.status_code == 200
    assert (made.source, made.record_id) == ("record", incident.pk)
    assert made.repaired_at == TEN + HOUR
    assert made.number in client.get(item_url(incident.item)).text


def test_what_is_wrong_is_said_at_its_field(client, service, agent):
    client.force_login(agent)
    sent = {
        "service": service.pk,
        "loss": "full",
        "start": "2026-03-04T10:00",
        "end": "2026-03-04T09:00",
        "text": "x",
    }
    answer = client.post(reverse("outage_create"), {**sent, "record": "INC-999999"})
    assert (answer.status_code, Outage.objects.count()) == (422, 0)
    assert "There is no record INC-999999." in answer.text
    answer = client.post(reverse("outage_create"), sent)
    assert "It must end after it starts." in answer.text
    strange = f"{reverse('outage_create')}?record=%00"
    assert client.get(strange).status_code == 200


def test_it_is_corrected_with_a_reason_and_a_stale_save_is_told(
    client, outage, service_level_manager
):
    client.force_login(service_level_manager)
    url = reverse("outage_edit", args=[outage.number])
    sent = {
        "service": outage.service_id,
        "loss": "full",
        "start": "2026-03-04T09:00",
        "end": "2026-03-04T10:00",
        "text": "Down.",
        "version": 1,
    }
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "reason": "Logs", "version": 9}).status_code == 409
    assert client.post(url, {**sent, "reason": "Logs"}).status_code == 302
    page = client.get(reverse("outage_detail", args=[outage.number])).text
    assert "Outage corrected" in page
    assert "Logs" in page


def test_its_customer_reads_it_in_their_words_and_disputes_it(
    client, outage, service, representative, requester, stranger
):
    url = reverse("portal_outage", args=[outage.number])
    client.force_login(stranger)
    assert client.get(url).status_code == 404
    client.force_login(requester)
    page = client.get(url).text
    assert "Slow for all." not in page
    assert "This is not right" not in page
    client.force_login(representative)
    assert "This is not right" in client.get(url).text
    assert "at least 99.9 %" in client.get(f"/services/{service.number}/").text
    move = reverse("outage_move", args=[outage.number, "dispute"])
    sent = {"reason": "It was the whole day.", "version": 1}
    assert client.post(move, sent, follow=True).status_code == 200
    outage.refresh_from_db()
    assert (outage.state, outage.dispute) == ("disputed", "It was the whole day.")


@pytest.fixture
def sent(office, service_level_manager):
    """What is typed for a target of availability."""
    return {
        "metric": "availability",
        "calendar": office.pk,
        "goal_value": "99.5",
        "source": "Monitoring",
        "measuring_point": "Mailbox at the workplace",
        "formula": "As usual",
        "responsible": service_level_manager.person.pk,
        "partial_weight": "25",
        "statistic": "p95",
    }


def test_a_target_of_the_month_is_added_and_edited(
    client, draft, sent, service_level_manager
):
    client.force_login(service_level_manager)
    create = reverse("target_create_period", args=[draft.number])
    assert client.get(create).status_code == 200
    assert client.post(create, {**sent, "goal_value": "101"}).status_code == 422
    assert client.post(create, sent).status_code == 302
    target = Target.objects.get()
    assert (target.partial_weight, target.statistic) == (25, "")

    edit = reverse("target_edit", args=[draft.number, target.pk])
    assert 'value="99.5"' in client.get(edit).text
    assert client.post(edit, {**sent, "goal_value": "98"}).status_code == 302
    target.refresh_from_db()
    assert target.goal_value == 98
    page = client.get(reverse("agreement_detail", args=[draft.number])).text
    assert "at least 98 %" in page


def test_values_are_looked_at_before_they_are_taken_in(
    client,
    measure,
    service_level_manager,
):
    client.force_login(service_level_manager)
    url = reverse("measure_import", args=[measure.number])
    wrong = "at,value\n2026-03-04 12:00,x\nsoon,3\n2026-03-05 12:00,1,2\n"
    answer = client.post(url, {"text": wrong})
    assert answer.status_code == 422
    faults = [(one.row, one.column) for one in answer.context["table"].faults]
    assert faults == [(2, "value"), (3, "at"), (4, "")]

    right = "at,value\n2026-03-04 12:00,250.5\n2026-03-04T13:00:00+01:00,3\n"
    assert "There are two values" in client.post(url, {"text": right}).text
    right = right.replace("13:00", "14:00")
    assert "2 values can be taken in" in client.post(url, {"text": right}).text
    assert not MeasuredValue.objects.exists()
    done = client.post(url, {"text": right, "confirm": "1"}, follow=True)
    assert "2 new, 0 corrected, 0 known before." in done.text
    page = client.get(
        f"{reverse('measure_detail', args=[measure.number])}?month={MARCH}"
    )
    assert "250.5" in page.text


def test_the_data_collection_document_says_how_all_is_measured(
    client, promised, representative, stranger
):
    client.force_login(representative)
    url = reverse("data_collection", args=[promised.number])
    page = client.get(url).text
    assert "Incidents and monitoring" in page
    assert "Sara Level" in page
    paper = client.get(f"{url}?as=pdf")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert paper["Cache-Control"] == "private, no-store"
    assert paper["X-Content-Type-Options"] == "nosniff"
    file = b"".join(client.get(f"{url}?as=csv").streaming_content).decode()
    assert "at least 99.9 %" in file
    assert client.get(f"{url}?as=doc").status_code == 404
    assert client.get(f"{url}?version=x").status_code == 404
    client.force_login(stranger)
    assert client.get(url).status_code == 404


def test_a_closed_month_that_reads_otherwise_by_now_is_said_to_be_revised(
    client, outage, service, agent, auditor, service_level_manager
):
    close_period(month=date(2026, 3, 1), actor=service_level_manager, at=APRIL)
    client.force_login(auditor)
    url = reverse("availability_service", args=[service.number])
    assert "To be revised" not in client.get(f"{url}?month={MARCH}").text
    start = TEN + 4 * HOUR
    terms = replace(OutageTerms.of(outage), start=start, end=start + HOUR)
    report_outage(terms=terms, actor=agent, at=APRIL + HOUR)

    shown = client.get(f"{url}?month={MARCH}")
    assert "To be revised" in shown.text
    (change,) = shown.context["to_revise"]
    door = reverse("period_detail", args=[change.result.agreement.number, MARCH])
    assert door in shown.text
