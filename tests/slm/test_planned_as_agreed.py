"""What was planned counts as planned as far as it was agreed: notice, length, number."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core.periods import month
from slm.selectors import month_rows
from slm.selectors.planned import unagreed_with
from slm.services import (
    OutageTerms,
    add_target,
    change_outage,
    edit_contents,
    report_outage,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def promise(draft, availability, who):
    """Puts availability into force with what was agreed on interruptions."""

    def agreed(periods=(), **numbers):
        edit_contents(number=draft.number, numbers=numbers, periods=periods, **who)
        add_target(number=draft.number, terms=availability, **who)
        put_into_force(number=draft.number, **who)
        return draft

    return agreed


@pytest.fixture
def plan(service, agent):
    """Announces an interruption, so much before it begins."""

    def announced(start, before, hours=1, **values):
        terms = OutageTerms(
            service=service,
            start=start,
            end=start + hours * HOUR,
            text="x",
            is_planned=True,
            **values,
        )
        return report_outage(terms=terms, actor=agent, at=start - before)

    return announced


def account():
    (row,) = month_rows(month(date(2026, 3, 1)), at=APRIL)
    assert row.reckoned
    return row.reckoned.account


def counted():
    """How many hours of March counted."""
    return account().counted / 3600


def reasons(outage):
    return [str(reason) for _version, reason in unagreed_with(outage)]


def test_without_an_arrangement_all_that_was_announced_is_planned(promise, plan):
    promise()
    outage = plan(TEN, HOUR)
    assert (counted(), reasons(outage)) == (0, [])


def test_what_was_announced_too_late_counts(promise, plan):
    promise(notice_hours=72)
    late, just = plan(TEN, 3 * DAY - HOUR), plan(TEN + DAY, 3 * DAY)
    assert counted() == 1
    assert (reasons(late), reasons(just)) == (["notice"], [])


def test_what_is_longer_than_agreed_counts_as_a_whole(promise, plan):
    promise(longest_minutes=60)
    plan(TEN, DAY)
    long = plan(TEN + DAY, DAY, hours=2)
    assert (counted(), reasons(long)) == (2, ["longest"])


@pytest.mark.parametrize(("per", "expected"), [("month", 1), ("quarter", 2)])
def test_of_too_many_the_later_ones_count(per, expected, promise, plan):
    promise(interruptions_at_most=2, interruptions_per=per)
    plan(TEN - 30 * DAY, DAY)
    first, second = plan(TEN, DAY), plan(TEN + DAY, DAY)
    third = plan(TEN + 2 * DAY, DAY)
    assert counted() == expected
    assert reasons(third) == ["number"]
    assert (reasons(first), reasons(second)) == ([], ["number"][: expected - 1])


def test_what_takes_nothing_from_users_takes_no_place(promise, plan):
    promise(interruptions_at_most=1, interruptions_per="month")
    plan(TEN, DAY, loss="none", component="Disk")
    assert (reasons(plan(TEN + DAY, DAY)), counted()) == ([], 0)


def test_making_it_longer_announces_it_anew_and_shorter_does_not(
    promise, plan, service_level_manager
):
    promise(notice_hours=24)
    outage = plan(TEN, 2 * DAY, hours=2)
    said = OutageTerms.of(outage)
    by = {"actor": service_level_manager, "at": TEN - HOUR, "reason": "x"}
    shorter = replace(said, end=TEN + HOUR)
    made = change_outage(number=outage.number, terms=shorter, **by)
    assert reasons(made) == []
    longer = replace(said, end=TEN + 3 * HOUR)
    made = change_outage(number=outage.number, terms=longer, **by)
    assert (reasons(made), made.announced_at) == (["notice"], TEN - HOUR)


def test_only_those_who_agreed_on_it_see_it_as_unplanned(
    promise, plan, other_customer, service
):
    promise(notice_hours=72)
    theirs = plan(TEN, HOUR, customer=other_customer)
    assert (reasons(theirs), counted()) == ([], 0)


def test_the_page_of_the_outage_says_why(client, promise, plan, auditor):
    agreement = promise(notice_hours=72)
    outage = plan(TEN, HOUR)
    client.force_login(auditor)
    page = client.get(reverse("outage_detail", args=[outage.number])).text
    assert "Planned, but it counts as an outage" in page
    assert f"{agreement}</a>: announced later than agreed" in page
    url = reverse("availability_service", args=[outage.service.number])
    shown = client.get(f"{url}?month=2026-03").text
    assert "planned, but announced later than agreed" in shown


@pytest.mark.parametrize(("share", "lost"), [(None, 50), (20, 20), (100, 100)])
def test_the_share_that_was_agreed_goes_before_the_targets_weight(
    share, lost, promise, service, agent
):
    promise()
    terms = OutageTerms(service=service, start=TEN, end=TEN + HOUR, text="Slow.")
    partial = replace(terms, loss="partial", share=share)
    report_outage(terms=partial, actor=agent, at=APRIL)
    assert account().lost == 3600 * lost
