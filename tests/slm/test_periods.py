"""A month is closed once, for all agreements at once, and never changes again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.canonical import canonical_json, sha256
from core.models import Event
from incidents.services import cancel_incident, reopen_incident
from reporting.selectors import service_report_figures
from slm.models import Agreement, Exclusion, PeriodDoubt, PeriodResult
from slm.selectors import period_data, periods_to_revise, unfounded_doubts
from slm.services import (
    NothingToRevise,
    Wording,
    add_target,
    approve_exclusion,
    close_period,
    create_agreement,
    recalculate_clocks,
    request_exclusion,
    revise_period,
    settle_doubts,
    sweep_clocks,
)
from tests.factories.slm import put_into_force
from tests.reporting.conftest import (
    FIRST_OF_APRIL,
    HOUR,
    LATER,
    MARCH,
    TENTH,
    an_incident,
    month,
    resolved,
)

__all__ = ["month"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(month, agreement, service_level_manager):
    """March, closed: 2 met, 2 breached, 1 void."""
    found = close_period(month=MARCH, actor=service_level_manager, at=LATER)
    return next(one for one in found if one.agreement_id == agreement.pk)


@pytest.fixture
def excluded(closed, service, agent, service_level_manager):
    """Three hours of the tenth that do not count, agreed on after March was closed."""
    asked = request_exclusion(
        exclusion=Exclusion(
            reason="customer",
            text="x",
            start=TENTH + 3 * HOUR,
            end=TENTH + 6 * HOUR,
            service=service,
        ),
        actor=agent,
        at=LATER,
    )
    by = {"actor": service_level_manager, "at": LATER + HOUR}
    approve_exclusion(number=asked.number, **by)
    recalculate_clocks(item=asked.item, **by)
    return asked


def test_what_a_month_came_to_is_frozen_with_a_hash(closed, service_level_manager):
    totals = closed.data["totals"]

    assert (closed.met, closed.breached, closed.void) == (2, 2, 1)
    assert (totals["share"], closed.verdict) == ("0.5000", "missed")
    assert closed.data_hash == sha256(canonical_json(closed.data))
    assert (closed.revision, closed.closed_by) == (1, service_level_manager)


def test_it_names_the_versions_by_which_it_was_counted(closed, office):
    targets = closed.data["targets"]

    assert closed.data["versions"] == [1]
    assert {one["calendar"][0]["calendar"] for one in targets} == {office.number}


def test_closing_is_recorded_on_the_agreement(closed, agreement):
    event = Event.objects.named("period.closed").get(item=agreement.item)

    assert event.facts["month"] == "2026-03-01"
    assert event.facts["data_hash"] == closed.data_hash


def test_closing_twice_changes_nothing(closed, service_level_manager):
    again = close_period(
        month=MARCH, actor=service_level_manager, at=LATER + timedelta(days=9)
    )

    assert again == []
    assert PeriodResult.objects.get() == closed


def test_what_is_frozen_cannot_be_changed(closed):
    with pytest.raises(DatabaseError), transaction.atomic():
        PeriodResult.objects.update(met=99)


def test_a_month_that_runs_cannot_be_closed(month, service_level_manager):
    with pytest.raises(ValidationError, match="not over"):
        close_period(month=date(2026, 4, 1), actor=service_level_manager, at=LATER)


@pytest.mark.parametrize("who", ["agent", "team_lead", "auditor", "requester"])
def test_others_do_not_close_months(month, cast, who):
    with pytest.raises(PermissionDenied):
        close_period(month=MARCH, actor=cast[who], at=LATER)


def test_the_same_ledger_gives_the_same_bytes_however_long_after(
    closed, month, agreement, agent
):
    for place, name in enumerate(("met", "paused", "late"), 1):
        again = LATER + timedelta(days=place)
        reopen_incident(number=month[name].number, reason="x", actor=agent, at=again)
        resolved(month[name], agent, again + 30 * HOUR)
    cancel_incident(number=month["open"].number, reason="x", actor=agent, at=LATER)
    sweep_clocks(at=LATER + timedelta(days=40))

    later = period_data(MARCH)[agreement.pk]
    assert canonical_json(later) == canonical_json(closed.data)


def test_it_says_what_the_report_of_the_month_says(closed, customer):
    report = service_report_figures(customer=customer, service=None, month=MARCH)

    for name in ("n", "met", "breached", "void", "share"):
        assert closed.data["totals"][name] == report["totals"][name]


def test_statements_do_not_grow_with_agreements_or_clocks(
    month, provider, other_customer, resolution, service_level_manager, agent, requester
):
    by = {"actor": service_level_manager, "at": LATER}

    def statements() -> int:
        with transaction.atomic(), CaptureQueriesContext(connection) as captured:
            close_period(month=MARCH, **by)
            transaction.set_rollback(True)
        return len(captured)

    few = statements()
    parties = {"provider": provider, "customer": other_customer}
    more = create_agreement(
        agreement=Agreement(leg="sla", title="More", **parties),
        wording=Wording(valid_from=date(2026, 4, 1) - timedelta(days=9)),
        **by,
    )
    add_target(number=more.number, terms=resolution, **by)
    put_into_force(number=more.number, **by)
    for hour in range(6):
        an_incident(agent, requester, TENTH + hour * HOUR)

    assert statements() == few


def test_an_exclusion_approved_later_leaves_what_was_frozen(excluded, closed):
    kept = PeriodResult.objects.get()

    assert (kept.data, kept.data_hash) == (closed.data, closed.data_hash)


def test_but_the_month_is_named_as_to_be_revised(excluded, service_level_manager):
    change = periods_to_revise(service_level_manager)[0]

    assert change.result.month == MARCH
    both = [(one.before.met, one.after.met) for one in change.differences]
    assert both == [(2, 3)]


def test_a_fact_entered_late_raises_a_doubt(closed, month, agent, agreement):
    at = FIRST_OF_APRIL - timedelta(hours=10)
    resolved(month["open"], agent, at)

    assert PeriodDoubt.objects.get().agreement == agreement


def test_a_doubt_is_forgotten_if_every_figure_is_as_it_was(
    closed, agreement, service_level_manager
):
    doubted = {"agreement": agreement, "month": MARCH}
    PeriodDoubt.objects.create(**doubted, noted_at=LATER)
    assert periods_to_revise(service_level_manager) == []

    settle_doubts(unfounded_doubts())
    assert not PeriodDoubt.objects.exists()


def test_a_revision_stands_beside_what_was_frozen(
    excluded, closed, agreement, service_level_manager
):
    revised = revise_period(
        number=agreement.number,
        month=MARCH,
        reason="The exclusion was approved late.",
        actor=service_level_manager,
        at=LATER + 2 * HOUR,
    )

    assert (revised.revision, revised.met, revised.breached) == (2, 3, 1)
    assert PeriodResult.objects.filter(agreement=agreement).count() == 2
    assert periods_to_revise(service_level_manager) == []
    event = Event.objects.named("period.revised").get()
    assert event.changes["data_hash"] == [closed.data_hash, revised.data_hash]


def test_nothing_is_revised_that_reads_as_it_did(
    closed, agreement, service_level_manager
):
    about = {"number": agreement.number, "month": MARCH, "at": LATER}
    with pytest.raises(NothingToRevise):
        revise_period(**about, reason="x", actor=service_level_manager)


def test_a_revision_needs_a_reason_and_whoever_may_close(
    excluded, agreement, service_level_manager, auditor
):
    about = {"number": agreement.number, "month": MARCH, "at": LATER}
    with pytest.raises(ValidationError, match="why"):
        revise_period(**about, reason=" ", actor=service_level_manager)
    with pytest.raises(PermissionDenied):
        revise_period(**about, reason="x", actor=auditor)
