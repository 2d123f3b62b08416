"""What the lines of the table can name as arguments."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import Location, Team
from accounts.services import create_token
from calendars.models import Calendar, OnCallShift, Rota
from calendars.services import create_calendar
from catalogue.services import create_service
from core.models import Job, User
from governance.models import Improvement
from governance.services import propose_improvement
from records.models import SavedView
from reporting.models import ReportDefinition
from slm.models import BreachCause
from tests.access.agreements_things import agreement_things
from tests.access.records_things import record_things
from tests.access.report_things import evidence_pack, report_things
from tests.access.service_things import service_things

WEEK = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
# What addresses say that is no thing: a step, a section, a name.
WORDS = {
    "annex": "manifest.json",
    "step": "phase_out",
    "approval": "approve",
    "assessing": "assess",
    "retraction": "retract",
    "meeting_step": "cancel",
    "query_step": "answer",
    "process_measure": "slm.reviews_on_time",
    "confirmation": "confirm",
    "withdrawal": "withdraw",
    "signing": "agree",
    "nothing": 0,
    "section": "continuity",
    "word": "x",
    "month_word": "2026-03",
}


def shared_things(cast: dict[str, User], team: Team, at: datetime) -> dict[str, Any]:
    """Make what belongs to the provider and to no customer."""
    manager = cast["service_level_manager"]
    job = Job.objects.create(kind="x", owner=manager, created_at=at, heard_at=at)
    view = SavedView.objects.create(
        owner=cast["agent"].person, list_name="desk", name="Mine", query="q=mail"
    )
    office = _office(manager, at)
    return {
        **WORDS,
        "team": team.pk,
        "shift": _shift(team, office, cast["team_lead"], at),
        "agent_person": cast["agent"].person.pk,
        "calendar": office.number,
        "definition": ReportDefinition.objects.get().number,
        "pack": evidence_pack(cast["auditor"], at).number,
        "job": job.pk,
        "view": view.pk,
        "manager_person": manager.person.pk,
        "improvement": _improvement(cast["agent"], at),
        "cause": BreachCause.objects.earliest("pk").pk,
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


def _improvement(actor: User, at: datetime) -> str:
    proposed = Improvement(title="Train", description="x", source="anyone")
    return propose_improvement(improvement=proposed, actor=actor, at=at).number


def things_of(requester: User, cast: dict[str, User], at: datetime) -> dict[str, Any]:
    """Make everything that is about the customer of the requester."""
    customer = requester.person.organisation
    by: dict[str, Any] = {"actor": cast["service_level_manager"], "at": at}
    name = f"E-mail for {customer}"
    service = create_service(name=name, state="live", customers=[customer], **by)
    place = Location.objects.create(organisation=customer, name=f"Hall of {customer}")
    agreements = agreement_things(customer, cast, at)
    return {
        "person": requester.person.pk,
        "organisation": customer.pk,
        "location": place.pk,
        **agreements,
        **service_things(service, cast, at),
        **record_things(requester, service, cast, at),
        **report_things(agreements["agreement"], requester, cast, at),
        "token": _token(requester, at),
    }


def _token(user: User, at: datetime) -> int:
    ends = at + timedelta(days=30)
    token, _secret = create_token(
        name="Script", scope="read", expires_at=ends, actor=user, at=at
    )
    return int(token.pk)
