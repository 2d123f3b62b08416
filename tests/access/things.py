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
from catalogue.services import add_dependency, create_component, create_service
from core.events import record_event
from core.models import Event, Job, Outbox, User
from core.numbers import new_item
from core.periods import first_of, shift
from governance.models import Improvement
from governance.services import propose_improvement
from incidents.models import Incident
from incidents.services import open_incident, resolve_incident
from notifications.models import MailDelivery, Notification
from records.models import SavedView
from reporting.models import (
    EvidencePack,
    FigureQuery,
    ReportDecision,
    ReportDefinition,
    ServiceReport,
)
from reporting.selectors import service_report_figures
from slm.models import (
    Agreement,
    BreachCause,
    Clock,
    Crossing,
    Escalation,
    EscalationNotice,
    EscalationStep,
    Exclusion,
    Measure,
    PeriodResult,
    Repair,
    ServiceLevelRequirement,
)
from slm.selectors import Substitution
from slm.services import (
    OutageTerms,
    Wording,
    add_step,
    add_target,
    close_period,
    comment_on_draft,
    create_agreement,
    create_measure,
    draft_catalogue,
    gather_requirement,
    offer_catalogue,
    offer_draft,
    plan_assessment,
    plan_review,
    replay_what_if,
    report_outage,
    request_exclusion,
    request_repair,
    start_assessment,
)
from slm.terms import TargetTerms
from tests.factories.slm import put_into_force
from workflow.services import (
    add_attachment,
    add_link,
    add_paper,
    call_meeting,
    give_task,
)

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
        "assessing": "assess",
        "retraction": "retract",
        "manager_person": manager.person.pk,
        "meeting_step": "cancel",
        "query_step": "answer",
        "improvement": _improvement(cast["agent"], at),
        "process_measure": "slm.reviews_on_time",
        "cause": BreachCause.objects.earliest("pk").pk,
        "confirmation": "confirm",
        "withdrawal": "withdraw",
        "signing": "agree",
        "nothing": 0,
        "section": "continuity",
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


def capability_things(manager: User, at: datetime) -> dict[str, Any]:
    """Begin to assess the capability of all services."""
    who: dict[str, Any] = {"actor": manager, "at": at}
    number = plan_assessment(year=2026, **who).number
    begun = start_assessment(number=number, **who)
    line = begun.lines.order_by("pk")[0]
    return {"capability": number, "capability_line": line.pk, "deciding": "decide"}


def things_of(requester: User, cast: dict[str, User], at: datetime) -> dict[str, Any]:
    """Make everything that is about the customer of the requester."""
    customer = requester.person.organisation
    manager: dict[str, Any] = {"actor": cast["service_level_manager"], "at": at}
    name = f"E-mail for {customer}"
    service = create_service(name=name, state="live", customers=[customer], **manager)
    agreement, draft, offered = [_agreement(customer, cast, at) for _one in range(3)]
    part = create_component(
        name=f"Cluster of {customer}", person=cast["agent"].person, **manager
    )
    needs = add_dependency(number=service.number, on_component=part, **manager)
    put_into_force(number=agreement.number, **manager)
    offer_draft(number=offered.number, **manager)
    place = Location.objects.create(organisation=customer, name=f"Hall of {customer}")
    reported = _report(customer, cast["service_level_manager"], at)
    return {
        "service": service.number,
        "component": part.number,
        "dependency": needs.pk,
        "person": requester.person.pk,
        "organisation": customer.pk,
        "location": place.pk,
        "agreement": agreement.number,
        "draft": draft.number,
        "offered": offered.number,
        "comment": _comment(draft, manager),
        "offered_comment": _comment(offered, manager),
        "requirement": _requirement(customer, cast, at),
        "exclusion": _exclusion(service, cast["agent"], at),
        "outage": _outage(service, cast["agent"], at),
        "measure": _measure(service, cast["service_level_manager"], at),
        "offered_catalogue": _offered_catalogue(customer, manager),
        "target": draft.versions.get().targets.get().pk,
        "step_id": _step(draft, manager),
        **_records(requester, service, cast, at),
        **_what_if_and_repair(agreement, cast, at),
        **_closed_month(agreement, cast["service_level_manager"], at),
        **reported,
        **_review(agreement.number, reported["report"], manager),
        "query": _query(reported["report"], requester, at),
        "token": _token(requester, at),
    }


