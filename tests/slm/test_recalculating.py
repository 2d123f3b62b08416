"""Open clocks follow a change of their calendar in small steps that can be resumed."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from calendars.services import add_calendar_version
from core.models import Event, Outbox
from core.services import deliver_outbox
from core.system_users import system_user
from slm.models import Clock
from slm.selectors import FOLLOWED, recalculations
from slm.services import check_clocks, recalculate_clocks, sweep_clocks
from tests.reporting.conftest import an_incident
from tests.slm.acts import HOUR, TEN, clock_of, resolve

pytestmark = pytest.mark.django_db
ELEVEN = TEN + HOUR
# From eleven on there is no service before Monday.
DUE = datetime(2026, 3, 9, 16, tzinfo=UTC)


@pytest.fixture
def five(agreement, agent, requester, service):
    """Five open incidents, and one that is resolved."""
    made = [an_incident(agent, requester, TEN, service=service) for _ in range(6)]
    resolve(made.pop(), agent, TEN + HOUR / 2)
    return made


@pytest.fixture
def changed(five, office, service_level_manager):
    deliver_outbox(at=datetime.now(UTC) + HOUR)
    assert list(check_clocks(at=ELEVEN)) == []
    add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}},
        valid_from=ELEVEN,
        actor=service_level_manager,
        at=ELEVEN,
    )
    return office


def step(office, at=ELEVEN, **values):
    actor = system_user("slm")
    return recalculate_clocks(item=office.item, actor=actor, at=at, batch=2, **values)


def last_step() -> dict[str, Any]:
    return {**Event.objects.named(FOLLOWED["calendar"]).latest("pk").facts}


def due() -> list[datetime | None]:
    return list(Clock.objects.open().order_by("pk").values_list("due_at", flat=True))


def test_a_change_is_followed_by_every_open_clock(changed, five):
    now = datetime.now(UTC) + HOUR
    deliver_outbox(at=now)

    assert due() == [DUE] * 5
    assert last_step()["done"] == 5
    assert last_step()["left"] == 0
    assert list(check_clocks(at=now)) == []


def test_each_step_takes_a_few_and_tells_where_to_go_on(changed, five):
    before = TEN + 8 * HOUR

    assert step(changed) == 3
    assert due() == [DUE, DUE, before, before, before]
    said = last_step()
    assert (said["done"], said["left"]) == (2, 3)
    assert step(changed, after=said["after"], done=said["done"]) == 1
    said = last_step()
    assert step(changed, after=said["after"], done=said["done"]) == 0
    assert due() == [DUE] * 5
    assert list(check_clocks(at=ELEVEN)) == []


def test_clocks_are_counted_once_for_all_steps(changed, five):
    step(changed)
    said = last_step()

    with CaptureQueriesContext(connection) as captured:
        assert step(changed, **said) == 1
    assert not any(one["sql"].startswith("SELECT COUNT(*)") for one in captured)


def test_the_last_step_is_known_by_what_is_there(changed, five):
    assert step(changed, after=clock_of(five[2]).pk, left=9) == 0
    assert step(changed, left=2) == 1


def test_a_step_taken_twice_changes_nothing_more(changed, five):
    step(changed)
    figures = list(Clock.objects.order_by("pk").values())

    assert step(changed) == 3
    assert list(Clock.objects.order_by("pk").values()) == figures


def test_the_outbox_goes_on_where_the_last_step_ended(changed, five):
    Outbox.objects.filter(delivered_at=None).update(delivered_at=ELEVEN)
    step(changed)
    now = datetime.now(UTC) + HOUR
    deliver_outbox(at=now)
    sweep_clocks(at=now)

    assert due() == [DUE] * 5
    assert list(check_clocks(at=now)) == []


def test_how_far_it_is_is_shown_until_it_is_done(
    changed, five, client, administrator, service_level_manager
):
    Outbox.objects.filter(delivered_at=None).update(delivered_at=ELEVEN)
    step(changed)
    words = f"The hours of {changed.number} were changed. 2 open clocks count by them"
    explain = reverse("clock_explain", args=[clock_of(five[4]).pk])

    client.force_login(administrator)
    assert words in client.get(reverse("operations")).text
    assert words in client.get(explain).text
    client.force_login(service_level_manager)
    assert words in client.get(f"/manage/calendars/{changed.number}/").text
    deliver_outbox(at=datetime.now(UTC) + HOUR)
    assert recalculations() == []
    assert "were changed" not in client.get(explain).text


def test_the_explanation_counts_by_the_new_hours_meanwhile(
    changed, five, client, agent
):
    client.force_login(agent)
    page = client.get(reverse("clock_explain", args=[clock_of(five[4]).pk]))

    assert page.context["card"].due_at == DUE
    assert "0 open clocks count by them now, 5 are still to come" in page.text


def test_the_check_says_that_clocks_are_still_to_follow(changed, five):
    said = StringIO()
    with pytest.raises(Exception, match="do not follow"):
        call_command("rebuild_clocks", check=True, stdout=said)

    assert (
        f"5 clocks do not follow a change of {changed.number} yet." in said.getvalue()
    )


def test_a_calendar_by_which_nothing_counts_is_followed_at_once(
    office, service_level_manager
):
    add_calendar_version(
        number=office.number,
        definition=office.versions.get().definition,
        valid_from=ELEVEN + timedelta(days=1),
        actor=service_level_manager,
        at=ELEVEN,
    )
    assert recalculations() == []
    deliver_outbox(at=datetime.now(UTC) + HOUR)
    assert last_step() == {"after": 0, "done": 0, "left": 0}
