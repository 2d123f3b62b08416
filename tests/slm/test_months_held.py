"""Months as a whole by what held in them: hours, versions, allowances; whole months."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from calendars.services import add_calendar_version
from core.evidence import Period
from slm.evidence_availability import availability_against_targets, measured_months
from slm.models import PeriodDoubt, Repair
from slm.selectors import by_month, effect_of_repair, month_rows, service_month
from slm.services import (
    OutageTerms,
    Wording,
    approve_repair,
    change_target,
    close_period,
    edit_draft,
    record_values,
    report_outage,
    request_repair,
    start_new_version,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import APRIL, lose, promise
from tests.slm.test_month_targets import MARCH as SPAN

__all__ = ["promise"]
pytestmark = pytest.mark.django_db
LATER = APRIL + 2 * HOUR
MARCH = date(2026, 3, 1)
NOW = datetime(2026, 4, 3, 9, tzinfo=UTC)


@pytest.fixture
def by(service_level_manager):
    return {"actor": service_level_manager, "at": LATER}


@pytest.fixture
def lost(promise, availability, service, agent):
    promise(availability)
    return lose(service, agent, TEN, 1)


def next_version(draft, by, day, **changed):
    """Let the promise be another from a day on."""
    start_new_version(number=draft.number, **by)
    wording = Wording(valid_from=day)
    edit_draft(number=draft.number, title=draft.title, wording=wording, **by)
    target = draft.versions.drafts().get().targets.get()
    terms = replace(TargetTerms.of(target), **changed)
    change_target(number=draft.number, target_id=target.pk, terms=terms, **by)
    return put_into_force(number=draft.number, **by)


def asked(team_lead, **right):
    repair = Repair(text="Typed wrongly.", effective_on=MARCH, **right)
    return request_repair(repair=repair, actor=team_lead, at=NOW)


@pytest.fixture
def right_hours(office, team_lead, by):
    """Asks that the office was open from ten to twenty only, in March already."""

    def ask():
        days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
        weekly = {day: [["10:00", "20:00"]] for day in days}
        add_calendar_version(
            number=office.number,
            definition={"timezone": "UTC", "weekly": weekly},
            valid_from=datetime(2026, 4, 2, tzinfo=UTC),
            **by,
        )
        right = office.versions.latest("number")
        return asked(team_lead, calendar_version=right)

    return ask


@pytest.fixture
def of_hours(lost, right_hours):
    return right_hours()


def test_repaired_hours_reach_targets_of_the_month(of_hours, by):
    (before,) = month_rows(SPAN, at=APRIL)
    approve_repair(number=of_hours.number, **{**by, "at": NOW})
    (after,) = month_rows(SPAN, at=APRIL)

    # Lost from nine to ten: outside the hours that were right.
    assert (before.facts["agreed"], before.facts["downtime"]) == (744 * 3600, 3600)
    assert (after.facts["agreed"], after.facts["downtime"]) == (310 * 3600, 0)
    assert after.value == 100


def test_so_they_do_a_service_over_the_month(of_hours, service, by):
    approve_repair(number=of_hours.number, **{**by, "at": NOW})
    shown = service_month(service, MARCH, at=APRIL)
    assert shown.reckoned
    assert shown.reckoned.account.agreed == 310 * 3600


def test_and_measured_values(promise, availability, measure, right_hours, by):
    terms = {"metric": "measured", "measure": measure, "goal_value": Decimal(300)}
    shape = {"statistic": "max", "direction": "at_most", "partial_weight": None}
    promise(replace(availability, **terms, **shape))
    record_values(number=measure.number, values=[(TEN, Decimal(900))], **by)
    repair = right_hours()
    (before,) = month_rows(SPAN, at=APRIL)
    approve_repair(number=repair.number, **{**by, "at": NOW})
    (after,) = month_rows(SPAN, at=APRIL)

    assert [row.facts["values"] for row in (before, after)] == [1, 0]


def test_the_preview_names_them_and_the_closed_month(
    of_hours, draft, client, by, team_lead
):
    close_period(month=MARCH, **by)
    effect = effect_of_repair(of_hours, at=NOW)
    (line, _april) = effect["targets"]
    assert line["month"] == "2026-03-01"
    assert (line["before"]["value"], line["after"]["value"]) == (
        "99.865500",
        "100.000000",
    )
    client.force_login(by["actor"])
    page = client.get(reverse("repair_detail", args=[of_hours.number]))
    assert "99.8655 % → <b>100 %</b>" in page.content.decode()

    approve_repair(number=of_hours.number, **{**by, "at": NOW})
    assert PeriodDoubt.objects.get().month == MARCH


def test_a_version_put_right_is_judged_from_its_earlier_day(lost, draft, team_lead, by):
    right = next_version(draft, by, date(2026, 4, 2), goal_value=Decimal(99))
    repair = asked(team_lead, agreement_version=right)
    (before,) = month_rows(SPAN, at=APRIL)
    approve_repair(number=repair.number, **{**by, "at": NOW})
    (after,) = month_rows(SPAN, at=APRIL)

    assert (before.verdict, before.version.number) == ("missed", 1)
    assert (after.verdict, after.version.number) == ("kept", 2)


def test_a_month_has_one_allowance_however_many_versions(
    promise, draft, availability, service, agent, who, by
):
    promise(replace(availability, planned_minutes=120))
    for day in (10, 20):
        start = datetime(2026, 3, day, 12, tzinfo=UTC)
        window = OutageTerms(
            service=service,
            start=start,
            end=start + 2 * HOUR,
            text="x",
            is_planned=True,
        )
        report_outage(terms=window, actor=agent, at=TEN)
    next_version(draft, {**by, "at": TEN}, date(2026, 3, 15))
    first, second = month_rows(SPAN, at=APRIL)

    assert (first.facts["downtime"], second.facts["downtime"]) == (0, 2 * 3600)


def test_evidence_judges_each_whole_month(
    promise, availability, service, agent, auditor
):
    impact = {"metric": "impact", "goal_value": Decimal(100)}
    promise(replace(availability, **impact))
    for start in (TEN, datetime(2026, 2, 10, tzinfo=UTC)):
        lose(service, agent, start, 1, users=1)
    quarter = Period(datetime(2026, 1, 1, tzinfo=UTC), APRIL)

    found = measured_months(quarter, auditor)
    months = [dict(row.facts)["Month"] for row in found.rows]
    assert months == ["2026-03", "2026-02", "2026-01"]
    # Sixty in each month are kept; 120 of the quarter are no month's.
    assert {dict(row.facts)["Verdict"] for row in found.rows} <= {
        "Goal reached",
        "Nothing fell due",
    }


def test_of_part_of_a_month_nothing_is_judged(promise, availability, auditor):
    promise(availability)
    part = Period(TEN, TEN + HOUR)
    for find in (measured_months, availability_against_targets):
        assert find(part, auditor).verdict == "nothing_occurred"


def test_what_nobody_said_has_ended_is_not_called_restoring(
    promise, availability, service, agent
):
    promise(availability)
    known = {"detected_at": TEN, "responded_at": TEN + HOUR}
    lose(service, agent, TEN, 3, **known)
    (row,) = month_rows(SPAN, at=APRIL)
    assert row.reckoned
    assert row.reckoned.account.phases == {"respond": 3600, "repair": 2 * 3600}


def test_a_mean_is_compared_before_it_is_rounded(promise, availability, measure, who):
    terms = {"metric": "measured", "measure": measure, "goal_value": Decimal(300)}
    shape = {"statistic": "mean", "direction": "at_most", "partial_weight": None}
    promise(replace(availability, **terms, **shape))
    days = [datetime(2026, 3, day, 12, tzinfo=UTC) for day in range(1, 32)]
    values = [(day, Decimal("300.0004")) for day in days]
    record_values(number=measure.number, values=values, **{**who, "at": APRIL})
    (row,) = month_rows(SPAN, at=APRIL)
    assert (row.value, row.verdict) == (Decimal("300.000"), "missed")


def test_a_closed_month_of_a_service_is_shown_as_it_was_frozen(
    lost, service, agent, by
):
    basis = service_month(service, MARCH, at=NOW).basis
    assert basis
    before = by_month(service, basis, [MARCH], at=NOW)
    close_period(month=MARCH, **by)
    lose(service, agent, TEN + 5 * HOUR, 2)

    assert by_month(service, basis, [MARCH], at=NOW) == before
    reckoned = service_month(service, MARCH, at=NOW).reckoned
    assert reckoned
    assert reckoned.account.count == 2
