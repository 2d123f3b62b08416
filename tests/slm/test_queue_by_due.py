"""The queue in the order in which promises are due."""

from datetime import datetime

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from core.listing import build_listing
from records import queue
from records.selectors import list_choices
from tests.incidents.desk import statements
from tests.slm.acts import HOUR, TEN, clock_of, pend
from tests.spreadsheets import table_of

pytestmark = pytest.mark.django_db
QUEUE = "/desk/"


@pytest.fixture
def rows(agreement, incident_of, agent):
    """Breached, due soon, due later; and two that wait, whose clocks stand still."""
    later = incident_of(TEN + 2 * HOUR)
    soon = incident_of(TEN + HOUR)
    waiting = [incident_of(TEN - hours * HOUR) for hours in (9, 10)]
    for one in waiting:
        pend(one, agent, TEN - 8 * HOUR)
    breached = incident_of(TEN - 11 * HOUR)
    return [breached, soon, later, *waiting]


def page_of(agent, query, size=50):
    data, choices = QueryDict(query), list_choices(agent)
    found = queue.queue_filter(data, user=agent, choices=choices)
    columns = queue.chosen_columns(data)
    return build_listing(
        data, found, columns=columns, sort="priority", page_size=size, count=5
    )


def numbers(listing):
    return [row.number for row in listing.rows]


def test_what_is_breached_comes_first_and_what_no_clock_runs_for_last(rows, agent):
    listed = numbers(page_of(agent, "team=&sort=next_due_at"))

    assert listed[:3] == [one.number for one in rows[:3]]
    assert set(listed[3:]) == {one.number for one in rows[3:]}


@pytest.mark.parametrize("sort", ["next_due_at", "-next_due_at"])
def test_turning_pages_shows_each_once_and_leads_back(rows, agent, sort):
    whole = numbers(page_of(agent, f"team=&sort={sort}"))
    query, turned = f"team=&sort={sort}", []
    backwards: list[str] = []
    while query:
        page = page_of(agent, query, size=2)
        turned += numbers(page)
        query, last = page.next_url.removeprefix("?"), page
    while last.previous_url:
        last = page_of(agent, last.previous_url.removeprefix("?"), size=2)
        backwards = [*numbers(last), *backwards]

    assert turned == whole
    assert len(set(whole)) == 5
    assert backwards == whole[:4]


def test_the_desk_sorts_by_why_next_and_shows_the_instant_then(client, rows, agent):
    client.force_login(agent)
    due_at = clock_of(rows[0]).due_at
    instant = localtime(due_at).isoformat()
    page = client.get(QUEUE, {"team": ""})
    why = next(h for h in page.context["listing"].headings if h.column.name == "hint")
    assert "sort=next_due_at" in why.url
    assert instant not in page.text

    page = client.get(f"{QUEUE}{why.url}")
    assert instant in page.text
    assert page.context["listing"].rows[0].next_due_at == due_at


def test_more_rows_take_no_more_statements(client, rows, agent, incident_of):
    client.force_login(agent)
    query = {"team": "", "sort": "next_due_at"}
    client.get(QUEUE, query)
    with CaptureQueriesContext(connection) as few:
        client.get(QUEUE, query)
    for place in range(3):
        incident_of(TEN + place * HOUR)
    with CaptureQueriesContext(connection) as more:
        client.get(QUEUE, query)

    assert len(statements(more)) == len(statements(few)) <= 12


def test_a_file_has_the_instant_in_the_same_order(client, rows, agent):
    client.force_login(agent)
    query = {"team": "", "sort": "next_due_at", "export": "xlsx"}
    table = table_of(client.get(QUEUE, query))

    place = table[0].index("Due next")
    assert isinstance(table[1][place], datetime)
    assert [row[0] for row in table[1:4]] == [one.number for one in rows[:3]]
    assert not table[-1][place]


def test_words_are_sorted_by_it_too(client, rows, agent):
    client.force_login(agent)
    query = {"team": "", "q": "x", "sort": "next_due_at"}
    listed = numbers(client.get(QUEUE, query).context["listing"])

    assert listed[0] == rows[0].number
