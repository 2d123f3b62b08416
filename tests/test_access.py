"""Every address for every role, against the table in `tests/access/`."""

import json
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import Location
from core.numbers import new_item
from core.periods import first_of, shift
from incidents.models import Incident
from incidents.services import open_incident, resolve_incident
from reporting.models import ReportDecision, ReportDefinition, ServiceReport
from reporting.selectors import service_report_figures
from slm.services import add_target
from tests.access import DOORS, GROUPS, OPTIONAL, ROLES, TABLE, Row, things
from tests.slm.conftest import draft, office, resolution  # noqa: F401

WHERE = "tests/access/"


def addresses(
    resolver: URLResolver | None = None, space: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Yield the name and the arguments of every address."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from addresses(one, inner)
        elif isinstance(one, URLPattern):
            yield f"{space}{one.name}", list(one.pattern.regex.groupindex)


def names() -> dict[str, list[str]]:
    found = dict(addresses())
    return {name: found[name] for name in found if not name.startswith("admin:")}


def url_name_of(key: str) -> str:
    return key.split()[-1]


def line_for(key: str, arguments: tuple[str, ...], statuses: dict[str, int]) -> str:
    """Spell the line of the table that would expect these statuses."""
    is_api = url_name_of(key).startswith("api_")
    values = list(statuses.values())
    default = max(set(values), key=lambda status: (values.count(status), -status))
    words = [f'"{name}"' for name in arguments]
    words += [f"default={default}"] if default != 200 else []
    named = {n: s for n, s in statuses.items() if s != default}
    for group, members in GROUPS.items():
        if len(shared := {named.get(member) for member in members}) == 1:
            status = shared.pop()
            if status is not None:
                words.append(f"{group}={status}")
                named = {n: s for n, s in named.items() if n not in members}
    usual = 401 if is_api else 302
    named.pop("anonymous", None)
    if statuses["anonymous"] != usual:
        named["anonymous"] = statuses["anonymous"]
    words += [f"{name}={status}" for name, status in named.items()]
    return f'    "{key}": {"api" if is_api else "row"}({", ".join(words)}),'


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


def solved(requester, agent, at):
    one = open_incident(
        incident=Incident(title="Solved", requester=requester), actor=agent, at=at
    )
    return resolve_incident(
        number=one.number, resolution="Done.", close_code="solved", actor=agent, at=at
    )


@pytest.fixture
def stage(cast, incident, service, team, agent, draft, resolution, noon):  # noqa: F811
    """Everything that addresses can be about."""
    now = timezone.now()
    resolved = solved(incident.requester, agent, now)
    place = Location.objects.create(organisation=resolved.customer, name="Hall 2")
    target = add_target(
        number=draft.number,
        terms=resolution,
        actor=cast["service_level_manager"],
        at=noon,
    )
    return things(
        cast,
        incident=incident,
        resolved=resolved,
        service=service,
        team=team,
        location=place,
        agreement=draft,
        target=target.pk,
        calendar=resolution.calendar,
        report=a_report(cast, resolved, now),
    )


@pytest.fixture
def clients(cast):
    """Somebody's browser for each role; a fault shows as an answer."""
    found = {
        who: Client(raise_request_exception=False) for who in ("anonymous", *ROLES)
    }
    for who in ROLES:
        found[who].force_login(cast[who])
    return found


def a_report(cast, resolved, now) -> ServiceReport:
    """Make a report on an empty month, with a decision on it and no file."""
    month = shift(first_of(now), -1)
    manager = cast["service_level_manager"]
    report = ServiceReport(
        item=new_item("service_report"),
        definition=ReportDefinition.objects.get(),
        customer=resolved.customer,
        month=month,
        data=service_report_figures(
            customer=resolved.customer, service=None, month=month
        ),
        issued_at=now,
        issued_by=manager,
    )
    report.save(force_insert=True)
    ReportDecision.objects.create(
        report=report, text="Train.", decided_at=now, decided_by=manager
    )
    return report


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_each_role_gets_what_the_table_says(door, clients, stage, settings):
    settings.API_RATES = dict.fromkeys(("token", "user", "address"), "100000/min")
    known = names()
    wrong = []
    for key, line in DOORS[door].items():
        if url_name_of(key) in known:
            found = {who: ask(key, line, clients[who], stage) for who in clients}
            wrong += complaints(key, line, found)
    assert not wrong, (
        f"\nSome addresses answer otherwise than {WHERE} says."
        " The last line of each is what the table would say if it is right so.\n"
        + "\n".join(wrong)
    )


def complaints(key: str, line: Row, found: dict[str, int]) -> list[str]:
    wrong = [
        f"  {who}: {status}, not {line.statuses[who]}"
        for who, status in found.items()
        if status != line.statuses[who]
    ]
    return [f"{key}:", *wrong, line_for(key, line.arguments, found)] if wrong else []


def ask(key: str, line: Row, client: Client, stage) -> int:
    """Ask, undo what it did, return the status."""
    method = key.split()[0] if " " in key else "GET"
    name = url_name_of(key)
    given = [stage[argument] for argument in line.arguments]
    # The catch-all has no address of its own.
    path = "/api/nowhere/" if name == "api_unknown" else reverse(name, args=given)
    with transaction.atomic():
        if method == "GET":
            response = client.get(path)
        elif name.startswith("api_"):
            body = json.dumps(line.body or {})
            response = client.generic(method, path, body, "application/json")
        else:
            response = client.post(path, line.body or {})
        transaction.set_rollback(True)
    return response.status_code


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
