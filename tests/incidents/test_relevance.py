"""What words find comes best match first, at the desk, in the API and the portal."""

from datetime import timedelta

import pytest

from core.numbers import meant_numbers
from incidents.models import Incident
from incidents.services import open_incident, write_on_incident
from tests.api.conftest import Program
from tests.incidents.desk import make_incidents
from tests.spreadsheets import table_of

pytestmark = pytest.mark.django_db
DESK = "/desk/?team=&q="


TEXTS = [
    ("Printers need paper", ""),
    ("Nothing comes out", "The printer hums."),
    ("It hums", ""),
    ("Printer on fire", ""),
    ("Mail is late", ""),
]


@pytest.fixture
def found(requester, agent, noon):
    """Four with the word: begun, in the description, in a note, and in the title."""
    made = [
        open_incident(
            incident=Incident(
                title=title, description=text, requester=requester.person
            ),
            actor=agent,
            at=noon - timedelta(minutes=place),
        )
        for place, (title, text) in enumerate(TEXTS)
    ]
    write_on_incident(
        number=made[2].number,
        text="The printer, I think.",
        visibility="internal",
        actor=agent,
        at=noon,
    )
    begun, described, noted, titled, _other = made
    return {"begun": begun, "described": described, "noted": noted, "titled": titled}


def names(rows, found):
    by_pk = {incident.pk: name for name, incident in found.items()}
    return [by_pk[row.pk] for row in rows]


@pytest.fixture
def desk(client, agent):
    client.force_login(agent)
    return lambda query: client.get(DESK + query).context["listing"]


def test_the_best_match_comes_first(desk, found):
    assert names(desk("printer").rows, found) == [
        "titled",
        "begun",
        "described",
        "noted",
    ]


def test_of_equal_matches_the_newest_comes_first(desk, requester, agent, noon):
    made = make_incidents(3, requester, agent, noon)
    older = Incident(title="Incident of yesterday", requester=requester.person)
    open_incident(incident=older, actor=agent, at=noon - timedelta(days=1))
    rows = desk("incident").rows
    assert [row.pk for row in rows] == [one.pk for one in [*made[::-1], older]]


def test_another_order_is_kept(desk, found):
    listing = desk("printer&sort=-opened_at")

    assert names(listing.rows, found) == ["begun", "described", "noted", "titled"]
    assert not listing.relevance.is_chosen
    assert "sort" not in listing.relevance.best_url


def test_without_words_there_is_no_best_match(desk, found, client):
    assert desk("").relevance is None
    assert desk("!!!").relevance is None
    assert client.get("/desk/?team=&sort=-rank").status_code == 400
    assert client.get(f"{DESK}printer&sort=rank").status_code == 400


def test_pages_by_relevance_lose_and_repeat_nothing(desk, agent, requester, noon):
    made = make_incidents(120, requester, agent, noon)
    seen, url, back = [], "incident", ""
    while url:
        listing = desk(url)
        seen += [row.pk for row in listing.rows]
        url, back = listing.next_url.partition("q=")[2], listing.previous_url

    assert sorted(seen) == [one.pk for one in made]
    before = desk(back.partition("q=")[2])
    assert [row.pk for row in before.rows] == seen[50:100]


def test_only_the_newest_matches_are_ranked_and_the_page_says_so(
    desk, client, found, monkeypatch
):
    monkeypatch.setattr("records.search.CANDIDATES", 2)
    monkeypatch.setattr("core.listing.COUNT_CAP", 2)

    assert names(desk("printer").rows, found) == ["begun", "described"]
    assert "only the newest" in client.get(f"{DESK}printer").text
    usual = desk("printer").relevance.usual_url
    usual_rows = client.get(f"/desk/{usual}").context["listing"].rows
    assert len(usual_rows) == 4
    for sort in ("", "&sort=-rank"):
        exported = table_of(client.get(f"{DESK}printer{sort}&export=csv"))
        assert [row[0] for row in exported[1:]] == [one.number for one in usual_rows]


def test_a_file_of_what_was_found_costs_no_query_for_each(
    desk, client, agent, requester, noon, django_assert_max_num_queries
):
    make_incidents(30, requester, agent, noon)
    with django_assert_max_num_queries(15):
        exported = table_of(client.get(f"{DESK}incident&export=csv"))
    assert len(exported) == 31


def test_a_bare_number_comes_first_however_old(desk, agent, requester, noon, found):
    digits = str(int(found["noted"].number[4:]))
    for title in (f"Room {digits} is dark", f"{digits} screens"):
        incident = Incident(title=title, requester=requester.person)
        open_incident(incident=incident, actor=agent, at=noon)

    rows = desk(digits).rows
    assert len(rows) == 3
    assert rows[0].pk == found["noted"].pk


def test_what_a_number_may_mean():
    assert meant_numbers("inc 32") == ["INC-000032"]
    assert meant_numbers("INC-1234567") == ["INC-1234567"]
    assert {"INC-000032", "SVC-000032"} <= set(meant_numbers(" #32 "))
    for text in ("", "mail", "32 mail", "-32", "٣٢", "1234567890"):
        assert meant_numbers(text) == []


def test_a_customers_search_neither_finds_nor_ranks_by_notes(client, requester, found):
    answer = Program(requester).get("records/?q=printer").json()
    assert [row["number"] for row in answer["results"]] == [
        found[name].number for name in ("titled", "begun", "described")
    ]
    client.force_login(requester)
    listing = client.get("/records/?q=printer").context["listing"]
    assert names(listing.rows, found) == ["titled", "begun", "described"]


def test_the_api_answers_by_relevance_or_newest_first(agent, found):
    def listed(query, of="incidents"):
        answer = Program(agent).get(f"{of}/?q=printer{query}").json()
        return [row["number"] for row in answer["results"]]

    best = [found[n].number for n in ("titled", "begun", "described", "noted")]
    assert listed("") == listed("", of="records") == best
    newest = [found[n].number for n in ("begun", "described", "noted", "titled")]
    assert listed("&order=newest") == newest


def test_the_api_turns_pages_by_relevance(agent, found):
    seen, path = [], "incidents/?q=printer&page_size=1"
    while path:
        page = Program(agent).get(path).json()
        seen += [row["number"] for row in page["results"]]
        path = (page["next"] or "").partition("/api/v1/")[2]
    assert len(seen) == len(set(seen)) == 4
    assert Program(agent).get("incidents/?q=x&cursor=cD1ydWJiaXNo").status_code == 404
