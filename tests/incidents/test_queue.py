from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from incidents.services import (
    assign_incident,
    classify_incident,
    set_incident_confidential,
    take_incident,
)
from records.models import SavedView
from records.queue import View
from records.services import save_view
from tests.incidents.desk import make_incidents, statements

pytestmark = pytest.mark.django_db
QUEUE = "/desk/"


def titles(response):
    return [row.title for row in response.context["listing"].rows]


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return client


def test_the_queue_shows_what_ones_teams_hold_first(
    desk, incident, agent, second_team, noon
):
    assign_incident(
        number=incident.number, team=second_team, person=None, actor=agent, at=noon
    )
    assert titles(desk.get(QUEUE)) == []

    take_incident(number=incident.number, actor=agent, at=noon)

    assert titles(desk.get(QUEUE)) == [incident.title]


def test_who_is_in_no_team_sees_everything_open(client, auditor, incident):
    client.force_login(auditor)

    assert titles(client.get(QUEUE)) == [incident.title]


def test_urgent_comes_first_then_what_is_oldest(desk, agent, requester, noon):
    old, new, urgent = make_incidents(3, requester, agent, noon)
    classify_incident(
        number=urgent.number, impact=1, urgency=1, actor=agent, at=urgent.opened_at
    )

    assert titles(desk.get(QUEUE, {"team": ""})) == [
        urgent.title,
        old.title,
        new.title,
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"team": "mine"}, True),
        ({"team": "nobody"}, True),
        ({"held": "nobody"}, True),
        ({"held": "me"}, False),
        ({"priority": "4"}, True),
        ({"priority": "1"}, False),
        ({"phase": "new"}, True),
        ({"phase": "waiting"}, False),
        ({"phase": "all"}, True),
        ({"state": "new"}, True),
        ({"state": "closed"}, False),
        ({"q": "arriv"}, True),
        ({"q": "mail ARRIVE"}, True),
        ({"q": "printer"}, False),
        ({"q": "!!!"}, False),
        ({"q": "x:* & ! | ('"}, False),
        ({"opened_after": "2026-03-04"}, True),
        ({"opened_after": "2026-03-05"}, False),
        ({"opened_before": "2026-03-04"}, True),
        ({"opened_before": "2026-03-03"}, False),
    ],
)
def test_the_address_narrows_the_queue(desk, incident, query, found):
    assert bool(titles(desk.get(QUEUE, query))) is found


def test_ended_records_are_found_only_when_asked_for(desk, resolved_incident):
    assert titles(desk.get(QUEUE, {"q": "mail"})) == []
    assert titles(desk.get(QUEUE, {"q": "mail", "phase": "all"}))


@pytest.mark.parametrize(
    "query",
    [
        {"team": "999999"},
        {"priority": "x"},
        {"state": "nonsense"},
        {"service": "1; drop"},
        {"opened_after": "yesterday"},
        {"q": "x\0y"},
        {"sort": "password"},
        {"sort": "priority", "after": "rubbish"},
        {"after": "bnVsbA"},
        {"export": "pdf"},
        {"export": "xlsx", "team": "999999"},
        {"export": "csv", "sort": "password"},
    ],
)
def test_a_wrong_address_is_refused_clearly(desk, incident, query):
    assert desk.get(QUEUE, query).status_code == 400


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "INC {digits}"])
def test_a_number_leads_straight_to_its_record(desk, incident, typed):
    number = incident.number
    words = typed.format(number, lower=number.lower(), digits=number[4:])

    response = desk.get(QUEUE, {"q": words})

    assert response.url == reverse("incident_detail", args=[number])


def test_pages_turn_without_losing_or_repeating_a_row(desk, agent, requester, noon):
    made = make_incidents(120, requester, agent, noon)
    seen, url = [], "/desk/?team="
    while url:
        listing = desk.get(url).context["listing"]
        seen += [row.pk for row in listing.rows]
        url = listing.next_url and f"/desk/{listing.next_url}"

    assert seen == [one.pk for one in made]


def test_pages_turn_back(desk, agent, requester, noon):
    make_incidents(120, requester, agent, noon)
    first = desk.get("/desk/?team=&sort=-opened_at").context["listing"]
    second = desk.get(f"/desk/{first.next_url}").context["listing"]

    back = desk.get(f"/desk/{second.previous_url}").context["listing"]

    assert [row.pk for row in back.rows] == [row.pk for row in first.rows]


