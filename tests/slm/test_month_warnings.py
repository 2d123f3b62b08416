"""That a month is nearly used up, or wholly, is seen at once and told once each."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.system_users import system_user
from notifications.models import Notification
from slm.services import (
    OutageTerms,
    Wording,
    add_target,
    edit_draft,
    report_outage,
    start_new_version,
    warn_of_months,
)
from tests.factories.slm import put_into_force
from tests.slm.acts import HOUR, TEN
from tests.slm.test_month_targets import promise
from tests.slm.test_process_news import told

__all__ = ["promise", "told"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, tzinfo=UTC)
SEVENTEENTH = datetime(2026, 3, 17, tzinfo=UTC)


@pytest.fixture
def promised(promise, availability):
    """99 % of 744 hours: 7 h 26 min 24 s may be lost."""
    promise(replace(availability, goal_value=Decimal(99)))


@pytest.fixture
def lose(service, agent):
    def lost(start, hours):
        end = start + hours * HOUR
        terms = OutageTerms(service=service, start=start, end=end, text="x")
        report_outage(terms=terms, actor=agent, at=end)

    return lost


def warn(at=AT):
    return warn_of_months(actor=system_user("slm"), at=at)


def warned():
    events = Event.objects.named("agreement.allowance_used").order_by("pk")
    return [(one.facts["percent"], one.facts["is_lost"]) for one in events]


def test_three_quarters_and_all_are_told_once_each(promised, lose):
    lose(TEN, 5)
    assert warn() == 0
    lose(TEN + 10 * HOUR, 1)
    assert [warn(), warn()] == [1, 0]
    lose(TEN + 20 * HOUR, 2)
    assert [warn(), warn()] == [1, 0]
    assert warned() == [(75, False), (100, True)]


def test_of_both_passed_at_once_the_greater_alone_is_told(promised, lose):
    lose(TEN, 9)
    assert [warn(), warn()] == [1, 0]
    assert warned() == [(100, True)]


def test_the_next_month_begins_anew(promised, lose):
    lose(TEN, 6)
    assert warn() == 1
    next_month = AT + timedelta(days=30)
    assert warn(next_month) == 0
    lose(next_month - timedelta(days=9), 9)
    assert warn(next_month) == 1


def test_each_service_is_told_of_for_itself(promised, lose, service):
    lose(TEN, 6)
    warn()
    facts = Event.objects.named("agreement.allowance_used").get().facts
    assert (facts["service"], facts["month"]) == (service.pk, "2026-03-01")


def test_service_level_managers_are_told(promised, lose, told, service_level_manager):
    lose(TEN, 6)
    told()
    warn()
    assert told() == [("month.allowance", "Sara Level")]
    body = Notification.objects.get().body
    assert "Of what “Availability” of “Workplace” allows of March 2026, 75 %" in body


@pytest.fixture
def renew(draft, who):
    """Puts a second version into force from the 16th on, with further targets."""

    def renewed(*terms):
        start_new_version(number=draft.number, **who)
        wording = Wording(valid_from=date(2026, 3, 16))
        edit_draft(number=draft.number, title=draft.title, wording=wording, **who)
        for one in terms:
            add_target(number=draft.number, terms=one, **who)
        put_into_force(number=draft.number, **who)

    return renewed


def test_a_version_within_the_month_warns_of_the_same_no_second_time(
    promised, lose, renew
):
    lose(TEN, 6)
    assert warn(TEN + 12 * HOUR) == 1
    renew()
    # Of its 384 hours 3 h 50 min 24 s may be lost.
    lose(SEVENTEENTH, 3)
    assert [warn(), warned()] == [0, [(75, False)]]
    lose(SEVENTEENTH + 9 * HOUR, 1)
    assert [warn(), warn()] == [1, 0]
    assert warned() == [(75, False), (100, True)]


def test_another_target_of_the_agreement_warns_for_itself(
    promised, availability, lose, renew
):
    lose(TEN, 6)
    warn(TEN + 12 * HOUR)
    longest = replace(availability, metric="longest", goal_value=Decimal(200))
    renew(longest, replace(availability, name="As well", goal_value=Decimal(99)))
    lose(SEVENTEENTH, 3)
    assert [warn(), warn()] == [2, 0]
    facts = Event.objects.named("agreement.allowance_used").values_list("facts")
    assert len({one["target"] for (one,) in facts}) == 3


@pytest.fixture
def lost_now(promise, availability, service, agent):
    """All that this month allows, which is nothing."""
    promise(replace(availability, goal_value=Decimal(100)))
    now = timezone.now()
    terms = OutageTerms(service=service, start=now - timedelta(seconds=9), text="x")
    report_outage(terms=terms, actor=agent, at=now)


def test_it_is_listed_at_risk_wherever_compliance_is(
    lost_now, client, service_level_manager
):
    client.force_login(service_level_manager)
    for name in ("compliance", "sla_dashboard"):
        page = client.get(reverse(name)).text
        assert "Targets of the month at risk" in page
        assert "Goal lost" in page
        assert "more is lost than the goal allows of this month" in page


def test_programs_and_files_are_told_too(
    lost_now, client, service_level_manager, service
):
    client.force_login(service_level_manager)
    for name in ("api_compliance", "api_availability"):
        told = client.get(reverse(name)).json()
        rows = told if name == "api_availability" else told["agreements"][0]["months"]
        assert rows[0]["forecast"]["outlook"] == "lost"
        assert rows[0]["forecast"]["left"] < 0
    over = client.get(reverse("api_availability"), {"month": "2026-03"}).json()
    assert over[0]["forecast"] is None
    sent = client.get(reverse("compliance"), {"export": "csv"}).streaming_content
    assert "more is lost than the goal allows" in b"".join(sent).decode("utf-8-sig")
