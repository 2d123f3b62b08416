"""Whatever is typed into any form: said what is wrong, nothing changed, never a fault."""

import re

import pytest
from django.db import transaction

from core.models import Event
from tests.access.asking import lines, parts_of, path_of, text_of
from tests.access.rows import ROLES
from tests.access.stage import clients, stage

__all__ = ["clients", "stage"]
pytestmark = pytest.mark.django_db

FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
FIELD = re.compile(r'<(?:input|select|textarea)[^>]* name="([^"]+)"')
# In some forms nothing need be filled in.
NEEDED = re.compile(r"<(?:textarea|input)[^>]* required")
TYPED = re.compile(r'<(?:textarea|input(?=[^>]* type="text"))[^>]* name="([^"]+)"')
# What acts take that have no page of their own.
WITHOUT_A_PAGE = (
    "text",
    "name",
    "query",
    "reason",
    "other",
    "score",
    "comment",
    "next",
)
WRONG = {
    "nothing": "",
    "too much": "x" * 100_001,
    "null": "a\0b",
    "huge": "9" * 50,
    "edge": "9999-12-31",
    "first": "0001-01-01",
    "no number": "nan",
}


def fields_of(key, path, client) -> tuple[set[str], set[str]]:
    """Return the fields of the page's forms, and what may not be kept of them."""
    if parts_of(key)[0] == "POST":
        return set(WITHOUT_A_PAGE), set()
    main = text_of(client.get(path)).partition("<main")[2]
    forms = " ".join(FORM.findall(main))
    refused = {"too much", "null"} if TYPED.search(forms) else set()
    refused |= {"nothing"} if NEEDED.search(forms) else set()
    return set(FIELD.findall(forms)) - {"csrfmiddlewaretoken"}, refused


@pytest.fixture
def forms(clients, stage):
    """Every form that somebody may send: address, browser, fields, what it refuses."""
    found = {}
    for key, line in lines().items():
        method, name = parts_of(key)
        allowed = [who for who in ROLES if line.statuses[who] in (200, 302, 422)]
        if not allowed or name.startswith("api_") or line.query:
            continue
        client, path = clients[allowed[-1]], path_of(key, line, stage.ours)
        names, refused = fields_of(key, path, client)
        if names and method in ("GET", "POST") and name != "account_logout":
            found[key] = (path, client, names, refused)
    return found


def test_no_form_breaks_or_keeps_what_is_wrong(forms):
    assert len(forms) > 60
    wrong = []
    for key, (path, client, names, refused) in forms.items():
        for kind, value in WRONG.items():
            before = Event.objects.latest("pk").pk
            with transaction.atomic():
                status = client.post(path, dict.fromkeys(names, value)).status_code
                recorded = Event.objects.filter(pk__gt=before).count()
                transaction.set_rollback(True)
            if status >= 500 or (kind in refused and recorded):
                wrong.append(f"{key}, {kind}: {status}, {recorded} events")
    assert not wrong, "\n".join(wrong)
