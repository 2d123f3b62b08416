"""Whatever is sent to any address: said what is wrong, nothing changed, never a fault."""

import html
import re
from base64 import urlsafe_b64encode
from itertools import cycle

import pytest
from django.db import transaction
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.access.asking import lines, parts_of, path_of, text_of, url_name_of
from tests.access.rows import ROLES
from tests.access.stage import clients, stage

__all__ = ["clients", "stage"]
pytestmark = pytest.mark.django_db

FILTERS = re.compile(r'<form class="filters".*?</form>', re.DOTALL)
FIELD = re.compile(r'<(input|select)(?=[^>]* name="([^"]+)")[^>]*>')
NONSENSE = (
    "9" * 40,
    "-1",
    "a%00b",
    "%FF%FE",
    "2026-02-30",
    "0000-00-00",
    "%F0%9F%92%A5",
    "'%22%3E%3Cb%3E",
    "x" * 3000,
    "-1e3000000",
    "1.9",
    "9999-12-31",
    "0001-01-01",
    "1900-01",
    "nan",
)
# Keys of rows that no list has, for lists sorted by one column and by two.
PLACES = [
    urlsafe_b64encode(key.encode()).decode()
    for first in ("Infinity", "NaN", "1e400", '"\\ud800"', '"9999-12-31T23:59-23:59"')
    for key in (f"[{first}, 1]", f"[{first}, {first}, 1]", f"[1, {first}]")
] + [urlsafe_b64encode(b"[" * 5000).decode()]
FEW_LISTS = 5
# They have filters, but show all at once.
NOT_TURNED = (
    "sla_dashboard",
    "agreement_compare",
    "category_services",
    "cause_list",
    "compliance",
    "mismatch_list",
    "availability",
    "availability_service",
    "availability_what_if",
    "measure_detail",
)
# What views read without the filters of a list.
READ_BY_HAND = {
    "incident_list": ("columns", "export", "view"),
    "incident_bulk": ("act", "selected", "preview", "holder", "priority", "reason"),
    "incident_new": ("impact", "urgency", "requester"),
    "caller_list": ("caller", "service"),
    "caller_detail": ("requester", "service"),
    "similar_list": ("title",),
    "priority_preview": ("impact", "urgency"),
    "search": ("q",),
    "portal_search": ("q",),
    "portal_catalogue": ("q",),
    "portal_report": ("service",),
    "agreement_detail": ("version",),
    "calendar_detail": ("version",),
    "availability": ("month", "customer", "service"),
    "availability_service": ("month", "target"),
    "availability_what_if": (
        "service",
        "form-TOTAL_FORMS",
        "form-TOTAL_FORMS=1&form-INITIAL_FORMS=0&form-0-shares",
        "form-INITIAL_FORMS=0&form-TOTAL_FORMS",
    ),
    "data_collection": ("version", "as"),
    "measure_detail": ("month",),
    "outage_create": ("record",),
    "period_list": ("year", "export"),
    "sla_dashboard": ("month", "customer", "service", "team", "supplier", "export"),
    "report_create": ("month", "customer", "service"),
    "account_login": ("next",),
    "set_language": ("next", "language"),
}


@pytest.fixture
def pages(clients, stage):
    """Every page that answers, asked by somebody who sees it: path, parameters."""
    found = {}
    for key, line in lines().items():
        readers = [who for who in ROLES[3:] if line.statuses[who] == 200]
        if parts_of(key)[0] == "GET" and not line.query and readers:
            path = path_of(key, line, stage.ours)
            form = FILTERS.search(text_of(clients[readers[0]].get(path)))
            names = {
                name: kind for kind, name in FIELD.findall(form[0] if form else "")
            }
            if form and url_name_of(key) not in NOT_TURNED:
                names |= dict.fromkeys(("sort", "after", "before"), "turn")
            names |= dict.fromkeys(READ_BY_HAND.get(url_name_of(key), ()), "by hand")
            if names:
                found[path] = (clients[readers[0]], names)
    return found


