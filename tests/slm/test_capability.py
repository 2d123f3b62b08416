"""Once a year, what can be delivered is held against what is asked for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from catalogue.services import create_service, edit_service
from core.evidence import Period, Verdict
from core.lifecycle import TransitionNotAllowed
from core.models import Event
from core.services import deliver_outbox
from core.system_users import system_user
from core.versions import StaleVersion
from notifications.models import Notification
from slm.evidence_capability import capability
from slm.models import CapabilityAssessment, ServiceLevelRequirement
from slm.selectors.capability import asked_of, updates_of
from slm.services import (
    add_new_services,
    assess_requirement,
    assess_service,
    carry_out_assessment,
    decide_assessment,
    document_requirement,
    gather_requirement,
    name_plan,
    note_catalogue_update,
    plan_assessment,
    plan_due_assessments,
    resolve_requirement,
    start_assessment,
)
from tests.reporting.conftest import HOUR, an_incident

pytestmark = pytest.mark.django_db
KEEP = {"demand": "As before", "capability": "Enough", "decision": "keep"}
EXTEND = {**KEEP, "gap": "Disk", "decision": "extend", "change": "RFC 17: storage"}


@pytest.fixture
def planned(service, who):
    return plan_assessment(year=2026, **who)


@pytest.fixture
def begun(planned, who):
    return start_assessment(number=planned.number, **who)


@pytest.fixture
def decided(begun, who):
    line = begun.lines.get()
    assess_service(number=begun.number, line_id=line.pk, values=EXTEND, **who)
    return decide_assessment(number=begun.number, **who)


def test_it_names_the_plan_that_it_is_made_against(begun, who, auditor, client):
    plan = "Service plan 2026, version 3"
    name_plan(number=begun.number, plan=plan, **who)
    with pytest.raises(ValidationError):
        name_plan(number=begun.number, plan=plan, **who)

    event = Event.objects.get(name="capability.plan_named")
    assert event.changes["plan"] == ["", plan]
    client.force_login(who["actor"])
    page = client.get(reverse("capability_detail", args=[begun.number])).text
    assert plan in page
    end = who["at"] + timedelta(days=1)
    found = capability(Period(who["at"] - timedelta(days=30), end), auditor)
    assert dict(found.rows[0].facts)["Made against the plan"] == plan
    address = reverse("capability_plan", args=[begun.number])
    assert client.post(address, {"plan": "Version 4"}).status_code == 302


def test_the_plan_is_named_before_the_decision_and_by_managers(
    decided, planned, who, auditor
):
    with pytest.raises(TransitionNotAllowed):
        name_plan(number=decided.number, plan="x", **who)
    with pytest.raises(PermissionDenied):
        name_plan(number=planned.number, plan="x", actor=auditor, at=who["at"])


def test_a_year_is_planned_once_and_the_managers_are_told(service, who):
    actor = system_user("slm")
    made = plan_due_assessments(actor=actor, at=who["at"])
    assert made is not None
    assert (made.year, made.due_on) == (2026, date(2026, 12, 31))
    assert plan_due_assessments(actor=actor, at=who["at"]) is None
    with pytest.raises(ValidationError, match="already"):
        plan_assessment(year=2026, **who)
    deliver_outbox(at=datetime.now(UTC) + timedelta(hours=1))
    assert list(Notification.objects.values_list("recipient", flat=True)) == [
        who["actor"].pk
    ]


def test_it_begins_with_a_row_for_each_service_that_is_offered(begun, service, who):
    assert [line.service for line in begun.lines.all()] == [service]
    assert begun.state == "in_assessment"
    with pytest.raises(TransitionNotAllowed):
        start_assessment(number=begun.number, **who)
    with pytest.raises(ValidationError, match="has its row"):
        add_new_services(number=begun.number, **who)


def test_what_changes_names_the_change(begun, who):
    line = begun.lines.get()
    about = {"number": begun.number, "line_id": line.pk}
    with pytest.raises(ValidationError, match="Name the change"):
        assess_service(**about, values={**EXTEND, "change": " "}, **who)
    assess_service(**about, values=EXTEND, **who)

    event = Event.objects.named("capability.assessed").get()
    assert event.changes == {"decision": ["", "extend"]}
    with pytest.raises(StaleVersion):
        assess_service(**about, values=KEEP, version=1, **who)


def test_nothing_is_decided_before_every_service_is_assessed(begun, who):
    create_service(name="Printing", state="live", **who)
    with pytest.raises(ValidationError, match="E-mail, Printing"):
        decide_assessment(number=begun.number, **who)
    add_new_services(number=begun.number, **who)
    for line in begun.lines.all():
        assess_service(number=begun.number, line_id=line.pk, values=KEEP, **who)

    assert decide_assessment(number=begun.number, **who).decided_at == who["at"]


def test_the_desk_is_told_of_what_was_decided(decided, agent, team_lead, who):
    deliver_outbox(at=datetime.now(UTC) + timedelta(hours=1))
    told = Notification.objects.filter(topic="capability.decided")

    assert {note.recipient for note in told} == {agent, team_lead}
    assert "decided what becomes" in told[0].subject


def test_it_ends_when_the_catalogue_says_what_was_decided(decided, service, who):
    about = {"number": decided.number}
    with pytest.raises(ValidationError, match="does not say it yet of: E-mail"):
        carry_out_assessment(**about, **who)
    edit_service(number=service.number, summary="With more storage", **who)
    line = decided.lines.get()
    events, _catalogues = updates_of(line)
    foreign = Event.objects.named("capability.planned").get()
    with pytest.raises(ValidationError, match="Choose what"):
        note_catalogue_update(**about, line_id=line.pk, event=foreign, **who)
    note_catalogue_update(**about, line_id=line.pk, event=events[0], **who)

    assert carry_out_assessment(**about, **who).state == "carried_out"
    with pytest.raises(TransitionNotAllowed):
        carry_out_assessment(**about, **who)


def test_others_may_not(begun, agent, auditor, stranger, noon):
    line = begun.lines.get()
    for actor in (agent, auditor):
        with pytest.raises(PermissionDenied):
            plan_assessment(year=2027, actor=actor, at=noon)
        with pytest.raises(PermissionDenied):
            assess_service(
                number=begun.number,
                line_id=line.pk,
                values=KEEP,
                actor=actor,
                at=noon,
            )
    with pytest.raises(CapabilityAssessment.DoesNotExist):
        decide_assessment(number=begun.number, actor=stranger, at=noon)


def test_the_pages_lead_from_plan_to_decision(client, service, who):
    client.force_login(who["actor"])
    client.post(reverse("capability_create"), {"year": 2026})
    made = CapabilityAssessment.objects.get()
    for_step = [made.number]
    client.post(reverse("capability_move", args=[*for_step, "start"]), {"version": 1})
    line = reverse("capability_line", args=[*for_step, made.lines.get().pk])
    assert client.post(line, {**KEEP, "decision": "x"}).status_code == 422
    page = client.post(line, {**EXTEND, "version": 2}, follow=True).text
    assert "RFC 17: storage" in page
    client.post(reverse("capability_move", args=[*for_step, "decide"]), {"version": 3})

    assert "Decided" in client.get(reverse("capability_list")).text
    assert CapabilityAssessment.objects.get().state == "decided"


def test_programs_do_the_same(client, service, who):
    client.force_login(who["actor"])
    path = "/api/v1/capability_assessments/"
    kind = "application/json"
    made = client.post(path, {"year": 2026}, kind).json()
    one = f"{path}{made['number']}/"
    (line,) = client.post(f"{one}start/").json()["lines"]
    said = client.post(f"{one}assess/", {"line": line["id"], **KEEP}, kind)
    assert said.json()["lines"][0]["decision"] == "keep"
    assert (
        client.post(f"{one}assess/", {"line": 999999999, **KEEP}, kind).status_code
        == 404
    )
    assert client.post(f"{one}decide/").json()["available_actions"] == [
        "carry_out",
        "note_catalogue_update",
    ]
    assert client.post(f"{one}decide/").status_code == 409


def test_the_evidence_names_what_is_overdue(begun, auditor, noon):
    def verdict(end):
        return capability(Period(noon - timedelta(days=30), end), auditor).verdict

    assert verdict(noon + timedelta(days=1)) == Verdict.EVIDENCED
    assert verdict(noon.replace(year=2027, month=2)) == Verdict.GAP
    assert verdict(noon - timedelta(days=1)) == Verdict.GAP


def test_what_a_step_means_is_said_before_it_is_taken(client, begun, who):
    client.force_login(who["actor"])
    page = client.get(reverse("capability_move", args=[begun.number, "decide"]))
    assert "and the desk is told" in page.text
    assert page.templates[0].name == "generic/confirm.html"


@pytest.fixture
def ask(customer, service, who):
    """Makes a need of the service, gathered at an instant."""

    def make(at):
        need = ServiceLevelRequirement(
            title="x", need="x", customer=customer, service=service, stated_on=at.date()
        )
        return gather_requirement(requirement=need, actor=who["actor"], at=at)

    return make


def test_what_it_was_decided_on_stays_as_it_was_then(
    decided, service, ask, agent, requester, who, auditor
):
    def said():
        (row,) = asked_of(CapabilityAssessment.objects.get(), auditor)
        return row.records, row.requirements

    before, later = decided.decided_at - HOUR, decided.decided_at + HOUR
    need = ask(before)
    an_incident(agent, requester, before, service=service)
    assert said() == (1, 1)

    by = {"number": need.number, "actor": who["actor"], "at": later}
    assess_requirement(assessment="x", **by)
    resolve_requirement(resolution="no_action", reason="x", **by)
    document_requirement(coverage="not", **by)
    ask(later)
    an_incident(agent, requester, later, service=service)
    assert said() == (1, 1)