def _requirement(customer: Organisation, cast: dict[str, User], at: datetime) -> str:
    need = ServiceLevelRequirement(
        title=f"Needed by {customer}",
        need="Mail must work.",
        customer=customer,
        stated_on=at.date(),
    )
    actor = cast["service_level_manager"]
    return gather_requirement(requirement=need, actor=actor, at=at).number


def _agreement(customer: Organisation, cast: dict[str, User], at: datetime) -> Any:
    manager = cast["service_level_manager"]
    terms = TargetTerms(
        metric="resolution",
        calendar=Calendar.objects.get(),
        budgets={None: Budget(8 * 3600)},
        pauses=("customer",),
        responsible=manager.person,
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


def _comment(agreement: Agreement, by: dict[str, Any]) -> int:
    return comment_on_draft(number=agreement.number, text="Really?", **by).pk


def _step(draft: Agreement, by: dict[str, Any]) -> int:
    step = EscalationStep(percent=90, whom="team", ladder="functional")
    return add_step(number=draft.number, step=step, **by).pk


def _outage(service: Service, actor: User, at: datetime) -> str:
    begin = at - timedelta(hours=2)
    terms = OutageTerms(service, begin, "No mail", end=begin + timedelta(hours=1))
    return report_outage(terms=terms, actor=actor, at=at).number


def _measure(service: Service, actor: User, at: datetime) -> str:
    measure = Measure(
        name=f"Opening {service}",
        unit="ms",
        service=service,
        point="Branch",
        source="Probe",
        responsible=actor.person,
    )
    return create_measure(measure=measure, actor=actor, at=at).number


def _offered_catalogue(customer: Organisation, manager: dict[str, Any]) -> str:
    drafted = draft_catalogue(customer=customer, **manager)
    return offer_catalogue(number=drafted.number, **manager).number


def _exclusion(service: Service, actor: User, at: datetime) -> str:
    planned = Exclusion(
        reason="maintenance",
        text=f"New servers for {service}",
        start=at,
        end=at + timedelta(hours=1),
        service=service,
    )
    return request_exclusion(exclusion=planned, actor=actor, at=at).number


def _improvement(actor: User, at: datetime) -> str:
    proposed = Improvement(title="Train", description="x", source="anyone")
    return propose_improvement(improvement=proposed, actor=actor, at=at).number


def _review(agreement: str, report: str, manager: dict[str, Any]) -> dict[str, Any]:
    """Make a review that is called, with the report as its paper and an action."""
    starts_at = manager["at"] + timedelta(days=14)
    review = plan_review(number=agreement, starts_at=starts_at, **manager)
    call_meeting(number=review.number, **manager)
    task = give_task(
        number=review.number,
        text=f"Train {review.organisation}",
        owner=manager["actor"].person,
        due_on=starts_at.date(),
        **manager,
    )
    there = review.papers.filter(item__number=report).first()
    paper = there or add_paper(number=review.number, paper=report, **manager)
    return {
        "meeting": review.number,
        "point": review.agenda.earliest("pk").pk,
        "paper": paper.pk,
        "task": task.pk,
    }


def _query(report: str, asker: User, at: datetime) -> str:
    asked = FigureQuery.objects.create(
        item=new_item("figure_query"),
        report=ServiceReport.objects.get(item__number=report),
        figure="totals.share",
        label="Targets met",
        value="–",
        text="How so?",
        asked_by=asker,
        asked_at=at,
    )
    return asked.number


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


def _what_if_and_repair(
    agreement: Agreement, cast: dict[str, User], at: datetime
) -> dict[str, Any]:
    """Make a replay of nothing, and a request to let the agreement begin a year earlier."""
    manager, version = cast["service_level_manager"], agreement.versions.get()
    day = date(2026, 1, 5)
    repair = Repair(text="x", agreement_version=version, effective_on=date(2025, 1, 1))
    what_if = replay_what_if(
        terms=Substitution(version),
        first_on=day,
        last_on=day,
        keep=bool,
        tell=lambda done, total: None,
        actor=manager,
        at=at,
    )
    asked = request_repair(repair=repair, actor=cast["team_lead"], at=at)
    return {"what_if": what_if.number, "repair": asked.number}


def _closed_month(agreement: Agreement, manager: User, at: datetime) -> dict[str, Any]:
    month = shift(first_of(at), -1)
    close_period(month=month, actor=manager, at=at)
    result = PeriodResult.objects.get(agreement=agreement)
    return {"closed_month": f"{month:%Y-%m}", "period_result": result.pk}


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
