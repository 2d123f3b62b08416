"""Every address for every role, against the table in `tests/access/`."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Event
from tests.access import DOORS, OF_THE_AUDITOR, OPTIONAL, ROLES, TABLE
from tests.access.asking import (
    addresses,
    ask,
    complaints,
    lines,
    names,
    parts_of,
    send,
    text_of,
    url_name_of,
)
from tests.access.stage import clients, stage

__all__ = ["clients", "stage"]
WHERE = "tests/access/"
PERSONAL_EVENTS = {"notifications.preferences_set"}
WRITING = re.compile(r"(INSERT|UPDATE|DELETE)\b(?!.*(django_|user)session)", re.DOTALL)


def test_every_address_is_in_the_table():
    told = {url_name_of(key) for key in TABLE}
    missing = [
        f'    "{name}": row({", ".join(repr(argument) for argument in arguments)}),'
        for name, arguments in names().items()
        if name not in told
    ]
    assert not missing, (
        f"\nThese addresses have no line in {WHERE}. Add, at their door, with the"
        " things that stand for their arguments and the statuses you mean:\n"
        + "\n".join(missing)
    )


def test_the_table_tells_of_no_address_that_is_gone():
    told = {url_name_of(key) for key in TABLE if key not in OPTIONAL}
    gone = sorted(told - set(names()))
    assert not gone, f"\nRemove from {WHERE}, there is no such address: {gone}"


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_each_role_gets_what_the_table_says(door, clients, stage):
    wrong = []
    for key, line in lines(DOORS[door]).items():
        found = {who: ask(key, line, clients[who], stage.ours) for who in clients}
        wrong += complaints(key, line, found, line.statuses)
    assert not wrong, (
        f"\nSome addresses answer otherwise than {WHERE} says."
        " The last line of each is what the table would say if it is right so.\n"
        + "\n".join(wrong)
    )


@pytest.mark.django_db
def test_with_the_customers_exchanged_the_other_customers_things_are_not_there(
    clients, stage
):
    wrong = []
    for key, line in lines().items():
        if stage.of_a_customer.intersection(line.arguments):
            found = {who: ask(key, line, clients[who], stage.theirs) for who in clients}
            exchanged = {
                **line.statuses,
                "requester": 404,
                "representative": 404,
                "stranger": line.statuses["requester"],
            }
            wrong += complaints(key, line, found, exchanged)
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "held_back"), [("representative", "theirs"), ("stranger", "ours")]
)
def test_no_list_search_or_export_tells_of_another_customer(
    who, held_back, clients, stage
):
    told = []
    own = stage.theirs if held_back == "ours" else stage.ours
    for key, line in lines().items():
        if parts_of(key)[0] == "GET" and not line.arguments:
            text = text_of(send(key, line, clients[who], own))
            told += [(key, one) for one in stage.marks(held_back) if one in text]

    assert told == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "thing"),
    [
        ("portal_home", "incident"),
        ("portal_records (words)", "incident"),
        ("portal_search (words)", "incident"),
        ("portal_catalogue (words)", "service"),
        ("portal_service_reports", "report"),
        ("portal_agreement", "agreement"),
        ("api_incident_list (words)", "incident"),
        ("api_record_list", "resolved"),
        ("api_service_list", "service"),
        ("api_clock_list", "incident"),
    ],
)
def test_the_same_lists_tell_of_ones_own(key, thing, clients, stage):
    text = text_of(send(key, TABLE[key], clients["representative"], {}))

    assert str(stage.ours[thing]) in text


@pytest.mark.django_db
def test_an_auditor_writes_nothing_but_what_is_their_own(clients, stage):
    changed = []
    for key, line in lines().items():
        if url_name_of(key) in OF_THE_AUDITOR:
            continue
        asked = parts_of(key)[0]
        method = "POST" if asked == "GET" else asked
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            response = send(key, line, clients["auditor"], stage.ours, method=method)
            transaction.set_rollback(True)
        written = [one["sql"] for one in captured if WRITING.match(one["sql"])]
        if written or (asked != "GET" and response.status_code < 400):
            changed.append(f"{key}: {response.status_code} {written}")

    assert not changed, "\n".join(changed)


@pytest.mark.django_db
def test_what_is_the_auditors_own_is_no_event_of_the_business(clients, stage):
    before = Event.objects.latest("pk").pk
    for key, line in lines().items():
        if url_name_of(key) in OF_THE_AUDITOR and url_name_of(key) != "account_logout":
            send(key, line, clients["auditor"], stage.ours, method="POST")

    recorded = Event.objects.filter(pk__gt=before)
    assert set(recorded.values_list("name", flat=True)) == PERSONAL_EVENTS


@pytest.mark.django_db
def test_the_administration_shows_itself_to_administrators_only(cast):
    for name, arguments in addresses():
        if not name.startswith("admin:") or arguments or "catch_all" in name:
            continue
        path = reverse(name)
        for who in ROLES:
            client = Client(raise_request_exception=False)
            client.force_login(cast[who])
            assert client.get(path).status_code in (302, 403, 404), f"{who} at {path}"
