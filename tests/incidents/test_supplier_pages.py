"""Suppliers at the desk, in the queue, in the API and at the customers' door."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from incidents.models import Incident
from incidents.permissions import available_actions
from incidents.selectors import incident_rules
from portal.timeline import public_timeline
from portal.words import whereabouts
from tests.api.conftest import Program, assert_problem
from tests.slm.acts import answered, resolve, supply, take_back
from tests.spreadsheets import table_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ACTS = ("hand_to_supplier", "supplier_answered", "take_back")


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def supplied(incident, agent, supplier, noon):
    supply(incident, agent, supplier, noon, reference="4711", is_in_control=True)
    return Incident.objects.get(pk=incident.pk)


def url(incident, act="detail"):
    return reverse(f"incident_{act}", args=[incident.number])


def buttons(page) -> list[str]:
    return [act.name for act in page.context["acts"] if act.name in ACTS]


def test_an_incident_is_handed_over_at_the_desk(desk, incident, supplier):
    assert buttons(desk.get(url(incident))) == ["hand_to_supplier"]
    form = {"supplier": supplier.pk, "reference": "4711", "control": "theirs"}
    answer = desk.post(url(incident, "hand_to_supplier"), form, follow=True)

    found = Incident.objects.get(pk=incident.pk)
    assert (found.supplier, found.supplier_in_control) == (supplier, True)
    text = answer.content.decode()
    assert "In the hands of <b>Contoso</b>" in text
    assert "4711" in text
    assert buttons(answer) == ["supplier_answered", "take_back", "hand_to_supplier"]


def test_the_customer_reads_that_a_supplier_has_it(client, supplied, requester):
    client.force_login(requester)
    for page in (reverse("portal_record", args=[supplied.number]), "/records/"):
        assert "One of our suppliers" in client.get(page).text
        assert str(supplied.supplier) not in client.get(page).text


def test_under_control_it_can_wait_until_then(desk, incident, supplier):
    until = timezone.now() + 24 * HOUR
    form = {
        "supplier": supplier.pk,
        "control": "",
        "reason": "A new part.",
        "expected_at": until.strftime("%Y-%m-%dT%H:%M"),
    }
    page = desk.post(url(incident, "hand_to_supplier"), form, follow=True)

    found = Incident.objects.get(pk=incident.pk)
    assert (found.waiting_for, found.supplier_in_control) == ("supplier", False)
    assert "under our control" in page.content.decode()


def test_waiting_without_a_reason_is_refused_and_what_was_typed_stays(
    desk, incident, supplier
):
    until = (timezone.now() + HOUR).strftime("%Y-%m-%dT%H:%M")
    form = {"supplier": supplier.pk, "reference": "4711", "expected_at": until}
    page = desk.post(url(incident, "hand_to_supplier"), form)

    assert page.status_code == 422
    assert "Say what it waits for." in page.content.decode()
    assert 'value="4711"' in page.content.decode()
    assert Incident.objects.get(pk=incident.pk).supplier is None


def test_its_answer_and_taking_back_are_noted_at_the_desk(desk, supplied):
    form = {"reference": "4712", "text": "They look at it."}
    page = desk.post(url(supplied, "supplier_answered"), form, follow=True)
    assert "They look at it." in page.content.decode()
    page = desk.post(url(supplied, "take_back"), {"reason": "Done."}, follow=True)

    assert "took it back from Contoso: Done." in page.content.decode()
    assert buttons(page) == ["hand_to_supplier"]


@pytest.mark.parametrize("act", ["supplier_answered", "take_back"])
def test_without_a_supplier_these_pages_lead_back(desk, incident, act):
    page = desk.get(url(incident, act), follow=True)

    assert "is not possible as the incident stands" in page.content.decode()


def test_the_buttons_are_what_a_program_may_do(desk, supplied, agent, auditor):
    rules, at = incident_rules(), timezone.now()
    offered = available_actions(agent, supplied, rules=rules, at=at)

    assert set(offered) & set(ACTS) == set(buttons(desk.get(url(supplied))))
    theirs = available_actions(auditor, supplied, rules=rules, at=at)
    assert not set(theirs) & set(ACTS)


def test_the_record_says_who_held_it_with_whom(desk, supplied):
    assert "in the hands of Contoso" in desk.get(url(supplied)).content.decode()


def test_the_queue_is_narrowed_to_a_supplier_and_shows_its_reference(
    desk, supplied, requester, second_supplier
):
    def rows(query):
        page = desk.get(f"/desk/?team=&{query}")
        return [row.number for row in page.context["listing"].rows]

    assert rows("supplier=any") == [supplied.number]
    assert rows(f"supplier={supplied.supplier_id}") == [supplied.number]
    assert rows(f"supplier={second_supplier.pk}") == []
    page = desk.get("/desk/?team=&columns=title&columns=supplier").content.decode()
    assert "Contoso" in page
    assert "4711" in page
    table = table_of(desk.get("/desk/?team=&columns=supplier&export=csv"))
    assert table[1][table[0].index("Supplier")] == "Contoso"


def test_programs_hand_over_note_and_take_back(agent, incident, supplier):
    program, path = Program(agent), f"incidents/{incident.number}/"
    body = {"supplier": supplier.pk, "reference": "4711", "is_in_control": True}
    found = program.post(f"{path}hand_to_supplier/", body).json()
    assert found["supplier"]["name"] == "Contoso"
    assert (found["supplier_reference"], found["supplier_in_control"]) == ("4711", True)
    assert_problem(program.post(f"{path}hand_to_supplier/", body), 400)
    found = program.post(f"{path}supplier_answered/", {"reference": "4712"}).json()
    assert found["supplier_reference"] == "4712"
    found = program.get(f"incidents/?supplier={supplier.pk}").json()["results"]
    assert [one["number"] for one in found] == [incident.number]
    assert program.post(f"{path}take_back/").json()["supplier"] is None
    assert_problem(program.post(f"{path}take_back/"), 409)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"supplier": 0},
        {"supplier": "x"},
        {"supplier": None},
        {"supplier": [1]},
    ],
)
def test_no_such_supplier_is_a_named_problem(agent, incident, body):
    answer = Program(agent).post(f"incidents/{incident.number}/hand_to_supplier/", body)

    assert_problem(answer, 400)
    assert Incident.objects.get(pk=incident.pk).supplier is None


def test_customers_programs_hear_of_no_supplier(requester, supplied):
    program = Program(requester)
    found = program.get(f"incidents/{supplied.number}/").json()

    assert (found["supplier"], found["supplier_reference"]) == (None, "")
    assert found["supplier_in_control"] is False
    path = f"incidents/?supplier={supplied.supplier_id}"
    assert program.get(path).json()["results"] == []


def test_the_customer_reads_that_a_supplier_works_on_it_and_no_more(
    client, supplied, requester
):
    where = whereabouts(supplied, requester)
    assert where.sentence == "One of our suppliers is working on it for us."
    client.force_login(requester)
    page = client.get(reverse("portal_record", args=[supplied.number])).content.decode()

    assert "asked one of our suppliers to work on it" in page
    assert "Contoso" not in page
    assert "4711" not in page


def test_under_our_control_the_team_is_named(
    incident, agent, requester, supplier, noon
):
    found = supply(incident, agent, supplier, noon)

    sentence = "Service desk is working on it together with one of our suppliers."
    assert whereabouts(found, requester).sentence == sentence


def test_the_customer_reads_that_we_went_on_but_not_when_it_ends(
    supplied, agent, requester, supplier, noon
):
    answered(supplied, agent, noon + HOUR)
    take_back(supplied, agent, noon + HOUR)
    supply(supplied, agent, supplier, noon + 2 * HOUR)
    resolve(supplied, agent, noon + 3 * HOUR)

    texts = [moment.text for moment in public_timeline(supplied, requester)]
    assert texts.count("went on with it without the supplier") == 1
    assert texts.count("asked one of our suppliers to work on it") == 2
