"""A closed month holds its targets of the month as a whole, and is doubted with them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.canonical import canonical_json, sha256
from core.periods import Unit
from records.models import Rating
from slm.credits import parse_credits
from slm.evidence_periods import closed_months
from slm.models import Exclusion, PeriodDoubt, PeriodResult
from slm.selectors import (
    agreements_kept,
    month_results,
    months_to_close,
    period_data,
    periods_to_revise,
    unfounded_doubts,
)
from slm.services import (
    OutageTerms,
    approve_exclusion,
    change_outage,
    close_period,
    confirm_outage,
    dispute_outage,
    record_values,
    report_outage,
    request_exclusion,
    revise_period,
    settle_doubts,
    withdraw_outage,
)
from slm.services.doubting import doubt_ratings
from slm.tasks import close_periods
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import APRIL, lose, promise
from tests.slm.test_month_targets import MARCH as SPAN

__all__ = ["promise"]
pytestmark = pytest.mark.django_db
MARCH = date(2026, 3, 1)
JANUARY = date(2026, 1, 1)
LATER = APRIL + 2 * HOUR


@pytest.fixture
def by(service_level_manager):
    return {"actor": service_level_manager, "at": LATER}


@pytest.fixture
def close(by):
    def closing():
        return close_period(month=MARCH, **by)

    return closing


@pytest.fixture
def lost(promise, availability, service, agent):
    """A promise of 99.9 % alone, with one hour lost of the 744 of March."""
    promise(replace(availability, credits=parse_credits({"0": "5 %", "1": "9 %"})))
    return lose(service, agent, TEN, 1)


@pytest.fixture
def closed(lost, close):
    return close()[0]


def test_an_agreement_of_month_targets_alone_is_closed(closed, draft, service):
    (kept,) = closed.data["months"]
    assert (closed.agreement_id, closed.verdict) == (draft.pk, "missed")
    assert (kept["value"], kept["verdict"]) == ("99.865500", "missed")
    assert (kept["service"], kept["facts"]["downtime"]) == (service.number, 3600)
    assert kept["calendar"][0]["version"] == 1
    assert closed.data_hash == sha256(canonical_json(closed.data))


def test_one_that_is_missed_decides_whatever_clocks_say(
    draft, resolution, who, lost, close, incident_of
):
    incident_of(TEN)
    (result,) = close()
    assert (result.met, result.breached, result.verdict) == (0, 0, "missed")


def test_what_cannot_be_told_is_not_taken_for_kept(
    promise, availability, service, agent, close
):
    impact = replace(availability, metric="impact", goal_value=Decimal(5000))
    promise(impact, replace(availability, goal_value=Decimal(90)))
    lose(service, agent, TEN, 1)
    (result,) = close()
    verdicts = [one["verdict"] for one in result.data["months"]]
    assert (verdicts, result.verdict) == (["kept", "unknown"], "unknown")


def test_credits_are_due_by_the_points_below_the_goal(closed):
    (credit,) = closed.data["credits"]
    assert (credit["missed_by"], credit["due"]) == ("0.0344", "5 %")
    assert (credit["value"], credit["goal"]) == ("99.865500", "99.900")


def test_what_is_frozen_is_shown_whatever_becomes_of_it(closed, lost, by):
    (live,) = month_results(SPAN, at=LATER)
    withdraw_outage(number=lost.number, reason="A test.", **by)
    (row,) = month_results(SPAN, at=LATER)

    assert row.value == live.value == Decimal("99.8655")
    assert (row.verdict, row.goal, row.notes) == ("missed", live.goal, [])
    shown = agreements_kept(
        Unit.MONTH, MARCH, leg="sla", reader=by["actor"], at=LATER
    ).agreements
    assert [(one.verdict, one.months) for one in shown] == [("missed", [row])]


def test_the_same_facts_give_the_same_bytes(closed):
    again = period_data(MARCH)[closed.agreement_id]
    assert canonical_json(again) == canonical_json(closed.data)


def to_revise(by):
    return [
        (one.before and one.before.value, one.after and one.after.value)
        for change in periods_to_revise(by["actor"])
        for one in change.of_months
    ]


def test_an_outage_that_was_none_leaves_a_doubt_and_a_revision(closed, lost, by):
    withdraw_outage(number=lost.number, reason="A test.", **by)
    assert to_revise(by) == [(Decimal("99.8655"), 100)]

    revised = revise_period(
        number=closed.agreement.number, month=MARCH, reason="It was a test.", **by
    )
    assert (revised.revision, revised.verdict) == (2, "kept")
    assert not PeriodDoubt.objects.exists()
    assert month_results(SPAN, at=LATER)[0].value == 100


def test_so_do_a_late_report_and_a_correction(closed, lost, agent, by, service):
    lose(service, agent, TEN + 3 * HOUR, 1)
    assert PeriodDoubt.objects.count() == 1
    PeriodDoubt.objects.all().delete()

    terms = replace(OutageTerms.of(lost), start=APRIL + HOUR, end=APRIL + 2 * HOUR)
    change_outage(number=lost.number, terms=terms, reason="In April.", **by)
    assert PeriodDoubt.objects.count() == 1


def test_a_dispute_is_named_until_it_is_settled(closed, lost, representative, by):
    confirm_outage(number=lost.number, **by)
    settle_doubts(unfounded_doubts())
    assert not PeriodDoubt.objects.exists()

    dispute_outage(number=lost.number, reason="Longer.", actor=representative, at=LATER)
    assert to_revise(by) == [(Decimal("99.8655"), Decimal("99.8655"))]
    confirm_outage(number=lost.number, reason="By the log.", **by)
    assert to_revise(by) == []


def test_what_is_of_an_open_month_costs_no_doubt(closed, service, agent):
    terms = OutageTerms(service=service, start=APRIL, end=APRIL + HOUR, text="x")
    report_outage(terms=terms, actor=agent, at=LATER)
    assert not PeriodDoubt.objects.exists()


def test_an_exclusion_of_its_time_is_noted(closed, service, agent, by):
    about = {"start": TEN, "end": TEN + HOUR, "service": service}
    asked = request_exclusion(
        exclusion=Exclusion(reason="customer", text="x", **about),
        actor=agent,
        at=LATER,
    )
    approve_exclusion(number=asked.number, **by)
    assert to_revise(by) == [(Decimal("99.8655"), 100)]


def test_values_that_come_late_are_noted(promise, availability, measure, close, by):
    terms = {"metric": "measured", "goal_value": Decimal(300), "measure": measure}
    promise(replace(availability, **terms, statistic="max", direction="at_most"))
    assert close()[0].verdict == "unknown"

    record_values(number=measure.number, values=[(TEN, Decimal(400))], **by)
    assert to_revise(by) == [(None, 400)]


def test_a_rating_of_its_time_is_noted(
    promise, availability, incident_of, requester, close, by
):
    terms = {"metric": "experience", "goal_value": Decimal(4), "partial_weight": None}
    promise(replace(availability, **terms))
    record = incident_of(TEN).record_ptr
    close()
    Rating.objects.create(record=record, person=requester.person, score=2, rated_at=TEN)
    doubt_ratings(customer_id=record.customer_id, at=TEN)
    assert PeriodDoubt.objects.count() == 1
    assert to_revise(by) == [(None, 2)]


def test_a_late_loss_of_an_agreement_never_frozen_closes_the_month_for_it(
    closed, service, agent, by
):
    PeriodDoubt.objects.create(
        agreement=closed.agreement, month=date(2026, 1, 1), noted_at=LATER
    )
    assert unfounded_doubts() == []
    assert months_to_close(LATER) == [date(2026, 1, 1), MARCH]


def test_every_month_since_is_closed_after_a_standstill(closed):
    july = datetime(2026, 7, 2, tzinfo=UTC)
    assert [one.month for one in months_to_close(july)] == [4, 5, 6]
    close_periods()
    first = date(timezone.localdate().year, timezone.localdate().month, 1)
    assert PeriodResult.objects.values("month").distinct().count() == (
        (first.year - 2026) * 12 + first.month - 3
    )


def test_the_older_format_stays_readable(closed, client, by):
    older = {**closed.data, "format": 1}
    del older["months"]
    again = PeriodResult.objects.create(
        **{
            name: getattr(closed, name)
            for name in ("agreement", "month", "verdict", "closed_by")
        },
        revision=2,
        reason="x",
        data=older,
        data_hash="0" * 64,
        closed_at=LATER + timedelta(hours=1),
    )
    client.force_login(by["actor"])
    page = client.get(
        reverse("period_detail", args=[again.agreement.number, "2026-03"])
    )
    assert page.status_code == 200
    assert month_results(SPAN, at=LATER)[0].reckoned is not None


def test_pages_and_evidence_tell_of_it(closed, lost, client, by, auditor):
    withdraw_outage(number=lost.number, reason="A test.", **by)
    client.force_login(by["actor"])
    for url in (
        reverse("period_detail", args=[closed.agreement.number, "2026-03"]),
        reverse("period_list"),
        reverse("compliance") + "?on=2026-03-15",
        reverse("compliance") + "?on=2026-03-15&export=csv",
    ):
        page = client.get(url)
        text = (
            b"".join(page.streaming_content) if page.streaming else page.content
        ).decode()
        assert "99.8655" in text

    told = client.get(reverse("api_compliance"), {"on": "2026-03-15"}).json()
    (one,) = told["agreements"]
    assert (one["is_closed"], one["verdict"]) == (True, "missed")
    assert one["months"][0]["value"] == "99.865500"

    (row,) = closed_months(SPAN_AND_DAYS, auditor).rows
    assert ("Availability – E-mail", "99.8655 % – Goal not reached") in row.facts


SPAN_AND_DAYS = replace(SPAN, end=LATER + timedelta(days=1))


def test_a_revision_says_which_credit_is_due_no_longer(closed, lost, client, by):
    withdraw_outage(number=lost.number, reason="A test.", **by)
    said = "Credit if the goal is missed: 5 % of the charge → <b>none</b>"
    client.force_login(by["actor"])
    url = reverse("period_detail", args=[closed.agreement.number, "2026-03"])
    assert said in " ".join(client.get(url).text.split())
    revise_period(
        number=closed.agreement.number, month=MARCH, reason="It was a test.", **by
    )
    assert said in " ".join(client.get(url).text.split())
