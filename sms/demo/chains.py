"""Who is on call; a leg that becomes too slow; breaches that wait to be taken up."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from accounts.models import Person, Team
from calendars.hours import Budget
from calendars.models import Calendar, OnCallShift
from calendars.on_call import Rotation, plan_on_call, set_team_hours
from core.models import Event, User
from core.periods import first_of, shift
from core.system_users import system_user
from slm.choices import SignatureRole
from slm.models import Agreement, Crossing, Escalation
from slm.selectors import wording_hash
from slm.services import (
    OnPaper,
    Wording,
    acknowledge_escalation,
    activate_agreement,
    change_target,
    edit_draft,
    escalate,
    offer_draft,
    recheck_chains,
    record_paper_signature,
    send_due_escalations,
    start_new_version,
)
from slm.terms import TargetTerms
from sms.demo import promises, world

HOUR = 3600


def settle_chains(anchor: datetime) -> None:
    """Plan who is on call, let one chain break, and escalate what is open."""
    if not OnCallShift.objects.exists():
        _plan(anchor)
    slower = _ola(world.PLATFORM)
    if slower.versions.count() == 1:
        _become_slower(slower, anchor)
    if not Escalation.objects.exists():
        _escalate(anchor)


def _plan(anchor: datetime) -> None:
    """Let the members of the second line take turns, from last Monday on."""
    by: dict[str, Any] = {"actor": _signing_in("admin"), "at": anchor}
    office = Calendar.objects.get(name=promises.PLACE_OF[world.ALDER])
    monday = anchor.date() - timedelta(days=anchor.weekday())
    for name in (world.APPLICATIONS, world.NETWORK, world.PLATFORM):
        team = Team.objects.get(name=name)
        members = Person.objects.filter(memberships__team=team).order_by("name")
        set_team_hours(team_id=team.pk, calendar=office, **by)
        rotation = Rotation(list(members), monday, time(8), 26)
        plan_on_call(team_id=team.pk, rotation=rotation, **by)


def _become_slower(ola: Agreement, anchor: datetime) -> None:
    """Agree with a team on more time from next month on: too much for who rests on it."""
    by: dict[str, Any] = {"actor": _signing_in("manager"), "at": anchor}
    draft = start_new_version(number=ola.number, **by)
    starts = shift(first_of(anchor), 1)
    wording = Wording(
        valid_from=starts,
        summary="Two of the platform's people leave; it needs longer.",
    )
    edit_draft(number=ola.number, title=ola.title, wording=wording, **by)
    for target in draft.targets.all():
        terms = TargetTerms.of(target)
        if 1 in terms.budgets:
            longer = {**terms.budgets, 1: Budget(6 * HOUR)}
            slower = replace(terms, budgets=longer)
            change_target(number=ola.number, target_id=target.pk, terms=slower, **by)
    _sign_on_paper(ola, anchor, by)
    activate_agreement(number=ola.number, **by)
    recheck_chains(
        legs=[ola.pk], because=ola.number, actor=system_user("slm"), at=anchor
    )


def _sign_on_paper(ola: Agreement, anchor: datetime, by: dict[str, Any]) -> None:
    lead = Person.objects.filter(
        memberships__team=ola.team, memberships__is_lead=True
    ).first()
    names = {
        SignatureRole.LEAD: str(lead or ola.team),
        SignatureRole.MANAGER: world.MANAGER.name,
    }
    offer_draft(number=ola.number, **by)
    digest = wording_hash(ola.versions.drafts().get())
    day = ola.day_of(anchor)
    for role, name in names.items():
        signed = OnPaper(name, str(role.label), day, "Contracts, folder 4")
        record_paper_signature(
            number=ola.number, role=role, paper=signed, digest=digest, **by
        )


def _escalate(anchor: datetime) -> None:
    """Take the steps of what is still open, each in its time; one is taken up."""
    crossings = Crossing.objects.filter(
        is_withdrawal=False,
        clock__stopped_at=None,
        event__facts__notifies=True,
        crossed_at__lte=anchor,
    )
    for crossing in crossings.order_by("crossed_at", "pk"):
        _send_due(crossing.crossed_at)
        event = Event.objects.get(pk=crossing.event_id)
        escalate(events=[event], actor=system_user("slm"), at=crossing.crossed_at)
    _send_due(anchor)
    lead = _signing_in("lead")
    waiting = Escalation.objects.filter(
        acknowledge_by__isnull=False, notices__user=lead
    )
    if first := waiting.order_by("pk").first():
        at = first.due_at + timedelta(minutes=12)
        acknowledge_escalation(escalation_id=first.pk, actor=lead, at=at)


def _send_due(until: datetime) -> None:
    """Take the steps that follow some minutes after a breach, up to that instant."""
    waiting = Escalation.objects.filter(
        sent_at=None, withdrawn_at=None, due_at__lte=until
    )
    for at in sorted(set(waiting.values_list("due_at", flat=True))):
        send_due_escalations(actor=system_user("slm"), at=at)


def _ola(team: str) -> Agreement:
    return Agreement.objects.get(leg="ola", team__name=team)


def _signing_in(name: str) -> User:
    member = next(one for one in world.PEOPLE if one.sign_in == name)
    return User.objects.get(email=member.email)