def status_of(client: Client, path: str) -> int:
    with transaction.atomic():
        status = client.get(path).status_code
        transaction.set_rollback(True)
    return status


def test_no_nonsense_in_any_parameter_is_a_fault(pages):
    assert len(pages) > 20
    turned = [path for path, (_client, names) in pages.items() if "after" in names]
    faults = [
        f"{path}?{name}={value[:40]}"
        for path, (client, names) in pages.items()
        for name, kind in names.items()
        # One mechanism turns and sorts all lists.
        if kind != "turn" or path in turned[:FEW_LISTS]
        for value in NONSENSE
        if status_of(client, f"{path}?{name}={value}") >= 500
    ]
    assert not faults, "\n".join(faults)


def test_no_place_in_any_list_is_a_fault(pages):
    lists = {
        f"{path}?sort={sort}": client
        for path, (client, names) in pages.items()
        if "after" in names
        for sort in ["", *re.findall(r"[?;]sort=([\w-]+)", text_of(client.get(path)))]
    }
    faults = [
        f"{path}&{turn}={place}"
        for path, client in lists.items()
        for turn, place in zip(cycle(("after", "before")), PLACES)
        if status_of(client, f"{path.replace('sort=&', '')}&{turn}={place}") >= 500
    ]
    assert len(lists) > 20
    assert not faults, "\n".join(faults)


def test_no_nonsense_in_a_filter_of_the_api_is_a_fault(clients):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    lists = {
        path: [one["name"] for one in acts["get"].get("parameters", ())]
        for path, acts in schema["paths"].items()
        if "get" in acts and "{" not in path
    }
    faults = [
        f"{path}?{name}={value[:40]}"
        for path, names in lists.items()
        for name in names
        for value in (*NONSENSE, *(PLACES if name == "cursor" else ()))
        if status_of(clients["agent"], f"{path}?{name}={value}") >= 500
    ]
    assert sum(map(len, lists.values())) > 20
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", ["agent", "service_level_manager", "administrator"])
def test_nor_in_all_of_them_at_once(who, clients, pages):
    faults = []
    for path, (_client, names) in pages.items():
        for value in NONSENSE:
            query = "&".join(f"{name}={value}" for name in names)
            if status_of(clients[who], f"{path}?{query}") >= 500:
                faults.append(f"{path}?{query[:80]}")

    assert not faults, "\n".join(faults)


def test_a_wrong_choice_sort_or_page_is_said_to_be_wrong(pages):
    silent = [
        f"{path}?{name}="
        for path, (client, names) in pages.items()
        for name, kind in names.items()
        if kind in ("select", "turn")
        if status_of(client, f"{path}?{name}=no%20such") not in (400, 404)
    ]
    assert not silent, "\n".join(silent)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sort=colour", "This list cannot be sorted by “colour”."),
        ("after=x", "This page of the list cannot be found."),
        ("priority=ninth", "ninth is not one of the available choices."),
        ("opened_after=2026-02-30", "Enter a valid date."),
        ("opened_before=9999-12-31", "less than or equal to 2199-12-31"),
        ("export=csv&priority=ninth", "ninth is not one of the available choices."),
    ],
)
def test_the_page_names_what_is_wrong(query, said, clients):
    answer = clients["agent"].get(f"/desk/?{query}")

    assert answer.status_code == 400
    assert said in html.unescape(answer.content.decode())


@pytest.mark.parametrize("number", ["a%00b", "x", "INC-%D9%A1", "INC-" + "9" * 30])
def test_what_is_no_number_is_no_address(number, clients):
    for path in ("/records/", "/manage/agreements/", "/go/", "/items/"):
        assert clients["agent"].get(f"{path}{number}/").status_code == 404


def test_a_number_is_found_as_it_is_typed(clients, incident):
    answer = clients["agent"].get(f"/go/{incident.number.lower()}/")

    assert answer.url == f"/desk/incidents/{incident.number}/"
