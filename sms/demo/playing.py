"""Letting a planned incident happen, through the services, at its own times."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Organisation, Person, Team
from catalogue.models import Service
from core.models import User
from core.system_users import system_user
from incidents.models import Incident
from incidents.services import (
    assign_incident,
    cancel_incident,
    close_incident,
    close_resolved_incidents,
    hand_incident_to_supplier,
    note_answer_of_supplier,
    open_incident,
    pend_incident,
    reopen_incident,
    resolve_incident,
    resume_incident,
    set_incident_confidential,
    start_incident,
    take_incident_back,
    write_on_incident,
)
from records.choices import Phase, Visibility
from records.models import Category, ExternalReference
from records.services import Handover, lock_record, rate_record
from slm.services import sweep_clocks
from sms.demo import world
from sms.demo.course import Act
from sms.demo.plan import PlannedIncident, levels_for

SYSTEM = "demonstration"


class Stage:
    """Everybody and everything the plan speaks of, found once by name."""

    def __init__(self) -> None:
        people = Person.objects.select_related("user", "organisation")
        self.people = {person.name: person for person in people}
        self.teams = {team.name: team for team in Team.objects.all()}
        self.services = {s.name: s for s in Service.objects.select_related("item")}
        self.suppliers = {o.name: o for o in Organisation.objects.suppliers()}
        self.customers = {o.name: o for o in Organisation.objects.customers()}
        self.categories = {c.name: c for c in Category.objects.all()}
        self.portal = system_user("sms")
        self.closer = system_user("incidents")

    def user(self, name: str) -> User:
        """Return who acts; nobody is the portal itself."""
        if not name:
            return self.portal
        user = self.people[name].user
        if user is None:
            raise LookupError(f"{name} cannot sign in.")
        return user


def played_already() -> set[int]:
    """Return which incidents of the plan have happened."""
    references = ExternalReference.objects.filter(system=SYSTEM)
    return {int(one.reference) for one in references.only("reference")}


@transaction.atomic
def play(planned: PlannedIncident, stage: Stage, *, until: datetime) -> Incident:
    """Let one incident happen, all of it or nothing, as it stands at `until`."""
    opening, *acts = planned.acts
    incident = _open(planned, opening, stage)
    ExternalReference.objects.create(
        record_id=incident.pk, system=SYSTEM, reference=str(planned.index)
    )
    for act in acts:
        PLAYED[act.name](incident.number, act, stage)
    if planned.is_open:
        sweep_clocks(at=until)
    return incident


def _open(planned: PlannedIncident, act: Act, stage: Stage) -> Incident:
    situation = planned.situation
    impact, urgency = levels_for(situation.priority, situation.levels)
    holds = act.values["holds"]
    return open_incident(
        incident=Incident(
            title=situation.story.title,
            description=situation.story.description,
            requester=stage.people[situation.requester.name],
            customer=stage.customers[situation.customer],
            service=stage.services[situation.service.name],
            category=stage.categories[situation.story.category],
            impact=impact,
            urgency=urgency,
            team=stage.teams[world.DESK] if holds else None,
            assignee=stage.people[act.who] if holds else None,
            contact_channel=situation.channel,
        ),
        actor=stage.user(act.who),
        at=act.at,
    )


def _assign(number: str, act: Act, stage: Stage) -> None:
    assign_incident(
        number=number,
        team=stage.teams[act.values["team"]],
        person=stage.people[act.values["person"]],
        reason=act.values.get("reason", ""),
        actor=stage.user(act.who),
        at=act.at,
    )


def _supply(number: str, act: Act, stage: Stage) -> None:
    values = dict(act.values)
    handover = Handover(
        stage.suppliers[values.pop("supplier")],
        values.pop("reference"),
        values.pop("is_in_control"),
    )
    hand_incident_to_supplier(
        number=number,
        handover=handover,
        actor=stage.user(act.who),
        at=act.at,
        **values,
    )


def _resume(number: str, act: Act, stage: Stage) -> None:
    incident = Incident.objects.get(item__number=number)
    # An answer may have taken it up again by itself.
    if incident.phase == Phase.WAITING:
        resume_incident(number=number, actor=stage.user(act.who), at=act.at)


def _write(visibility: str) -> Callable[[str, Act, Stage], object]:
    def write(number: str, act: Act, stage: Stage) -> None:
        write_on_incident(
            number=number,
            text=act.values["text"],
            visibility=visibility,
            actor=stage.user(act.who),
            at=act.at,
        )

    return write


def _move(service: Callable[..., object]) -> Callable[[str, Act, Stage], object]:
    def move(number: str, act: Act, stage: Stage) -> None:
        service(number=number, actor=stage.user(act.who), at=act.at, **act.values)

    return move


def _hide(number: str, act: Act, stage: Stage) -> None:
    set_incident_confidential(
        number=number, is_confidential=True, actor=stage.user(act.who), at=act.at
    )


def _rate(number: str, act: Act, stage: Stage) -> None:
    user = stage.user(act.who)
    record: Any = lock_record(Incident.objects.visible_to(user), number=number)
    rate_record(record, actor=user, at=act.at, **act.values)


def _close_by_time(number: str, act: Act, stage: Stage) -> None:
    close_resolved_incidents(actor=stage.closer, at=act.at)


PLAYED: dict[str, Callable[[str, Act, Stage], object]] = {
    "assign": _assign,
    "start": _move(start_incident),
    "pend": _move(pend_incident),
    "hand_to_supplier": _supply,
    "supplier_answered": _move(note_answer_of_supplier),
    "take_back": _move(take_incident_back),
    "resume": _resume,
    "resolve": _move(resolve_incident),
    "reopen": _move(reopen_incident),
    "close": _move(close_incident),
    "cancel": _move(cancel_incident),
    "reply": _write(Visibility.PUBLIC),
    "answer": _write(Visibility.PUBLIC),
    "note": _write(Visibility.INTERNAL),
    "hide": _hide,
    "rate": _rate,
    "close_by_time": _close_by_time,
}
