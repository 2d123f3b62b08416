"""Everything that addresses can be about, and somebody's browser for each role."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Incident
from tests.access.capability_things import capability_things
from tests.access.records_things import parked_things
from tests.access.rows import ROLES
from tests.access.things import shared_things, things_of


@dataclass(frozen=True)
class Stage:
    """The things of the customer, and the same things of another one."""

    ours: dict[str, Any]
    theirs: dict[str, Any]
    # What only one of the two customers has.
    of_a_customer: frozenset[str]

    def marks(self, whose: str) -> list[str]:
        """Return the words by which a page would tell of one of the two customers."""
        things, organisation = {
            "ours": (self.ours, "Hall of Customer"),
            "theirs": (self.theirs, "Other customer"),
        }[whose]
        names = ("incident", "resolved", "service", "agreement", "draft", "report")
        return [organisation, *[str(things[name]) for name in names]]


@pytest.fixture
def stage(cast, team, files) -> Stage:
    now = timezone.now()
    shared = shared_things(cast, team, now)
    ours = things_of(cast["requester"], cast, now)
    theirs = things_of(cast["stranger"], cast, now)
    shared |= parked_things(Incident.objects.earliest("pk"), now)
    shared |= capability_things(cast["service_level_manager"], now)
    return Stage(shared | ours, shared | theirs, frozenset(ours))


@pytest.fixture
def clients(cast, settings) -> dict[str, Client]:
    """A fault shows as an answer; nobody asks too often."""
    settings.API_RATES = dict.fromkeys(("token", "user", "address"), "100000/min")
    found = {
        who: Client(raise_request_exception=False) for who in ("anonymous", *ROLES)
    }
    for who in ROLES:
        found[who].force_login(cast[who])
    return found
