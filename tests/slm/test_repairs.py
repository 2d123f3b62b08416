"""What was wrong is corrected backwards: asked by one, decided by another, applied once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from calendars.hours import Budget
from calendars.services import add_calendar_version
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.roles import Role
from slm.models import Clock, PeriodResult, Point, Repair
from slm.selectors import effect_of_repair, periods_to_revise
from slm.services import (
    Wording,
    apply_repair,
    approve_repair,
    check_clocks,
    close_period,
    edit_draft,
    reject_repair,
    request_repair,
    retract_repair,
    start_new_version,
)
from slm.services.targets import change_target
from slm.terms import TargetTerms
from tests.conftest import sign_up
from tests.factories.slm import put_into_force
from tests.reporting.conftest import HOUR, LATER, MARCH, month

__all__ = ["month"]
pytestmark = pytest.mark.django_db
FIRST_OF_MARCH = date(2026, 3, 1)
APRIL = date(2026, 4, 1)


@pytest.fixture
def right_hours(month, office, service_level_manager):
    """From April on the office is open from ten to twenty: so it was in March."""
    day = [["10:00", "20:00"]]
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    add_calendar_version(
        number=office.number,
        definition={"timezone": "UTC", "weekly": dict.fromkeys(days, day)},
        valid_from=datetime(2026, 4, 2, tzinfo=UTC),
        actor=service_level_manager,
        at=LATER,
    )
    return office.versions.latest("number")


@pytest.fixture
def right_terms(month, agreement, resolution, service_level_manager):
    """From April on ten hours and a half, instead of eight: so it was agreed."""
    by = {"actor": service_level_manager, "at": LATER}
    start_new_version(number=agreement.number, **by)
    edit_draft(
        number=agreement.number,
        title=agreement.title,
        wording=Wording(valid_from=date(2026, 4, 2)),
        **by,
    )
    target = agreement.versions.drafts().get().targets.get()
    terms = TargetTerms.of(target)
    longer = TargetTerms(
        metric=terms.metric,
        calendar=terms.calendar,
        budgets={None: Budget(int(10.5 * 3600))},
        pauses=terms.pauses,
    )
    change_target(number=agreement.number, target_id=target.pk, terms=longer, **by)
    return put_into_force(number=agreement.number, **by)


NOW = datetime(2026, 4, 3, 9, tzinfo=UTC)


def asked(actor, **values):
    repair = Repair(text="It was typed wrongly.", **values)
    return request_repair(repair=repair, actor=actor, at=NOW)


@pytest.fixture
def of_hours(right_hours, team_lead):
    return asked(team_lead, calendar_version=right_hours, effective_on=FIRST_OF_MARCH)


@pytest.fixture
def of_terms(right_terms, team_lead):
    return asked(team_lead, agreement_version=right_terms, effective_on=FIRST_OF_MARCH)


def approved(repair, manager):
    approve_repair(number=repair.number, actor=manager, at=NOW + HOUR)
    left = None
    while left != 0:
        left = apply_repair(item=repair.item, actor=manager, at=NOW + HOUR, batch=100)
    repair.refresh_from_db()
    return repair


def differences():
    return [str(one) for one in check_clocks(at=NOW + HOUR)]


def test_hours_are_put_right_backwards_and_the_ledger_says_so(
    of_hours, month, service_level_manager
):
    late = Clock.objects.get(record=month["late"].pk)
    assert (late.verdict, late.elapsed_seconds) == ("breached", 10 * 3600)
    approved(of_hours, service_level_manager)

    late.refresh_from_db()
    # From ten to eight in the evening: all ten hours, two of them too many.
    assert late.elapsed_seconds == 10 * 3600
    met = Clock.objects.get(record=month["met"].pk)
    assert met.elapsed_seconds == 0
    assert differences() == []


def test_terms_are_put_right_backwards(of_terms, month, service_level_manager):
    late = Clock.objects.get(record=month["late"].pk)
    before = Point.objects.filter(clock=late).count()
    approved(of_terms, service_level_manager)

    late.refresh_from_db()
    assert (late.verdict, late.budget_seconds) == ("met", 37_800)
    assert Point.objects.filter(clock=late).count() > before
    assert differences() == []


def test_the_preview_names_every_clock_that_would_change(of_terms, month):
    effect = effect_of_repair(of_terms, at=NOW)

    turned = [one for one in effect["lines"] if one["verdict"] == ["breached", "met"]]
    assert [one["record"] for one in turned] == [month["late"].number]
    assert effect["verdicts"][0]["count"] == 1
    assert Clock.objects.get(record=month["late"].pk).verdict == "breached"


def test_what_was_previewed_is_kept_with_the_decision(of_terms, service_level_manager):
    preview = effect_of_repair(of_terms, at=NOW + HOUR)
    repair = approved(of_terms, service_level_manager)

    assert repair.effect == preview
    event = Event.objects.named("repair.approved").get(item=repair.item)
    assert event.facts["clocks"] == preview["changed"]


def test_applying_it_again_changes_nothing(of_terms, service_level_manager):
    repair = approved(of_terms, service_level_manager)
    before = Point.objects.count()
    apply_repair(item=repair.item, actor=service_level_manager, at=NOW + HOUR)

    assert Point.objects.count() == before


def test_it_is_applied_in_batches_that_tell_how_many_are_left(
    of_terms, service_level_manager
):
    approve_repair(number=of_terms.number, actor=service_level_manager, at=NOW)
    by = {"actor": service_level_manager, "at": NOW}
    assert apply_repair(item=of_terms.item, **by, batch=2) == 3
    facts = Event.objects.named("slm.repair_followed").get().facts
    assert (facts["done"], facts["left"]) == (2, 3)


def test_closed_months_that_it_changes_are_to_be_revised(
    month, service_level_manager, request
):
    close_period(month=MARCH, actor=service_level_manager, at=LATER)
    approved(request.getfixturevalue("of_terms"), service_level_manager)

    change = periods_to_revise(service_level_manager)[0]
    assert change.result.month == MARCH
    assert PeriodResult.objects.get().breached == 2


def test_nobody_decides_on_their_own_request(right_terms, service_level_manager):
    own = asked(
        service_level_manager,
        agreement_version=right_terms,
        effective_on=FIRST_OF_MARCH,
    )
    with pytest.raises(PermissionDenied):
        approve_repair(number=own.number, actor=service_level_manager, at=NOW)


@pytest.mark.parametrize("who", ["agent", "auditor", "administrator", "team_lead"])
def test_others_do_not_decide(of_terms, cast, who):
    with pytest.raises(PermissionDenied):
        approve_repair(number=of_terms.number, actor=cast[who], at=NOW)


@pytest.mark.parametrize("who", ["agent", "auditor", "representative"])
def test_others_do_not_ask(right_terms, cast, who):
    with pytest.raises(PermissionDenied):
        asked(cast[who], agreement_version=right_terms, effective_on=FIRST_OF_MARCH)


def test_it_is_decided_once(of_terms, service_level_manager):
    by = {"number": of_terms.number, "actor": service_level_manager, "at": NOW}
    reject_repair(**by, reason="It was agreed like that.")
    with pytest.raises(TransitionNotAllowed):
        approve_repair(**by)


def test_a_rejection_needs_a_reason(of_terms, service_level_manager):
    with pytest.raises(ValidationError, match="why"):
        reject_repair(
            number=of_terms.number, reason="", actor=service_level_manager, at=NOW
        )


def test_whoever_asked_takes_it_back(of_terms, team_lead, provider):
    other = sign_up("Otto Other", provider, Role.TEAM_LEAD)
    with pytest.raises(PermissionDenied):
        retract_repair(number=of_terms.number, actor=other, at=NOW)
    taken = retract_repair(number=of_terms.number, actor=team_lead, at=NOW)
    assert taken.state == "withdrawn"


def test_a_day_on_which_it_held_anyway_is_refused(right_terms, team_lead):
    with pytest.raises(ValidationError, match="holds anyway"):
        asked(team_lead, agreement_version=right_terms, effective_on=date(2026, 4, 2))


def test_a_draft_is_refused(agreement, service_level_manager, team_lead):
    by = {"actor": service_level_manager, "at": LATER}
    start_new_version(number=agreement.number, **by)
    draft = agreement.versions.drafts().get()
    with pytest.raises(ValidationError, match="draft"):
        asked(team_lead, agreement_version=draft, effective_on=FIRST_OF_MARCH)


def test_asking_twice_is_refused(of_terms, right_terms, team_lead):
    with pytest.raises(ValidationError, match=of_terms.number):
        asked(team_lead, agreement_version=right_terms, effective_on=date(2026, 2, 1))


def test_what_was_decided_cannot_be_changed(of_terms, service_level_manager):
    approved(of_terms, service_level_manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        Repair.objects.update(decision_reason="x")


def test_what_is_opened_later_is_not_touched(
    of_terms, agreement, agent, requester, service_level_manager
):
    approved(of_terms, service_level_manager)
    seconds = Clock.objects.values_list("budget_seconds", flat=True).distinct()
    assert list(seconds) == [37_800]


def test_records_opened_before_its_day_stay_as_they_were(
    right_terms, month, team_lead, service_level_manager
):
    repair = asked(
        team_lead, agreement_version=right_terms, effective_on=date(2026, 3, 20)
    )
    approved(repair, service_level_manager)

    assert Clock.objects.get(record=month["late"].pk).budget_seconds == 8 * 3600
    assert Clock.objects.get(record=month["open"].pk).budget_seconds == 37_800
    assert differences() == []
    assert timedelta(0) < NOW - LATER
