import pytest

from incidents.services import resolve_incident
from tests.incidents.desk import make_incidents

pytestmark = pytest.mark.django_db
BULK = "/desk/bulk/"


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


@pytest.fixture
def three(requester, agent, noon):
    return make_incidents(3, requester, agent, noon)


def numbers(incidents):
    return [one.number for one in incidents]


def test_a_preview_changes_nothing(desk, three, team):
    sent = {"act": "assign", "selected": numbers(three), "holder": str(team.pk)}
    response = desk.get(BULK, {**sent, "preview": "1"})

    assert response.content.decode().count(f"<b>{team}</b>") == 3
    three[0].refresh_from_db()
    assert three[0].team is None


def test_many_are_handed_over_at_once(desk, three, team):
    sent = {"act": "assign", "selected": numbers(three), "holder": str(team.pk)}
    response = desk.post(BULK, sent, follow=True)

    assert "3 incidents were changed." in response.content.decode()
    for one in three:
        one.refresh_from_db()
        assert one.team == team


def test_what_cannot_be_changed_is_named_and_the_rest_done(desk, three, agent, noon):
    resolve_incident(
        number=three[1].number,
        resolution="x",
        close_code="solved",
        actor=agent,
        at=three[1].opened_at,
    )
    sent = {"act": "take", "selected": numbers(three)}
    response = desk.post(BULK, sent, follow=True)

    shown = response.content.decode()
    assert "2 incidents were changed." in shown
    assert f"{three[1].number}: It is no longer open." in shown


def test_a_priority_for_many_needs_a_reason(desk, three):
    sent = {"act": "priority", "selected": numbers(three), "priority": "1"}
    assert desk.post(BULK, sent).status_code == 422

    desk.post(BULK, {**sent, "reason": "Fair is open."})
    three[2].refresh_from_db()
    assert three[2].priority == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"act": "take"},
        {"act": "explode", "selected": ["INC-000001"]},
        {"act": "take", "selected": ["INC-999999", "x"]},
    ],
)
def test_nothing_selected_is_a_message(desk, three, sent):
    shown = desk.post(BULK, sent, follow=True).content.decode()

    assert "Select the incidents first" in shown


def test_an_auditor_is_refused(client, auditor, three):
    client.force_login(auditor)
    sent = {"act": "take", "selected": numbers(three)}

    assert client.post(BULK, sent).status_code == 403
