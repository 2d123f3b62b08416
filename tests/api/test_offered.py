"""What somebody may do is told by names, and every name is an address of the API."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from governance.lifecycle import IMPROVEMENT
from incidents.lifecycle import INCIDENT
from records.choices import WaitingFor
from reporting.lifecycle import QUERY
from slm.lifecycle import (
    AGREED_CATALOGUE,
    AGREEMENT_VERSION,
    CAPABILITY,
    EXCLUSION,
    OUTAGE,
    REPAIR,
    REQUIREMENT,
)
from sms.api import router
from tests.access.rows import ROLES
from tests.access.stage import clients, stage
from workflow.lifecycle import MEETING

__all__ = ["clients", "stage"]
# What is said of names in docs/api.md: how they are meant, if not as POST to `{name}/`.
OTHERWISE = {
    "edit": "PATCH ",
    "amend": "PATCH ",
    "correct": "PATCH ",
    "remove": "DELETE ",
    "attach": "POST attachments/",
    "link": "POST links/",
    "tag": "POST tags/",
    "watch": "POST watchers/",
    "unwatch": "POST watchers/remove/",
    "add_version": "POST versions/",
    "comment": "POST comments/",
    "reply": "POST entries/",
    "note": "POST entries/",
    **{f"wait_for_{one}": "POST pend/" for one in WaitingFor},
}
LIFECYCLES = {
    "agreed_catalogues/CAT-1/": AGREED_CATALOGUE,
    "agreements/SLA-1/": AGREEMENT_VERSION,
    "capability_assessments/CPA-1/": CAPABILITY,
    "exclusions/EXC-1/": EXCLUSION,
    "figure_queries/QRY-1/": QUERY,
    "improvements/IMP-1/": IMPROVEMENT,
    "incidents/INC-1/": INCIDENT,
    "meetings/MTG-1/": MEETING,
    "outages/OUT-1/": OUTAGE,
    "repairs/REP-1/": REPAIR,
    "requirements/SLR-1/": REQUIREMENT,
}
# Nobody makes this move: the next version does.
BY_ITSELF = {"supersede"}


def has_address(path: str, name: str) -> bool:
    """Whether the API takes what the name of an act, with a thing at a path, stands for."""
    method, _space, rest = OTHERWISE.get(name, f"POST {name}/").partition(" ")
    view: Any = resolve(f"/api/v1/{path}{rest}").func
    return method.lower() in getattr(view, "actions", {})


@pytest.mark.parametrize("path", LIFECYCLES)
def test_every_move_of_a_lifecycle_is_an_address(path):
    names = {step.name for step in LIFECYCLES[path]} - BY_ITSELF
    assert [name for name in sorted(names) if not has_address(path, name)] == []


def test_what_is_no_act_is_no_address():
    assert not has_address("meetings/MTG-1/", "dance")
    assert not has_address("clocks/1/", "edit")


def rows_of(client, path: str) -> list[dict[str, Any]]:
    """Return what a list answers, or nothing of what is no list for the asker."""
    answer = client.get(f"/api/v1/{path}")
    if answer.status_code != 200:
        return []
    found = answer.json()
    return found if isinstance(found, list) else found["results"]


def key_of(row: dict[str, Any]) -> str:
    return str(row.get("number") or row.get("id") or row["team"]["id"])


@pytest.mark.django_db
def test_whatever_is_offered_to_anybody_is_an_address(clients, stage):
    offered, wrong = set(), []
    for who in ROLES:
        for prefix, _viewset, _name in router.registry:
            for row in rows_of(clients[who], f"{prefix}/"):
                path = f"{prefix}/{key_of(row)}/"
                acts = row.get("available_actions", ())
                offered |= {(prefix, name) for name in acts}
                wrong += [path + act for act in acts if not has_address(path, act)]
        path = f"items/{stage.ours['incident']}/"
        item = clients[who].get(f"/api/v1/{path}").json()
        acts = item.get("available_actions", ())
        wrong += [path + act for act in acts if not has_address(path, act)]
    assert len(offered) > 60
    assert sorted(set(wrong)) == []


@pytest.mark.django_db
def test_a_list_costs_the_same_however_long(clients, stage):
    client, told = clients["service_level_manager"], {}
    client.get("/api/v1/me/")
    for prefix, _viewset, _name in router.registry:
        costs = []
        for size in (2, 200):
            with CaptureQueriesContext(connection) as made:
                rows = rows_of(client, f"{prefix}/?page_size={size}")
            costs.append(len(made))
        if len(rows) > 2:
            told[prefix] = costs
    assert len(told) >= 7, told
    # One statement more is for what none of the first two has.
    assert {name: cost for name, cost in told.items() if cost[1] > cost[0] + 1} == {}


def test_every_address_is_in_the_document():
    text = (Path(settings.BASE_DIR) / "docs" / "api.md").read_text()
    prefixes = {f"`{prefix}/" for prefix, _viewset, _name in router.registry}
    prefixes.remove("`attachments/")
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    words = {part for path in paths for part in path.split("/")[4:]}
    acts = {word for word in words if word and "{" not in word}
    assert [one for one in sorted(prefixes) if one not in text] == []
    assert [one for one in sorted(acts) if one not in text] == []
