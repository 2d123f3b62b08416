import pytest
from django.utils.timezone import localdate

from incidents.models import Incident
from incidents.services import open_incident
from tests.incidents.desk import make_incidents
from tests.spreadsheets import table_of

pytestmark = pytest.mark.django_db
QUEUE = "/desk/"


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def test_the_export_has_exactly_what_is_shown(desk, agent, requester, noon):
    make_incidents(70, requester, agent, noon)
    address = {"team": "", "sort": "-opened_at", "columns": ["customer"]}
    shown = table_of(desk.get(QUEUE, {**address, "export": "csv"}))

    assert shown[0][:5] == ["Number", "Title", "Customer", "Opened", "Service"]
    assert len(shown) == 71
    assert shown[1][1:3] == ["Incident 69", "Customer"]
    book = table_of(desk.get(QUEUE, {**address, "export": "xlsx"}))
    assert [row[:3] for row in book] == [row[:3] for row in shown]


def test_an_export_tells_times_where_the_reader_is(desk, incident, agent):
    agent.person.time_zone = "Asia/Tokyo"
    agent.person.save()
    address = {"team": "", "columns": ["opened"]}

    text = table_of(desk.get(QUEUE, {**address, "export": "csv"}))
    book = table_of(desk.get(QUEUE, {**address, "export": "xlsx"}))

    assert text[1][2] == "2026-03-04 21:00"
    assert f"{book[1][2]:%Y-%m-%d %H:%M}" == "2026-03-04 21:00"


def test_no_cell_of_an_export_is_a_formula(desk, agent, requester, noon):
    title = "=HYPERLINK(1)"
    open_incident(
        incident=Incident(title=title, requester=requester.person),
        actor=agent,
        at=noon,
    )
    text = table_of(desk.get(QUEUE, {"team": "", "export": "csv"}))
    book = table_of(desk.get(QUEUE, {"team": "", "export": "xlsx"}))

    assert (text[1][1], book[1][1]) == (f"'{title}", title)


def test_the_file_says_what_it_holds_and_the_day(desk, incident):
    answer = desk.get(QUEUE, {"team": "", "export": "csv"})

    name = f"incidents-{localdate():%Y-%m-%d}.csv"
    assert f'filename="{name}"' in answer["Content-Disposition"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_who_may_not_see_the_list_gets_no_file(client, requester, incident, kind):
    client.force_login(requester)

    assert client.get(QUEUE, {"team": "", "export": kind}).status_code == 404
