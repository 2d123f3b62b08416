"""
What the queue costs at a thousand records and at a million.

The same agent asks for the same pages in turns in two databases: one is copied off
with 1,000 records (400 of them open), the other filled up to 1,000,000 (40,000 open).
They are real requests to the whole portal; every page is full in both. A page takes
the same number of queries in both, twelve at most, and at most 1.5 × the time. Before
that come the default, one team, and words: frequent, rare, several, and in everything
that ever was, best match first; and words in another order. QUEUE_RECORDS sets another number than a million.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sms.settings")

import django

django.setup()

from django.contrib.auth.models import Group
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Person, Team, TeamMembership
from benchmarks.load import analyze, load_copies
from benchmarks.setting import Setting
from core.models import User
from core.roles import Role
from incidents.models import Incident
from incidents.services import close_incident, resolve_incident
from records.services import save_view

CLAIMED_QUERIES, CLAIMED_RATIO = 12, 1.5
RUNS = 30
FEW, FEW_OPEN = 1_000, 400
MANY = int(os.environ.get("QUEUE_RECORDS", "1_000_000"))
OPEN_SHARE = 0.04
# Copied in turns, as in life no team's records lie side by side.
ROUNDS = 10
# No list reads these: a million of each would only take their time.
UNREAD = ("core_event", "records_holding", "slm_point")
OPEN_SINCE, CLOSED_SINCE = timedelta(days=60), timedelta(days=3 * 365)
TEAMS = ("Service desk", "Network", "Workplace", "Applications")
SYMPTOMS = (
    ("Mail does not arrive at the branch", 3, 2),
    ("Printer on the third floor prints nothing", 3, 3),
    ("Network at the warehouse is slow", 2, 2),
    ("Sign-in to the branch office is refused", 2, 1),
    ("Laptop does not start after the update", 3, 2),
)
RARE = "Certificate of the gateway has expired"
RARE_OPEN = 60


class Desk:
    """An agent of one team among four, and incidents in all of them to be copied."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.setting = Setting()
        self.teams = [Team.objects.create(name=name) for name in TEAMS]
        self.agent = self._agent()
        for team in self.teams[1:]:
            colleague = Person.objects.create(
                name=f"Colleague in {team}", organisation=self.setting.provider
            )
            TeamMembership.objects.create(team=team, person=colleague)
        kinds = list(product(self.teams, SYMPTOMS))
        self.open = [self._open(*kind).pk for kind in kinds]
        self.closed = [self._closed(*kind).pk for kind in kinds]
        self.rare = self.setting.open(now, RARE, team=self.teams[1]).pk

    def _agent(self) -> User:
        agent = User.objects.create_user("agent@example.com", name="Anna Agent")
        agent.groups.add(Group.objects.get(name=Role.AGENT.value))
        person = Person.objects.create(
            user=agent, name=agent.name, organisation=self.setting.provider
        )
        TeamMembership.objects.create(team=self.teams[0], person=person)
        for priority in (1, 2, 3):
            save_view(
                owner=person,
                list_name="desk",
                name=f"Priority {priority}",
                query=f"team=&priority={priority}",
                actor=agent,
            )
        return agent

    def _open(self, team: Team, symptom: tuple[str, int, int]) -> Incident:
        title, impact, urgency = symptom
        # Every fifth is in somebody's hands.
        holder = Person.objects.get(memberships__team=team)
        held = holder if symptom is SYMPTOMS[0] else None
        return self.setting.open(
            self.now, title, team=team, impact=impact, urgency=urgency, assignee=held
        )

    def _closed(self, team: Team, symptom: tuple[str, int, int]) -> Incident:
        title, impact, urgency = symptom
        opened_at = self.now - OPEN_SINCE
        incident = self.setting.open(
            opened_at, title, team=team, impact=impact, urgency=urgency
        )
        actor = self.setting.actor
        resolve_incident(
            number=incident.number,
            resolution="Set up anew.",
            close_code="solved",
            actor=actor,
            at=opened_at + timedelta(hours=3),
        )
        at = opened_at + timedelta(days=3)
        return close_incident(number=incident.number, actor=actor, at=at)

    def fill(self, records: int, is_open: int, *, rounds: int) -> None:
        """Add so many records, evenly of each kind, some of them open."""
        shares = (
            (self.closed, records - is_open, CLOSED_SINCE),
            (self.open, is_open, OPEN_SINCE),
        )
        for turn, (kinds, count, period) in product(range(rounds), shares):
            each = count // len(kinds) // rounds
            step = -period / (each * rounds)
            for kind in kinds:
                start = step * turn * each
                load_copies(kind, each, step=step, start=start, without=UNREAD)

    def pages(self) -> dict[str, str]:
        """Return the addresses that are measured."""
        queries: dict[str, dict[str, object]] = {
            "default": {},
            "by team": {"team": self.teams[2].pk},
            "everything open": {"team": ""},
            "frequent word": {"team": "", "q": "branch"},
            "rare word": {"team": "", "q": "certificate"},
            "several words": {"team": "", "q": "laptop update"},
            "word, also ended": {"q": "mail", "phase": "all"},
            "in another order": {"q": "mail", "phase": "all", "sort": "-opened_at"},
            "rare, also ended": {"q": "certificate", "phase": "all"},
        }
        return {name: f"/desk/?{urlencode(query)}" for name, query in queries.items()}