@pytest.mark.parametrize("query", ["", "?team=", "?team=&q=incident", "?q=1"])
def test_the_queue_takes_twelve_queries_at_most(desk, agent, requester, noon, query):
    make_incidents(60, requester, agent, noon)
    for place in range(5):
        save_view(
            owner=agent.person,
            list_name="desk",
            name=f"View {place}",
            query=f"team=mine&priority={place % 4 + 1}",
            actor=agent,
        )
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as captured:
        desk.get(f"{QUEUE}{query}")

    assert len(statements(captured)) <= 12


def test_confidential_records_are_for_their_team(
    desk, client, incident, agent, team_lead, second_team, noon
):
    set_incident_confidential(
        number=incident.number, is_confidential=True, actor=agent, at=noon
    )

    assert titles(desk.get(QUEUE, {"team": ""})) == []
    assert titles(desk.get(QUEUE, {"q": "mail"})) == []
    assert desk.get(f"/desk/incidents/{incident.number}/").status_code == 404


def test_htmx_gets_only_the_moving_part(desk, incident):
    response = desk.get(QUEUE, {"team": ""}, headers={"HX-Request": "true"})

    assert "HX-Request" in response["Vary"]
    assert not response.content.strip().startswith(b"<!doctype")


def test_every_view_shows_how_many_are_behind_it(desk, incident, agent):
    save_view(
        owner=agent.person,
        list_name="desk",
        name="Low ones",
        query="team=&priority=4",
        actor=agent,
    )
    views = {view.label: view.count for view in desk.get(QUEUE).context["views"]}

    assert views == {
        "My teams": 1,
        "Mine": 0,
        "Nobody has it": 1,
        "All open": 1,
        "Low ones": 1,
    }


def test_a_view_is_saved_with_its_filters_and_deleted(desk, agent):
    desk.post("/desk/views/save/", {"name": "Urgent", "query": "team=&priority=1"})
    view = SavedView.objects.get(owner=agent.person)
    assert (view.name, view.query) == ("Urgent", "team=&priority=1")

    desk.post(f"/desk/views/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_an_agent_may_not_share_a_view(desk):
    form = {"name": "Urgent", "query": "priority=1", "is_shared": "on"}
    response = desk.post("/desk/views/save/", form, follow=True)

    assert not SavedView.objects.exists()
    assert "not share it" in response.content.decode()


@pytest.mark.parametrize(
    ("language", "count", "shown"),
    [("en", 1000, "1,000"), ("en", 1001, "1,000+"), ("de", 1001, "1.000+")],
)
def test_counts_are_written_as_the_language_does(language, count, shown):
    with override(language):
        assert View("All", "", count, is_current=False).count_label == shown


def test_nobody_deletes_the_view_of_another(desk, team_lead):
    view = save_view(
        owner=team_lead.person, list_name="desk", name="x", query="", actor=team_lead
    )
    desk.post(f"/desk/views/{view.pk}/delete/")

    assert SavedView.objects.exists()


def test_a_shared_view_that_went_stale_harms_nobody(desk, team_lead, incident):
    save_view(
        owner=team_lead.person,
        list_name="desk",
        name="Old team",
        query="team=424242",
        is_shared=True,
        actor=team_lead,
    )
    views = desk.get(QUEUE).context["views"]

    assert {view.label: view.count for view in views}["Old team"] == 0


def test_columns_are_chosen_in_the_address(desk, incident):
    response = desk.get(QUEUE, {"team": "", "columns": ["team", "number"]})

    names = [heading.column.name for heading in response.context["listing"].headings]
    assert names == ["number", "title", "team"]


def test_what_the_queue_is_sorted_by_is_shown(desk, incident):
    response = desk.get(QUEUE, {"sort": "-updated_at", "columns": "team"})

    names = [heading.column.name for heading in response.context["listing"].headings]
    assert names == ["title", "team", "updated"]


def test_headings_keep_the_filters(desk, incident):
    listing = desk.get(QUEUE, {"team": "", "priority": "4"}).context["listing"]
    opened = next(h for h in listing.headings if h.column.name == "opened")

    assert parse_qs(urlsplit(opened.url).query)["priority"] == ["4"]


def test_a_hint_says_why_a_record_is_next(desk, incident, agent, team, noon):
    page = desk.get(QUEUE, {"team": ""}).content.decode()
    assert "nobody has it" in page

    assign_incident(
        number=incident.number,
        team=team,
        person=agent.person,
        actor=agent,
        at=noon + timedelta(hours=1),
    )
    assert "not begun" in desk.get(QUEUE).content.decode()
