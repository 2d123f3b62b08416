"""What a decision would change is counted whole: at once, or by a worker before it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from calendars.hours import Budget
from core.jobs import run_job
from core.lifecycle import TransitionNotAllowed
from core.models import Event, Job
from slm.jobs import ask_effect
from slm.models import Clock
from slm.selectors import effect_of_repair
from slm.selectors.effect import effect_of_exclusion
from slm.selectors.foreseen import effect_shown
from slm.selectors.repairing import records_touched
from slm.services import (
    Wording,
    add_target,
    approve_exclusion,
    approve_repair,
    close_period,
    edit_draft,
    reject_repair,
    start_new_version,
)
from tests.factories.slm import put_into_force
from tests.reporting.conftest import HOUR, LATER, MARCH, TENTH, an_incident, month
from tests.slm.acts import classify
from tests.slm.conftest import asked as asked_exclusion
from tests.slm.test_repairs import (
    FIRST_OF_MARCH,
    NOW,
    approved,
    asked,
    of_hours,
    of_terms,
    right_hours,
    right_terms,
)

__all__ = ["asked_exclusion", "month", "of_hours", "of_terms", "right_hours"]
__all__ += ["right_terms"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def much(monkeypatch):
    """More than one record is too much to be counted while somebody waits."""
    monkeypatch.setattr("slm.selectors.foreseen.SOON", 1)


def counted(decision, actor, at=NOW):
    job = ask_effect(
        kind=decision.item.kind, number=decision.number, actor=actor, at=at
    )
    run_job(job_id=job.pk, clock=lambda: at)
    decision.refresh_from_db()
    return decision.effect


@pytest.mark.parametrize("kind", ["of_terms", "of_hours"])
def test_in_portions_nothing_is_cut(kind, month, request):
    repair, heard = request.getfixturevalue(kind), []
    whole = effect_of_repair(repair, at=NOW)
    tell = lambda *said: heard.append(said)  # noqa: E731

    assert effect_of_repair(repair, at=NOW, tell=tell, portion=2) == whole
    assert heard == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert (whole["clocks"], len(whole["lines"])) == (5, whole["changed"])


def test_in_portions_no_excluded_clock_is_cut(asked_exclusion, agent, requester):
    service = asked_exclusion.service
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    for _one in range(3):
        an_incident(agent, requester, at, service=service)
    effect = effect_of_exclusion(asked_exclusion, at=LATER, portion=1)

    assert (effect["clocks"], effect["changed"], len(effect["lines"])) == (3, 3, 3)
    assert effect == effect_of_exclusion(asked_exclusion, at=LATER)


def test_records_of_others_are_not_read(of_terms, month, stranger, agent, service):
    other = an_incident(agent, stranger, TENTH)
    touched = set(records_touched(of_terms).values_list("pk", flat=True))

    assert touched == {one.pk for one in month.values()}
    assert other.pk not in touched


def test_a_record_that_has_become_another_customers_is_read(
    of_terms, month, other_customer, agent
):
    late = month["late"]
    classify(late, agent, LATER, customer=other_customer)
    assert records_touched(of_terms).filter(pk=late.pk).exists()


def test_clocks_that_would_be_started_are_told(
    month, agreement, resolution, team_lead, service_level_manager
):
    by = {"actor": service_level_manager, "at": LATER}
    start_new_version(number=agreement.number, **by)
    wording = Wording(valid_from=date(2026, 4, 2))
    edit_draft(number=agreement.number, title="x", wording=wording, **by)
    answer = replace(
        resolution, metric="first_response", budgets={None: Budget(3600)}, pauses=()
    )
    add_target(number=agreement.number, terms=answer, **by)
    right = put_into_force(number=agreement.number, **by)
    repair = asked(team_lead, agreement_version=right, effective_on=FIRST_OF_MARCH)
    started = [
        one for one in effect_of_repair(repair, at=NOW)["lines"] if not one["clock"]
    ]

    assert [one["record"] for one in started].count(month["late"].number) == 1
    approved(repair, service_level_manager)
    made = Clock.objects.filter(metric="first_response")
    assert len(started) == made.count() == 5


def test_closed_months_are_named_before_it_is_decided(
    month, service_level_manager, request
):
    close_period(month=MARCH, actor=service_level_manager, at=LATER)
    repair = request.getfixturevalue("of_terms")
    effect = effect_shown(repair, reader=service_level_manager, at=NOW)

    assert effect is not None
    assert [(one.month, one.agreement) for one in effect.closed] == [
        (MARCH, repair.agreement_version.agreement)
    ]


def test_much_is_not_counted_while_somebody_waits(
    client, much, of_terms, service_level_manager
):
    client.force_login(service_level_manager)
    url = reverse("repair_detail", args=[of_terms.number])
    assert "It is about too much" in client.get(url).text
    with pytest.raises(ValidationError, match="have it counted first"):
        approve_repair(number=of_terms.number, actor=service_level_manager, at=NOW)

    of_terms.refresh_from_db()
    assert (of_terms.state, of_terms.effect) == ("requested", None)


def test_a_worker_counts_what_is_then_decided_on(
    client, much, of_terms, service_level_manager
):
    client.force_login(service_level_manager)
    sent = client.post(reverse("repair_count", args=[of_terms.number]))
    assert sent.url == reverse("job_show", args=[Job.objects.get().pk])
    run_job(job_id=Job.objects.get().pk, clock=lambda: NOW)
    of_terms.refresh_from_db()
    preview = of_terms.effect

    assert preview == effect_of_repair(of_terms, at=NOW)
    page = client.get(reverse("repair_detail", args=[of_terms.number])).text
    assert "As a worker counted it" in page
    repair = approved(of_terms, service_level_manager)
    assert (repair.state, repair.effect) == ("approved", preview)
    told = Event.objects.filter(item=repair.item, facts__has_key="effect")
    assert len(set(told.values_list("facts__effect", flat=True))) == 1
    names = set(told.values_list("name", flat=True))
    assert names == {"repair.counted", "repair.approved"}


def test_who_saw_another_effect_does_not_decide_by_it(
    client, much, of_terms, service_level_manager
):
    counted(of_terms, service_level_manager)
    client.force_login(service_level_manager)
    url = reverse("repair_move", args=[of_terms.number, "approve"])
    assert client.post(url, {"version": 1}).status_code == 409


def test_what_was_counted_long_ago_is_counted_anew(
    much, of_terms, service_level_manager
):
    counted(of_terms, service_level_manager)
    later = NOW + timedelta(days=2)
    by = {"number": of_terms.number, "actor": service_level_manager}
    with pytest.raises(ValidationError, match="counted anew"):
        approve_repair(**by, at=later)
    counted(of_terms, service_level_manager, at=later)
    assert approve_repair(**by, at=later).state == "approved"


def test_what_was_counted_before_something_else_was_approved_is_counted_anew(
    much, of_terms, asked_exclusion, service_level_manager
):
    counted(of_terms, service_level_manager)
    by = {"actor": service_level_manager, "at": NOW}
    approve_exclusion(number=asked_exclusion.number, **by)
    with pytest.raises(ValidationError, match="counted anew"):
        approve_repair(number=of_terms.number, **by)


@pytest.mark.parametrize("who", ["agent", "auditor", "administrator"])
def test_others_have_nothing_counted(of_terms, cast, who):
    with pytest.raises(PermissionDenied):
        counted(of_terms, cast[who])


def test_what_is_decided_is_not_counted_again(
    client, of_terms, team_lead, service_level_manager
):
    job = ask_effect(kind="repair", number=of_terms.number, actor=team_lead, at=NOW)
    by = {"actor": service_level_manager, "at": NOW}
    kept = reject_repair(number=of_terms.number, reason="x", **by).effect
    run_job(job_id=job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    of_terms.refresh_from_db()

    assert (job.state, of_terms.effect) == ("failed", kept)
    assert "decided already" in job.message
    with pytest.raises(TransitionNotAllowed):
        counted(of_terms, service_level_manager)


def test_every_clock_is_on_some_page_and_in_the_file(
    client, monkeypatch, of_terms, month, service_level_manager
):
    monkeypatch.setattr("slm.selectors.foreseen.ON_A_PAGE", 1)
    wanted = [one["record"] for one in effect_of_repair(of_terms, at=NOW)["lines"]]
    assert len(wanted) > 2
    client.force_login(service_level_manager)
    url = reverse("repair_detail", args=[of_terms.number])
    shown = []
    for page in range(1, len(wanted) + 1):
        (line,) = client.get(url, {"page": page}).context["effect"].lines
        shown.append(line.number)
    assert shown == wanted
    assert client.get(url, {"page": "99"}).context["effect"].page == len(wanted)
    sent = client.get(url, {"export": "csv"})
    rows = b"".join(sent.streaming_content).decode().splitlines()[1:]
    assert [row.split(",")[0].split(";")[0] for row in rows] == wanted


def test_programs_have_it_counted_and_read_every_clock(
    client, much, of_terms, service_level_manager
):
    client.force_login(service_level_manager)
    url = reverse("api_repair_detail", args=[of_terms.number])
    assert client.get(url).json()["effect"] is None
    job = client.post(reverse("api_repair_count", args=[of_terms.number]))
    assert job.status_code == 202
    run_job(job_id=job.json()["id"], clock=lambda: NOW + HOUR)

    lines = client.get(reverse("api_repair_lines", args=[of_terms.number])).json()
    effect = client.get(url).json()["effect"]
    assert len(lines) == effect["clocks_changed"] > 2
    assert effect["clocks"] == lines
