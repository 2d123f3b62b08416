"""Every page of the access table, in both themes and at both widths."""

from itertools import product

import pytest
from django.conf import settings

from tests.access import DOORS
from tests.access.asking import lines, parts_of, path_of
from tests.access.stage import clients, stage

__all__ = ["clients", "stage"]
pytestmark = pytest.mark.django_db(transaction=True)

# Who sees most on the pages of a door, before all others.
FIRST = {"portal": "requester", "desk": "agent", "people": "administrator"}
READERS = (
    "service_level_manager",
    "administrator",
    "agent",
    "auditor",
    "requester",
    "representative",
    "anonymous",
)
LOOKS = tuple(product((1280, 360), ("light", "dark")))
# Somebody else's page, with which programmers read the API's description.
FOREIGN = {"api_docs"}


def pages_of(door, clients, stage):
    """Yield every whole page of the door, with somebody who sees it."""
    for key, line in lines(DOORS[door]).items():
        method, name = parts_of(key)
        order = (FIRST.get(door, READERS[0]), *READERS)
        readers = [who for who in order if line.statuses[who] == 200]
        if method != "GET" or not readers or name in FOREIGN or "export" in line.query:
            continue
        path = path_of(key, line, stage.ours)
        answer = clients[readers[0]].get(path)
        if b"<!doctype html>" in b"".join(answer)[:40].lower():
            yield path, readers[0]


@pytest.fixture
def windows(browser, live_server, clients):
    """A window for each role that is signed in already."""
    opened = {}
    for who, client in clients.items():
        context = browser.new_context(
            # Colours that are still changing are no finding.
            base_url=live_server.url,
            reduced_motion="reduce",
        )
        if cookie := client.cookies.get(settings.SESSION_COOKIE_NAME):
            held = {"name": cookie.key, "value": cookie.value, "url": live_server.url}
            context.add_cookies([held])
        opened[who] = context.new_page()
    yield opened
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize("door", [door for door in DOORS if door != "optional"])
def test_every_page_is_accessible_in_both_themes_and_widths(
    door, windows, clients, stage, findings
):
    found = []
    for path, who in pages_of(door, clients, stage):
        page = windows[who]
        page.goto(path)
        for width, theme in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=theme)
            found += [f"{path} {width} {theme}: {what}" for what in findings(page)]

    assert not found, "\n".join(found)
