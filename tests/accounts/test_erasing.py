"""Erasing what the portal holds of a person: a recorded act, and no alteration."""

from datetime import timedelta
from functools import partial

import pytest
from axes.models import AccessAttempt, AccessLog
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import Person
from accounts.services import (
    deactivate_person,
    edit_person,
    erase_person,
    reactivate_person,
)
from core.erasure import ERASED
from core.models import Event, EventData
from core.selectors import audit_trail
from core.services import deliver_outbox
from incidents.models import Incident
from incidents.services import (
    edit_incident,
    open_incident,
    take_incident,
    write_on_incident,
)
from notifications.models import MailDelivery, Notification
from tests.notifications.conftest import LATER

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(requester, administrator, noon):
    by = {"actor": administrator, "at": noon}
    return deactivate_person(person_id=requester.person.pk, **by)


def erase(person, actor, at, reason="Asked for by letter."):
    return erase_person(person_id=person.pk, reason=reason, actor=actor, at=at)


def test_name_and_addresses_go_and_the_number_stays(gone, administrator, noon):
    person = erase(gone, administrator, noon)

    person.refresh_from_db()
    assert person.name == person.user.name == f"Erased person {person.pk}"
    assert (person.email, person.phone) == ("", "")
    assert not person.user.has_usable_password()
    assert "rita" not in person.user.email


def test_it_is_recorded_with_its_reason(gone, administrator, noon):
    erase(gone, administrator, noon)

    event = Event.objects.get(name=ERASED)
    assert event.actor == administrator
    assert event.facts["person"] == gone.pk
    assert event.data.values == {"reason": "Asked for by letter."}


def test_the_trail_names_them_no_more_and_holds(
    incident, agent, gone, administrator, noon
):
    at = noon + timedelta(hours=1)
    edit_incident(
        number=incident.number, title="New", description="", actor=agent, at=at
    )
    erase(gone, administrator, at)

    told = [str(values) for values in EventData.objects.values_list("values")]
    assert not any("Rita" in values for values in told)
    assert any("New" in values for values in told)
    assert audit_trail().is_intact


def test_what_others_were_told_of_their_acts_goes_too(
    requester, service, agent, team_lead, administrator, noon
):
    by_them = Incident(title="Mail", requester=requester.person, service=service)
    open_incident(incident=by_them, actor=requester, at=noon)
    take_incident(number=by_them.number, actor=agent, at=noon)
    write_on_incident(
        number=by_them.number,
        text="Still.",
        visibility="public",
        actor=requester,
        at=noon,
    )
    by_others = Incident(title="Slow", requester=team_lead.person, service=service)
    open_incident(incident=by_others, actor=agent, at=noon)
    deliver_outbox(at=LATER)
    assert messages("Rita")
    gone = deactivate_person(
        person_id=requester.person.pk, actor=administrator, at=noon
    )
    erase(gone, administrator, noon)

    assert not messages("Rita")
    assert messages("Anna")


def messages(name):
    """Return the messages in which that name is read."""
    told = [str(one) for one in Notification.objects.values()]
    told += [str(one) for one in MailDelivery.objects.values()]
    return [one for one in told if name in one]


def test_mail_to_somebody_without_a_sign_in_goes_too(
    customer, service, agent, administrator, noon
):
    caller = Person.objects.create(
        name="Carl Caller", email="carl@example.com", organisation=customer
    )
    theirs = Incident(title="Mail", requester=caller, service=service)
    open_incident(incident=theirs, actor=agent, at=noon)
    deliver_outbox(at=LATER)
    assert messages("Carl")
    by = {"actor": administrator, "at": noon}
    erase(deactivate_person(person_id=caller.pk, **by), administrator, noon)

    assert not messages("Carl")


def test_no_attempt_to_sign_in_keeps_the_address(gone, administrator, noon):
    for name in (gone.user.email, "other@example.com"):
        AccessAttempt.objects.create(username=name, failures_since_start=1)
        AccessLog.objects.create(username=name)
    erase(gone, administrator, noon)

    for attempts in (AccessAttempt, AccessLog):
        assert attempts.objects.get().username == "other@example.com"


@pytest.mark.parametrize("who", ["agent", "auditor", "service_level_manager"])
def test_nobody_else_erases(request, gone, who, noon):
    with pytest.raises(PermissionDenied):
        erase(gone, request.getfixturevalue(who), noon)


def test_whoever_is_active_is_not_erased(requester, administrator, noon):
    with pytest.raises(ValidationError, match="Close the access"):
        erase(requester.person, administrator, noon)


def test_a_reason_is_needed_and_once_is_enough(gone, administrator, noon):
    with pytest.raises(ValidationError, match="Say why"):
        erase(gone, administrator, noon, reason=" ")
    erase(gone, administrator, noon)
    by = {"person_id": gone.pk, "actor": administrator, "at": noon}
    for act in (partial(erase_person, reason="x"), reactivate_person, edit_person):
        with pytest.raises(ValidationError, match="erased already"):
            act(**by)


def test_the_page_asks_for_a_reason_and_says_that_it_is_done(
    client, administrator, gone
):
    client.force_login(administrator)
    page = reverse("person_erase", args=[gone.pk])

    assert client.post(page).status_code == 422
    assert client.post(page, {"reason": "Asked for."}).status_code == 302
    shown = client.get(reverse("person_detail", args=[gone.pk])).content.decode()
    assert f"Erased person {gone.pk}" in shown
    assert page not in shown
    assert client.post(page, {"reason": "Again."}).status_code == 422