def copy_database(name: str) -> BaseDatabaseWrapper:
    """Copy the database as it is now, and return a connection to the copy."""
    template = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    copy = connections.create_connection("default")
    copy.settings_dict = {**copy.settings_dict, "NAME": name}
    return copy


@contextmanager
def using(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Let everything that uses the database use that one."""
    usual = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = usual


def milliseconds(client: Client, page: str) -> float:
    begin = time.perf_counter()
    response = client.get(page)
    spent = time.perf_counter() - begin
    if response.status_code != 200:
        raise RuntimeError(f"{page} answers {response.status_code}.")
    return spent * 1000


def look(client: Client, page: str) -> tuple[int, str]:
    """Return how many queries the page takes, and what it shows."""
    with CaptureQueriesContext(connection) as captured:
        text = client.get(page).text
    rows = text.count('name="selected"')
    total = "1,000+" if "1,000+" in text else "fewer than 1,000"
    return len(captured), f"{rows} rows ({total})"


def compare(client: Client, page: str, databases: list[BaseDatabaseWrapper]) -> bool:
    """Ask for the page in all databases in turns; tell whether what is claimed holds."""
    looks, times = [], []
    for database in databases:
        with using(database):
            milliseconds(client, page)
            looks.append(look(client, page))
    for _run in range(RUNS):
        for place, database in enumerate(databases):
            with using(database):
                times.append((place, milliseconds(client, page)))
    small, large = (median(t for p, t in times if p == place) for place in (0, 1))
    (few, shown), (many, shown_of_many) = looks
    print(
        f"    queries {few} and {many}, {small:.0f} and {large:.0f} ms, ratio"
        f" {large / small:.2f}; shown {shown} and {shown_of_many}",
        flush=True,
    )
    return few == many <= CLAIMED_QUERIES and large / small <= CLAIMED_RATIO


def main() -> int:
    # Each request would print two lines.
    logging.disable(logging.INFO)
    desk = Desk(datetime.now(UTC).replace(microsecond=0))
    load_copies(desk.rare, RARE_OPEN - 1, step=-timedelta(minutes=7), without=UNREAD)
    desk.fill(FEW, FEW_OPEN, rounds=1)
    analyze()
    client = Client(SERVER_NAME="localhost")
    client.force_login(desk.agent)
    few = copy_database("queue_of_few")
    begin = time.perf_counter()
    desk.fill(MANY - FEW, round(MANY * OPEN_SHARE) - FEW_OPEN, rounds=ROUNDS)
    analyze()
    print(f"{MANY:,} records were loaded in {time.perf_counter() - begin:.0f} s")
    results = []
    for name, page in desk.pages().items():
        print(f"{name}, {FEW:,} and {MANY:,} records, {RUNS} runs of each in turns")
        results.append(compare(client, page, [few, connections["default"]]))
    print(f"claimed: at most {CLAIMED_QUERIES} queries, ratio at most {CLAIMED_RATIO}")
    return int(not all(results))


if __name__ == "__main__":
    sys.exit(main())
