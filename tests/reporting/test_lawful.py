"""What is changed through the portal is told, and is no alteration."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError

from accounts.services import (
    deactivate_person,
    edit_organisation,
    edit_person,
    edit_team,
    erase_person,
)
from catalogue.services import edit_service, entitle_customer
from incidents.services import (
    assign_incident,
    classify_incident,
    close_incident,
    edit_incident,
    hand_incident_to_supplier,
    note_answer_of_supplier,
    pend_incident,
    reopen_incident,
    resolve_incident,
    resume_incident,
    set_incident_confidential,
    take_incident_back,
)
from records.models import Category
from records.services import Handover, edit_category
from reporting.models import ReportDecision, ServiceReport
from reporting.services import complete_decision
from slm.models import Exclusion
from slm.services import (
    Wording,
    approve_exclusion,
    edit_draft,
    request_exclusion,
    start_new_version,
    sweep_clocks,
    withdraw_exclusion,
)
from tests.factories.slm import put_into_force
from tests.reporting.conftest import HOUR, LATER, TENTH
from tests.reporting.test_packs import alter, verify

pytestmark = pytest.mark.django_db


def line_of(said: str, number: str) -> str:
    return next(line for line in said.splitlines() if line.startswith(number))


def at(hours: int) -> dict[str, Any]:
    return {"at": LATER + hours * HOUR}


def supply(still, handover, hours):
    hand_incident_to_supplier(**still, handover=handover, **at(hours))
    note_answer_of_supplier(**still, reference="4712", text="We look.", **at(hours))


@pytest.fixture
def worked(made, month, noted, agent, requester, second_team, supplier):
    """Everything that may be done to incidents, after the pack."""
    late, still = {"number": noted.number, "actor": agent}, {"actor": agent}
    still["number"] = month["open"].number
    classify_incident(**still, impact=1, urgency=1, reason="All are hit.", **at(1))
    classify_incident(**still, priority=3, reason="A workaround.", **at(2))
    supply(still, Handover(supplier, "4711"), 2)
    edit_incident(**still, title="New", description="Words.", **at(3))
    assign_incident(**still, team=second_team, person=None, **at(4))
    until = LATER + timedelta(days=1)
    pend_incident(
        **still, waiting_for="customer", reason="x", expected_at=until, **at(5)
    )
    resume_incident(**still, **at(6))
    take_incident_back(**still, reason="Theirs works.", **at(6))
    supply(still, Handover(supplier, is_in_control=True), 6)
    resolve_incident(**still, resolution="Done.", close_code="workaround", **at(7))
    reopen_incident(**late, reason="x", **at(1))
    set_incident_confidential(**late, is_confidential=True, **at(2))
    pend_incident(
        **late, waiting_for="customer", reason="x", expected_at=until, **at(3)
    )
    close_incident(number=month["met"].number, actor=agent, **at(1))
    sweep_clocks(at=LATER + 10 * HOUR)
    return made


def test_work_on_incidents_is_told(worked, month, noted):
    said = verify(worked.pdf.path)

    assert "ALTERED" not in said
    for incident in (noted, month["open"], month["met"]):
        assert "changed since by" in line_of(said, incident.number)
    assert line_of(said, month["paused"].number).endswith(": unchanged")


def test_work_on_agreements_services_and_reports_is_told(
    made, agreement, service, other_customer, service_level_manager
):
    by = {"actor": service_level_manager}
    report = ServiceReport.objects.get()
    decision = ReportDecision.objects.get()
    start_new_version(number=agreement.number, **by, **at(1))
    wording = Wording(valid_from=date(2026, 6, 1), summary="More.")
    edit_draft(number=agreement.number, title="New", wording=wording, **by, **at(2))
    put_into_force(number=agreement.number, **by, **at(3))
    edit_service(number=service.number, summary="x", name="Mail", **by, **at(1))
    entitle_customer(number=service.number, customer=other_customer, **by, **at(2))
    complete_decision(decision_id=decision.pk, **by, **at(1))

    said = verify(made.pdf.path)
    assert "ALTERED" not in said
    for thing in (agreement, service, report):
        assert "changed since by" in line_of(said, thing.number)


def test_what_is_decided_on_an_exclusion_is_told_and_nothing_else(
    month, request, service, agent, service_level_manager
):
    asked = request_exclusion(
        exclusion=Exclusion(
            reason="customer",
            text="x",
            start=TENTH,
            end=TENTH + HOUR,
            service=service,
        ),
        actor=agent,
        at=TENTH + HOUR,
    )
    made = request.getfixturevalue("made")
    by = {"number": asked.number, "actor": service_level_manager}
    assert line_of(verify(made.pdf.path), asked.number).endswith(": unchanged")
    approve_exclusion(**by, **at(1))
    withdraw_exclusion(**by, reason="It was us.", **at(2))

    said = line_of(verify(made.pdf.path), asked.number)
    assert "changed since by" in said
    alter('UPDATE slm_exclusion SET "end" = %s', LATER)
    with pytest.raises(CommandError, match=asked.number):
        verify(made.pdf.path)


def test_another_name_is_told(made, requester, administrator):
    person = requester.person
    edit_person(person_id=person.pk, actor=administrator, **at(1), name="Rita Renamed")

    said = verify(made.pdf.path)
    assert "ALTERED" not in said
    assert f"person {person.pk}: changed since by 1 recorded" in said


def test_another_name_of_anything_is_told(
    made, customer, team, service, administrator, service_level_manager
):
    by, manager = {"actor": administrator}, {"actor": service_level_manager}
    category = Category.objects.get()
    edit_organisation(organisation_id=customer.pk, **by, **at(1), name="New customer")
    edit_team(team_id=team.pk, **by, **at(1), name="New team")
    edit_category(
        category_id=category.pk, name="New", parent=None, is_active=True, **by, **at(1)
    )
    edit_service(number=service.number, name="New service", **manager, **at(1))

    said = verify(made.pdf.path)
    assert "ALTERED" not in said
    named = {"organisation": customer, "team": team, "category": category}
    for kind, one in {**named, "service": service}.items():
        assert line_of(said, f"{kind} {one.pk}:").endswith("by 1 recorded events")


def test_an_erased_person_is_told(made, noted, requester, administrator):
    person = requester.person
    deactivate_person(person_id=person.pk, actor=administrator, **at(1))
    erase_person(person_id=person.pk, reason="x", actor=administrator, **at(2))

    said = verify(made.pdf.path)
    assert "ALTERED" not in said
    assert f"person {person.pk}: erased on 2026-04-01" in said
    assert "personal values erased on 2026-04-01" in line_of(said, noted.number)
