"""Incidents of a customer, with what hangs on them."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from catalogue.models import Service
from core.events import record_event
from core.models import Event, Outbox, User
from incidents.models import Incident
from incidents.services import open_incident, resolve_incident
from notifications.models import MailDelivery, Notification
from slm.models import Clock, Crossing, Escalation, EscalationNotice
from workflow.services import add_attachment, add_link

PDF = b"%PDF-1.7\n%%EOF\n"


def record_things(
    requester: User, service: Service, cast: dict[str, User], at: datetime
) -> dict[str, Any]:
    """Make an open incident and a resolved one, and what hangs on them."""
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


def _crossing(clock: Clock, actor: User, at: datetime) -> Crossing:
    facts = {
        "notifies": False,
        "clock": clock.pk,
        "metric": clock.metric,
        "leg": clock.leg,
        "turn": clock.turn,
        "percent": 100,
    }
    event = record_event(
        "slm.threshold_crossed",
        item=clock.record.item,
        actor=actor,
        at=at,
        facts=facts,
    )
    return Crossing.objects.create(
        clock=clock, budget=clock.budget, percent=100, crossed_at=at, event=event
    )


def _escalation(clock: Clock, cast: dict[str, User], at: datetime) -> int:
    """Let the desk have been told of a breach, which waits to be acknowledged."""
    told = Escalation.objects.create(
        clock=clock,
        crossing=_crossing(clock, cast["agent"], at),
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
