"""Who may decide on an exclusion or a repair, and what is said when nobody may."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from core.services import deliver_outbox
from core.system_users import system_user
from notifications.models import Notification
from slm.lifecycle import DECIDE
from slm.models import Exclusion, Repair
from slm.permissions import decision_actions
from slm.selectors.deciding import deciders
from slm.services import reject_exclusion, request_exclusion, request_repair
from tests.api.conftest import Program
from tests.slm.acts import HOUR, TEN

pytestmark = pytest.mark.django_db
NOBODY = "Nobody may decide on it yet"


@pytest.fixture
def own(service, service_level_manager, noon):
    """A request of the only service level manager."""
    exclusion = Exclusion(
        reason="force_majeure", text="Flood.", start=TEN, end=TEN + HOUR
    )
    exclusion.service = service
    return request_exclusion(
        exclusion=exclusion, actor=service_level_manager, at=noon + HOUR
    )


def told(topic):
    deliver_outbox(at=datetime.now(UTC) + timedelta(days=1))
    rows = Notification.objects.filter(topic=topic)
    return sorted(one.recipient.name for one in rows)


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args)).content.decode()


def test_who_may_decide_is_whoever_has_the_permission_and_did_not_ask(
    agent, auditor, service_level_manager, own
):
    assert deciders(DECIDE, agent) == [service_level_manager]
    assert deciders(DECIDE, service_level_manager, own.item) == []
    assert system_user("slm").has_perm(DECIDE)
    assert decision_actions(service_level_manager, own) == ["retract", "count"]


def test_somebody_who_left_decides_no_more(agent, service_level_manager):
    service_level_manager.is_active = False
    service_level_manager.save()
    assert deciders(DECIDE, agent) == []


@pytest.mark.parametrize("name", ["exclusion_create", "repair_create"])
def test_the_form_says_who_may_decide(
    client, name, team_lead, service_level_manager, auditor
):
    assert "It can be decided by: Sara Level." in page(client, team_lead, name)
    html = page(client, service_level_manager, name)
    assert NOBODY in html
    assert "administrator can give somebody that role" in html


def test_the_page_says_who_may_decide_until_it_is_decided(
    client, asked, agent, service_level_manager, noon
):
    words = "It can be decided by: Sara Level."
    assert words in page(client, agent, "exclusion_detail", asked.number)
    by = {"actor": service_level_manager, "at": asked.requested_at + HOUR}
    reject_exclusion(number=asked.number, reason="No.", **by)
    assert words not in page(client, agent, "exclusion_detail", asked.number)


def test_the_page_says_plainly_that_nobody_may(client, own, agent):
    assert NOBODY in page(client, agent, "exclusion_detail", own.number)


def test_administrators_are_told_of_what_nobody_may_decide(own, administrator):
    assert told("decision.nobody") == ["Ada Administrator"]
    assert told("exclusion.requested") == []


def test_administrators_are_not_bothered_while_somebody_may(
    asked, administrator, service_level_manager
):
    assert told("decision.nobody") == []
    assert told("exclusion.requested") == ["Sara Level"]


def test_a_repair_of_the_only_manager_is_told_to_administrators_too(
    client, agreement, administrator, service_level_manager, noon
):
    version = agreement.versions.get()
    repair = Repair(text="x", agreement_version=version, effective_on=date(2025, 6, 1))
    made = request_repair(repair=repair, actor=service_level_manager, at=noon)

    assert told("decision.nobody") == ["Ada Administrator"]
    html = page(client, service_level_manager, "repair_detail", made.number)
    assert NOBODY in html


def test_the_api_names_them(asked, own, agent, service_level_manager):
    program = Program(agent)
    answers = [
        program.get(f"exclusions/{one.number}/").json()["deciders"]
        for one in (asked, own)
    ]
    assert answers == [["Sara Level"], []]
