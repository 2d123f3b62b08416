"""Handing an incident to a supplier, its answer, and taking it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.lifecycle import TransitionNotAllowed
from core.models import Event
from incidents.models import Incident
from records.models import Holding, Record
from records.search import Search
from records.services import EarlierThanLastChange, StaleRecord
from records.timeline import timeline_of
from tests.slm.acts import answered, hold, pend, resolve, supply, take_back

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def standing(incident):
    found = Incident.objects.get(pk=incident.pk)
    return (found.supplier, found.supplier_reference, found.supplier_in_control)


def test_a_supplier_works_on_it_under_its_own_reference(
    incident, agent, supplier, noon
):
    supply(incident, agent, supplier, noon, reference=" 4711 ", is_in_control=True)

    assert standing(incident) == (supplier, "4711", True)
    held = Holding.objects.get(record=incident.pk, to_at=None)
    assert (held.supplier, held.supplier_reference) == (supplier, "4711")
    # Whoever hands it over goes on answering for it.
    assert held.person == agent.person
    assert held.is_in_control


def test_it_is_recorded_and_told(incident, agent, supplier, noon):
    supply(incident, agent, supplier, noon, reference="4711", reason="Their device.")

    event = Event.objects.get(name="records.handed_to_supplier")
    assert event.changes["supplier"] == [None, supplier.pk]
    assert event.facts["supplier_in_control"] is False
    assert Event.objects.filter(name="incident.handed_to_supplier").exists()
    words = "had Contoso work on it (their reference: 4711): Their device."
    assert words in [moment.text for moment in timeline_of(incident, agent)]


def test_with_it_work_has_begun_and_goes_on_after_it_was_taken_back(
    incident, agent, supplier, noon
):
    supply(incident, agent, supplier, noon)
    take_back(incident, agent, noon + HOUR)

    assert Incident.objects.get(pk=incident.pk).state == "in_progress"
    event = Event.objects.get(name="incident.started")
    assert (event.actor, event.occurred_at) == (agent, noon)
    moved = Event.objects.get(name="records.moved")
    assert moved.changes["state"] == ["new", "in_progress"]


def test_what_waits_for_the_customer_goes_on_waiting(incident, agent, supplier, noon):
    pend(incident, agent, noon)
    supply(incident, agent, supplier, noon + HOUR)

    found = Incident.objects.get(pk=incident.pk)
    assert (found.waiting_for, found.supplier) == ("customer", supplier)


def test_a_refused_handing_over_begins_nothing(incident, agent, other_customer, noon):
    with pytest.raises(ValidationError):
        supply(incident, agent, other_customer, noon)

    assert Incident.objects.get(pk=incident.pk).state == "new"


def test_the_same_hands_twice_are_refused(incident, agent, supplier, noon):
    supply(incident, agent, supplier, noon)

    with pytest.raises(ValidationError, match="in these hands already"):
        supply(incident, agent, supplier, noon)


def test_control_and_reference_can_follow_later(incident, agent, supplier, noon):
    supply(incident, agent, supplier, noon)
    supply(incident, agent, supplier, noon, reference="4711", is_in_control=True)

    assert standing(incident) == (supplier, "4711", True)
    texts = [moment.text for moment in timeline_of(incident, agent)]
    assert "left it in the supplier's hands (their reference: 4711)" in texts


def test_only_a_supplier_of_ours_can_have_it(
    incident, agent, supplier, other_customer, noon
):
    with pytest.raises(ValidationError, match="no supplier of ours"):
        supply(incident, agent, other_customer, noon)
    supplier.is_active = False
    with pytest.raises(ValidationError, match="no supplier of ours"):
        supply(incident, agent, supplier, noon)
    assert standing(incident) == (None, "", False)


def test_what_is_resolved_is_handed_to_nobody(resolved_incident, agent, supplier, noon):
    with pytest.raises(TransitionNotAllowed):
        supply(resolved_incident, agent, supplier, noon)


@pytest.mark.parametrize("who", ["auditor", "service_level_manager", "requester"])
def test_who_does_not_work_on_incidents_hands_over_nothing(
    who, cast, incident, agent, supplier, noon
):
    with pytest.raises(PermissionDenied):
        supply(incident, cast[who], supplier, noon)
    supply(incident, agent, supplier, noon)
    for act in (answered, take_back):
        with pytest.raises(PermissionDenied):
            act(incident, cast[who], noon)
    assert standing(incident) == (supplier, "", False)


def test_a_stranger_does_not_know_of_it(incident, stranger, supplier, noon):
    with pytest.raises(Incident.DoesNotExist):
        supply(incident, stranger, supplier, noon)


def test_it_can_wait_for_the_supplier_at_once(incident, agent, supplier, noon):
    supply(
        incident,
        agent,
        supplier,
        noon,
        reason="A new part.",
        expected_at=noon + HOUR,
    )

    found = Incident.objects.get(pk=incident.pk)
    assert (found.waiting_for, found.supplier) == ("supplier", supplier)
    assert found.expected_at == noon + HOUR


@pytest.mark.parametrize(
    ("reason", "hours", "field"), [("", 1, "reason"), ("x", -1, "expected_at")]
)
def test_waiting_without_reason_or_in_the_past_hands_over_nothing(
    reason, hours, field, incident, agent, supplier, noon
):
    with pytest.raises(ValidationError) as error:
        supply(
            incident,
            agent,
            supplier,
            noon,
            reason=reason,
            expected_at=noon + hours * HOUR,
        )
    assert field in error.value.message_dict
    assert standing(incident) == (None, "", False)


def test_its_answer_is_noted_with_its_reference(incident, agent, supplier, noon):
    supply(incident, agent, supplier, noon)
    answered(incident, agent, noon + HOUR, reference="4711", text="They look at it.")

    assert standing(incident) == (supplier, "4711", False)
    words = "noted that Contoso answered (their reference: 4711): They look at it."
    assert words in [moment.text for moment in timeline_of(incident, agent)]
    assert Holding.objects.get(record=incident.pk, to_at=None).supplier_reference


def test_nobody_answers_and_nothing_is_taken_back_where_no_supplier_is(
    incident, agent, noon
):
    for act in (answered, take_back):
        with pytest.raises(TransitionNotAllowed, match="No supplier has it"):
            act(incident, agent, noon)


def test_taking_it_back_is_recorded_and_only_once(incident, agent, supplier, noon):
    supply(incident, agent, supplier, noon, reference="4711", is_in_control=True)
    take_back(incident, agent, noon + HOUR)

    assert standing(incident) == (None, "", False)
    held = Holding.objects.get(record=incident.pk, to_at=None)
    assert (held.supplier, held.from_at) == (None, noon + HOUR)
    texts = [moment.text for moment in timeline_of(incident, agent)]
    assert "took it back from Contoso" in texts
    with pytest.raises(TransitionNotAllowed):
        take_back(incident, agent, noon + HOUR)


def test_taken_back_it_waits_for_the_supplier_no_longer(
    incident, agent, supplier, noon
):
    supply(incident, agent, supplier, noon, reason="x", expected_at=noon + HOUR)
    take_back(incident, agent, noon + HOUR)

    assert Incident.objects.get(pk=incident.pk).phase == "active"


def test_resolving_takes_it_back(incident, agent, supplier, noon):
    supply(incident, agent, supplier, noon, is_in_control=True)
    resolve(incident, agent, noon + HOUR)

    assert standing(incident) == (None, "", False)
    assert not Holding.objects.filter(record=incident.pk, to_at=None).exists()


def test_another_team_takes_over_with_the_supplier(
    incident, agent, supplier, second_team, noon
):
    supply(incident, agent, supplier, noon, reference="4711", is_in_control=True)
    hold(incident, agent, second_team, noon + HOUR)

    assert standing(incident) == (supplier, "4711", True)
    held = Holding.objects.get(record=incident.pk, to_at=None)
    assert (held.team, held.supplier) == (second_team, supplier)


def test_a_stale_form_hands_over_nothing(incident, agent, supplier, noon):
    with pytest.raises(StaleRecord):
        supply(incident, agent, supplier, noon, version=incident.version - 1)


def test_the_past_is_refused_without_the_permission(incident, agent, supplier, noon):
    with pytest.raises(EarlierThanLastChange):
        supply(incident, agent, supplier, noon - HOUR)


@pytest.mark.parametrize(
    ("reference", "typed"),
    [("CS4711", "cs4711"), ("NT-4711", "NT-4711"), ("a.b/47-11", "47-11")],
)
def test_the_desk_finds_it_by_the_suppliers_reference_and_customers_do_not(
    reference, typed, incident, agent, supplier, noon
):
    supply(incident, agent, supplier, noon, reference=reference)

    records = Record.objects.all()
    assert Search(typed, words="internal").matching(records).exists()
    assert not Search(typed, words="public").matching(records).exists()
