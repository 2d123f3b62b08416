"""A customer hears once that a repair moved times it was promised, and how many."""

from datetime import UTC, datetime, timedelta

import pytest

from core.models import Event
from core.roles import Role
from core.services import deliver_outbox
from incidents.services import set_incident_confidential
from notifications.models import MailDelivery, Notification
from slm.services import reject_repair
from tests.conftest import sign_up
from tests.reporting.conftest import month
from tests.slm.test_repairs import (
    NOW,
    approved,
    of_hours,
    of_terms,
    right_hours,
    right_terms,
)

__all__ = ["month", "of_hours", "of_terms", "right_hours", "right_terms"]
pytestmark = pytest.mark.django_db


def told():
    deliver_outbox(at=datetime.now(UTC) + timedelta(days=1))
    rows = Notification.objects.filter(topic="promise.moved")
    return list(rows.select_related("recipient").order_by("pk"))


def test_each_representative_is_told_once_with_how_many_and_of_which(
    client, of_terms, month, customer, representative, service_level_manager
):
    other = sign_up("Rita Other", customer, Role.CUSTOMER_REPRESENTATIVE)
    approved(of_terms, service_level_manager)
    found = told()

    assert [one.recipient for one in found] == [representative, other]
    # Void is one of the five.
    assert "4 times that we promised you were moved" in found[0].body
    assert "mistake in the agreement" in found[0].body
    assert month["late"].number in found[0].body
    assert month["void"].number not in found[0].body
    client.force_login(representative)
    opened = client.get(f"/inbox/{found[0].pk}/", follow=True)
    assert opened.status_code == 200
    mail = MailDelivery.objects.get(topic="promise.moved", recipient=representative)
    assert of_terms.agreement_version.agreement.number in mail.text


def test_no_other_customer_is_told(
    of_hours, other_customer, service_level_manager, representative
):
    sign_up("Olga Other", other_customer, Role.CUSTOMER_REPRESENTATIVE)
    approved(of_hours, service_level_manager)

    assert [one.recipient for one in told()] == [representative]
    event = Event.objects.named("agreement.times_moved").get()
    assert event.facts["of_hours"] is True


def test_what_is_confidential_is_not_counted(
    of_terms, month, agent, representative, service_level_manager
):
    number = month["late"].number
    set_incident_confidential(number=number, is_confidential=True, actor=agent, at=NOW)
    approved(of_terms, service_level_manager)
    (one,) = told()

    assert "3 times that we promised you were moved" in one.body
    assert number not in one.body


def test_a_repair_that_is_rejected_is_none_of_theirs(
    of_terms, representative, service_level_manager
):
    reject_repair(
        number=of_terms.number, reason="x", actor=service_level_manager, at=NOW
    )
    assert told() == []
