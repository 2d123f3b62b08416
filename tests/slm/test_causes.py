"""Why promises were broken: by whom it may be said, and counted by cause."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.periods import month
from core.versions import StaleVersion
from slm.models import BreachCause, Clock, ClockCause
from slm.selectors.breach_causes import breaches_by_cause
from slm.services import (
    add_cause,
    change_cause,
    explain_breach,
    explain_breaches,
    sweep_clocks,
)
from tests.slm.acts import resolve

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 6, 9, tzinfo=UTC)


@pytest.fixture
def late(incident, agent):
    resolve(incident, agent, datetime(2026, 3, 5, 9, tzinfo=UTC))
    sweep_clocks(at=NOW)
    return Clock.objects.get(record=incident.pk, leg="sla")


@pytest.fixture
def tool(db):
    return BreachCause.objects.get(name="Tool")


def test_a_cause_is_kept_and_its_change_recorded(late, tool, service_level_manager):
    by = {"clock_id": late.pk, "actor": service_level_manager, "at": NOW}
    explain_breach(cause=tool, words="It hung.", **by)
    explain_breach(cause=BreachCause.objects.get(name="Skills"), version=1, **by)

    first, second = Event.objects.filter(name="breach.explained").order_by("pk")
    assert first.changes["cause"] == [None, tool.pk]
    assert second.changes["cause"][0] == tool.pk
    assert ClockCause.objects.get().set_by == service_level_manager


def test_the_same_cause_twice_or_over_anothers_is_refused(
    late, tool, service_level_manager
):
    by = {"clock_id": late.pk, "actor": service_level_manager, "at": NOW}
    explain_breach(cause=tool, **by)
    with pytest.raises(ValidationError):
        explain_breach(cause=tool, **by)
    with pytest.raises(StaleVersion):
        explain_breach(cause=tool, words="x", version=7, **by)


@pytest.mark.parametrize("who", ["agent", "auditor"])
def test_others_explain_nothing(who, cast, late, tool):
    with pytest.raises(PermissionDenied):
        explain_breach(clock_id=late.pk, cause=tool, actor=cast[who], at=NOW)


def test_strangers_know_of_no_such_clock(late, tool, stranger):
    with pytest.raises(Clock.DoesNotExist):
        explain_breach(clock_id=late.pk, cause=tool, actor=stranger, at=NOW)


def test_what_was_kept_has_no_cause(incident, tool, service_level_manager):
    clock = Clock.objects.get(record=incident.pk, leg="sla")
    with pytest.raises(TransitionNotAllowed):
        explain_breach(
            clock_id=clock.pk, cause=tool, actor=service_level_manager, at=NOW
        )


def test_breaches_are_counted_by_cause(late, tool, service_level_manager):
    period = month(NOW.date().replace(day=1))
    (line,) = breaches_by_cause(period, reader=service_level_manager)
    assert (line.cause, line.n, line.key) == (None, 1, "null")
    explain_breaches(
        clock_ids=[late.pk], cause=tool, actor=service_level_manager, at=NOW
    )

    (line,) = breaches_by_cause(period, reader=service_level_manager)
    assert (line.cause, line.n) == (tool, 1)


def test_the_list_is_kept_by_managers(tool, service_level_manager, team_lead, late):
    by = {"actor": service_level_manager, "at": NOW}
    with pytest.raises(PermissionDenied):
        add_cause(name="Weather", actor=team_lead, at=NOW)
    with pytest.raises(ValidationError):
        add_cause(name="tool", **by)
    add_cause(name="Weather", **by)
    change_cause(cause_id=tool.pk, name="Tool", is_active=False, **by)
    tool.refresh_from_db()
    with pytest.raises(ValidationError):
        explain_breach(clock_id=late.pk, cause=tool, **by)

    assert Event.objects.filter(name__startswith="breach.cause").count() == 2


def test_what_was_ticked_and_typed_stays_if_the_cause_was_forgotten(
    late, tool, client, service_level_manager
):
    client.force_login(service_level_manager)
    page = f"{reverse('cause_list')}?month=2026-03"
    box = f'<input type="checkbox" name="clocks" value="{late.pk}"'
    assertContains(client.get(page), f"{box}>")

    answer = client.post(page, {"clocks": [late.pk], "words": "It hung."})
    assertContains(answer, "Not done yet", status_code=422)
    assertContains(answer, f"{box} checked>", status_code=422)
    assertContains(answer, "It hung.</textarea>", status_code=422)

    answer = client.post(page, {"cause": tool.pk, "words": "It hung."})
    assertContains(answer, "Choose the breaches", status_code=422)
    assert not ClockCause.objects.exists()
