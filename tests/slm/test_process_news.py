"""Who is told of needs, outages, repairs, closed months, what-ifs and ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.services import deliver_outbox
from core.system_users import system_user
from notifications.models import Notification
from slm.models import Repair, ServiceLevelRequirement
from slm.selectors import Substitution
from slm.services import (
    OutageTerms,
    approve_repair,
    assess_requirement,
    confirm_outage,
    dispute_outage,
    end_outage,
    gather_requirement,
    replay_what_if,
    report_outage,
    request_repair,
    resolve_requirement,
    tell_of_doubts,
    terminate_agreement,
)
from tests.reporting.conftest import month
from tests.slm.acts import HOUR, TEN
from tests.slm.test_periods import closed, excluded

__all__ = ["closed", "excluded", "month"]
pytestmark = pytest.mark.django_db
NOW = TEN + 3 * HOUR


@pytest.fixture
def told():
    """Delivers what waits, and says who was told what since it was asked last."""

    def delivered():
        Notification.objects.all().delete()
        deliver_outbox(at=datetime.now(UTC) + timedelta(days=1))
        rows = Notification.objects.order_by("topic", "recipient__name")
        return [(one.topic, one.recipient.name) for one in rows]

    return delivered


def test_a_need_and_its_answer(told, customer, representative, who, noon):
    need = ServiceLevelRequirement(
        title="Faster", need="Mail.", customer=customer, stated_on=noon.date()
    )
    made = gather_requirement(requirement=need, actor=representative, at=noon)
    assert told() == [("requirement.raised", "Sara Level")]
    assess_requirement(number=made.number, assessment="x", **who)
    assert told() == []
    resolve_requirement(number=made.number, resolution="can_do", reason="x", **who)
    assert told() == [("requirement.answered", "Rolf Representative")]


def test_an_outage_from_the_first_word_to_the_dispute(
    told, service, agent, representative, service_level_manager
):
    terms = OutageTerms(service=service, start=TEN, text="x")
    number = report_outage(terms=terms, actor=agent, at=NOW).number
    both = [("outage.course", "Sara Level"), ("outage.ours", "Rolf Representative")]
    assert told() == both
    end_outage(number=number, end=TEN + HOUR, actor=agent, at=NOW)
    assert told() == both
    dispute_outage(number=number, reason="x", actor=representative, at=NOW)
    assert told() == [("outage.disputed", "Sara Level")]
    by = {"actor": service_level_manager, "at": NOW}
    confirm_outage(number=number, reason="Log.", **by)
    assert told() == [("outage.ours", "Rolf Representative")]


def test_of_what_others_lost_and_of_components_customers_are_not_told(
    told, service, agent, other_customer, representative, service_level_manager
):
    terms = OutageTerms(service=service, start=TEN, text="x")
    hidden = replace(terms, loss="none", component="Disk")
    for one in (hidden, replace(terms, customer=other_customer)):
        report_outage(terms=one, actor=agent, at=NOW)
    assert {topic for topic, _name in told()} == {"outage.course"}


def test_a_repair_waits_and_is_decided(
    told, agreement, team_lead, service_level_manager, noon
):
    version = agreement.versions.get()
    repair = Repair(text="x", agreement_version=version, effective_on=date(2025, 6, 1))
    asked = request_repair(repair=repair, actor=team_lead, at=noon)
    assert ("repair.requested", "Sara Level") in told()
    approve_repair(number=asked.number, actor=service_level_manager, at=noon)
    assert ("repair.decided", "Tom Lead") in told()


def test_a_closed_month_that_reads_otherwise_is_told_once(
    told, excluded, service_level_manager, noon
):
    told()
    by = {"actor": system_user("slm"), "at": noon}
    assert [tell_of_doubts(**by), tell_of_doubts(**by)] == [1, 0]
    assert told() == [("period.doubted", "Sara Level")]


def test_a_month_that_reads_as_it_did_is_not_told(closed, who):
    assert tell_of_doubts(**who) == 0


def test_a_what_if_that_is_ready_is_told_to_whom_it_was_made_for(told, agreement, who):
    told()
    replay_what_if(
        terms=Substitution(agreement.versions.get()),
        first_on=date(2026, 1, 5),
        last_on=date(2026, 1, 5),
        keep=bool,
        tell=lambda done, total: None,
        **who,
    )
    assert told() == [("what_if.ready", "Sara Level")]


def test_both_sides_are_told_of_an_end(told, agreement, representative, who):
    told()
    ends: dict[str, Any] = {"ends_on": date(2026, 6, 1), "is_mutual": True}
    terminate_agreement(number=agreement.number, reason="x", **ends, **who)
    assert told() == [("agreement.talks", "Rolf Representative")]
    assert "31 May 2026 is its last day" in Notification.objects.get().body
