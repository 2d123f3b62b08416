"""What the lines of the table can name as arguments."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from pypdf import PdfWriter

from accounts.models import Location, Organisation, Team
from accounts.services import create_token
from calendars.hours import Budget
from calendars.models import Calendar, OnCallShift, Rota
from calendars.services import create_calendar
from catalogue.models import Service
from catalogue.services import create_service
from core.events import record_event
from core.models import Event, Job, Outbox, User
from core.numbers import new_item
from core.periods import first_of, shift
from incidents.models import Incident
from incidents.services import open_incident, resolve_incident
from notifications.models import MailDelivery, Notification
from records.models import SavedView
from reporting.models import (
    EvidencePack,
    ReportDecision,
    ReportDefinition,
    ServiceReport,
)
from reporting.selectors import service_report_figures
from slm.models import (
    Agreement,
    Clock,
    Crossing,
    Escalation,
    EscalationNotice,
    EscalationStep,
    Exclusion,
)
from slm.services import (
    Wording,
    add_step,
    add_target,
    create_agreement,
    request_exclusion,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from workflow.services import add_attachment, add_link

PDF = b"%PDF-1.7\n%%EOF\n"
WEEK = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def shared_things(cast: dict[str, User], team: Team, at: datetime) -> dict[str, Any]:
    """Make what belongs to the provider and to no customer."""
    manager = cast["service_level_manager"]
    job = Job.objects.create(kind="x", owner=manager, created_at=at, heard_at=at)
    view = SavedView.objects.create(
        owner=cast["agent"].person, list_name="desk", name="Mine", query="q=mail"
    )
    office = _office(manager, at)
    return {
        "team": team.pk,
        "shift": _shift(team, office, cast["team_lead"], at),
        "agent_person": cast["agent"].person.pk,
        "calendar": office.number,
        "definition": ReportDefinition.objects.get().number,
        "pack": _pack(cast["auditor"], at).number,
        "annex": "manifest.json",
        "job": job.pk,
        "view": view.pk,
        "step": "phase_out",
        "approval": "approve",
        "retraction": "retract",
        "nothing": 0,
        "word": "x",
    }


def _office(manager: User, at: datetime) -> Calendar:
    return create_calendar(
        name="Office",
        definition={"timezone": "UTC", "weekly": WEEK},
        valid_from=at.replace(year=2016),
        actor=manager,
        at=at,
    )


def _shift(team: Team, office: Calendar, lead: User, at: datetime) -> int:
    rota = Rota.objects.create(team=team, calendar=office)
    times = {"starts_at": at, "ends_at": at + timedelta(days=7)}
    shift = OnCallShift.objects.create(rota=rota, person=lead.person, **times)
    return shift.pk


def _escalation(clock: Clock, cast: dict[str, User], at: datetime) -> int:
    """Let the desk have been told of a breach, which waits to be acknowledged."""
    event = record_event(
        "slm.threshold_crossed",
        item=clock.record.item,
        actor=cast["agent"],
        at=at,
        facts={
            "notifies": False,
            "clock": clock.pk,
            "metric": clock.metric,
            "leg": clock.leg,
            "turn": clock.turn,
            "percent": 100,
        },
    )
    crossing = Crossing.objects.create(
        clock=clock, budget=clock.budget, percent=100, crossed_at=at, event=event
    )
    told = Escalation.objects.create(
        clock=clock,
        crossing=crossing,
        position=1,
        ladder="hierarchical",
        whom="team",
        due_at=at,
        sent_at=at,
        acknowledge_by=at + timedelta(hours=1),
    )
    for name in ("agent", "team_lead"):
        EscalationNotice.objects.create(escalation=told, user=cast[name])
    return told.pk


def parked_things(incident: Incident, at: datetime) -> dict[str, Any]:
    """Make what could not be delivered."""
    entry = Outbox.objects.earliest("pk")
    entry.parked_at = at
    entry.save()
    mail = MailDelivery.objects.create(
        event=Event.objects.filter(item=incident.item).earliest("pk"),
        to_address="nobody@example.com",
        message_id="<1@example.com>",
        subject="No answer",
        created_at=at,
        next_attempt_at=at,
        parked_at=at,
    )
    return {"parked_entry": entry.pk, "parked_mail": mail.pk}


def things_of(requester: User, cast: dict[str, User], at: datetime) -> dict[str, Any]:
    """Make everything that is about the customer of the requester."""
    customer = requester.person.organisation
    manager: dict[str, Any] = {"actor": cast["service_level_manager"], "at": at}
    name = f"E-mail for {customer}"
    service = create_service(name=name, state="live", customers=[customer], **manager)
    agreement, draft = [_agreement(customer, cast, at) for _one in range(2)]
    put_into_force(number=agreement.number, **manager)
    place = Location.objects.create(organisation=customer, name=f"Hall of {customer}")
    return {
        "service": service.number,
        "person": requester.person.pk,
        "organisation": customer.pk,
        "location": place.pk,
        "agreement": agreement.number,
        "draft": draft.number,
        "exclusion": _exclusion(service, cast["agent"], at),
        "target": draft.versions.get().targets.get().pk,
        "step_id": _step(draft, manager),
        **_records(requester, service, cast, at),
        **_report(customer, cast["service_level_manager"], at),
        "token": _token(requester, at),
    }


def _agreement(customer: Organisation, cast: dict[str, User], at: datetime) -> Any:
    manager = cast["service_level_manager"]
    terms = TargetTerms(
        metric="resolution",
        calendar=Calendar.objects.get(),
        budgets={None: Budget(8 * 3600)},
        pauses=("customer",),
    )
    agreement = create_agreement(
        agreement=Agreement(
            leg="sla",
            title=f"Workplace of {customer}",
            provider=cast["agent"].person.organisation,
            customer=customer,
        ),
        wording=Wording(valid_from=date(2026, 1, 1)),
        actor=manager,
        at=at,
    )
    add_target(number=agreement.number, terms=terms, actor=manager, at=at)
    return agreement


def _step(draft: Agreement, by: dict[str, Any]) -> int:
    step = EscalationStep(percent=90, whom="team", ladder="functional")
    return add_step(number=draft.number, step=step, **by).pk


def _exclusion(service: Service, actor: User, at: datetime) -> str:
    planned = Exclusion(
        reason="maintenance",
        text=f"New servers for {service}",
        start=at,
        end=at + timedelta(hours=1),
        service=service,
    )
    return request_exclusion(exclusion=planned, actor=actor, at=at).number


def _records(
    requester: User, service: Service, cast: dict[str, User], at: datetime
) -> dict[str, Any]:
    by: dict[str, Any] = {"actor": cast["agent"], "at": at}
    incident, resolved = [
        open_incident(
            incident=Incident(title=title, requester=requester.person, service=service),
            **by,
        )
        for title in (f"Mail of {service}", f"Print of {service}")
    ]
    end: dict[str, Any] = {"resolution": "Done.", "close_code": "solved"}
    resolve_incident(number=resolved.number, **end, **by)
    other: dict[str, Any] = {"kind": "caused_by", "other": resolved.number}
    return {
        "incident": incident.number,
        "resolved": resolved.number,
        "clock": Clock.objects.get(record=incident.pk).pk,
        "escalation": _escalation(Clock.objects.get(record=incident.pk), cast, at),
        "link": add_link(number=incident.number, **other, **by).pk,
        "notification": _told(incident, requester, at),
        "attachment": _attached(incident, requester, "public", at),
        "internal_attachment": _attached(incident, cast["agent"], "internal", at),
    }


def _told(incident: Incident, recipient: User, at: datetime) -> int:
    told = Notification.objects.create(
        recipient=recipient,
        event=Event.objects.filter(item=incident.item).earliest("pk"),
        topic="incident.opened",
        item=incident.item,
        subject=f"{incident.number} was opened",
        created_at=at,
    )
    return int(told.pk)


def _attached(incident: Incident, actor: User, visibility: str, at: datetime) -> int:
    added = add_attachment(
        number=incident.number,
        name=f"{visibility} of {incident.customer}.pdf",
        content=ContentFile(PDF, name="x.pdf"),
        visibility=visibility,
        actor=actor,
        at=at,
    )
    return int(added.pk)


def _report(customer: Organisation, manager: User, at: datetime) -> dict[str, Any]:
    """Make a report on an empty month, with a decision on it."""
    month = shift(first_of(at), -1)
    report = ServiceReport(
        item=new_item("service_report"),
        definition=ReportDefinition.objects.get(),
        customer=customer,
        month=month,
        data=service_report_figures(customer=customer, service=None, month=month),
        issued_at=at,
        issued_by=manager,
    )
    report.pdf.save("report.pdf", ContentFile(PDF), save=False)
    report.save(force_insert=True)
    decision = ReportDecision.objects.create(
        report=report, text="Train.", decided_at=at, decided_by=manager
    )
    return {"report": report.number, "decision": decision.pk}


def _pack(auditor: User, at: datetime) -> EvidencePack:
    pack = EvidencePack(
        item=new_item("evidence_pack"),
        clauses=["8.1"],
        start=at - timedelta(days=31),
        end=at,
        prepared_for="Certification body",
        summary=[
            {
                "clause": "8.1",
                "clause_2018": "8.6.1",
                "shown": "Every incident recorded",
                "reason": "",
                "count": 2,
                "verdict": "evidenced",
            }
        ],
        manifest={"records": []},
        made_at=at,
        made_by=auditor,
    )
    pack.pdf.save("pack.pdf", _paper(), save=False)
    pack.save(force_insert=True)
    return pack


def _paper() -> "ContentFile[bytes]":
    paper, content = PdfWriter(), BytesIO()
    paper.add_attachment("manifest.json", b"{}")
    paper.write(content)
    return ContentFile(content.getvalue())


def _token(user: User, at: datetime) -> int:
    ends = at + timedelta(days=30)
    token, _secret = create_token(
        name="Script", scope="read", expires_at=ends, actor=user, at=at
    )
    return int(token.pk)
