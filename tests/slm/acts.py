"""What people do to an incident, in one line each."""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from incidents.models import Incident
from incidents.services import (
    assign_incident,
    hand_incident_to_supplier,
    note_answer_of_supplier,
    pend_incident,
    resolve_incident,
    resume_incident,
    take_incident_back,
)
from records.services import Handover, add_entry, lock_record, reclassify_record
from slm.models import Clock

# A Wednesday, within office hours.
TEN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def clock_of(incident, metric="resolution", leg="sla", team=None) -> Clock:
    return Clock.objects.get(record=incident.pk, metric=metric, leg=leg, team=team)


def pend(incident, actor, at, waiting_for="customer", question=""):
    return pend_incident(
        number=incident.number,
        waiting_for=waiting_for,
        reason="Asked.",
        question=question,
        expected_at=at + timedelta(days=1),
        actor=actor,
        at=at,
    )


def resume(incident, actor, at):
    return resume_incident(number=incident.number, actor=actor, at=at)


def resolve(incident, actor, at):
    return resolve_incident(
        number=incident.number, resolution="x", close_code="solved", actor=actor, at=at
    )


def hold(incident, actor, team, at):
    return assign_incident(
        number=incident.number, team=team, person=None, actor=actor, at=at
    )


def supply(incident, actor, supplier, at, *, reference="", is_in_control=False, **how):
    return hand_incident_to_supplier(
        number=incident.number,
        handover=Handover(supplier, reference, is_in_control),
        actor=actor,
        at=at,
        **how,
    )


def take_back(incident, actor, at):
    return take_incident_back(number=incident.number, actor=actor, at=at)


def answered(incident, actor, at, **values):
    return note_answer_of_supplier(number=incident.number, actor=actor, at=at, **values)


@transaction.atomic
def classify(incident, actor, at, **values):
    record = lock_record(Incident.objects.visible_to(actor), number=incident.number)
    return reclassify_record(record, actor=actor, at=at, **values)


@transaction.atomic
def write(incident, actor, at, visibility="public", **values):
    record = lock_record(Incident.objects.visible_to(actor), number=incident.number)
    return add_entry(
        record, text="x", visibility=visibility, actor=actor, at=at, **values
    )
