"""Who is to know that a threshold was crossed."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Organisation, Person, Team
from calendars.on_call import is_there, on_call
from core.models import User
from core.roles import Role
from core.wording import service_duration
from slm.choices import Leg, Whom
from slm.escalation import Step, usual_steps
from slm.models import AgreementVersion, Clock, EscalationStep, Target

Told = User | Person


def steps_of(target: Target) -> tuple[Step, ...]:
    """Return whom the target's agreement has told when, or whom agreements usually have."""
    rows = EscalationStep.objects.filter(version=target.version_id)
    own = [row.step for row in rows.order_by("position")]
    return tuple(own) or usual_steps(target.thresholds)


def own_steps(version: AgreementVersion) -> list[EscalationStep]:
    """Return the steps that the version names itself; none if it has the usual ones."""
    rows = version.steps.select_related("team", "person").order_by("position")
    return list(rows)


def step_words(step: EscalationStep) -> str:
    """Say a step: “100 %: The leads of the team (Hierarchical)”."""
    when = f"{step.percent} %"
    if step.minutes:
        when = _("%s after the breach") % service_duration(step.minutes * 60)
    named = [step.team, step.person, step.get_role_display() if step.role else ""]
    who = ": ".join([str(step.get_whom_display()), *(str(one) for one in named if one)])
    said = f"{when}: {who} ({step.get_ladder_display()})"
    if step.acknowledge_minutes is None:
        return said
    within = service_duration(step.acknowledge_minutes * 60)
    return f"{said}; " + _("to be acknowledged within %s") % within


def people_to_tell(clock: Clock, step: Step, at: datetime) -> list[Told]:
    """
    Return who is told by the step.

    Of a contract, those who answer for the record while its supplier works on it, and
    of the managers those of contracts too.
    While the team is not there, whoever of it is on call stands for all of it.
    """
    record = clock.record
    team = clock.team if clock.leg == Leg.OLA else record.team
    if step.team_id:
        team = Team.objects.get(pk=step.team_id)
    if step.whom == Whom.HOLDER:
        has_it = record.assignee if record.team == team else None
        found: list[Told] = [has_it] if has_it else []
        return [*found, *_reachable(team, at, only_on_call=bool(has_it))]
    if step.whom == Whom.TEAM:
        return [*_reachable(team, at)]
    if step.whom == Whom.LEADS:
        return [*_members(team, is_lead=True)]
    if step.whom == Whom.ON_CALL:
        person = on_call(team, at) if team else None
        return [person] if person else [*_members(team, is_lead=True)]
    return _others(clock, step)


def _others(clock: Clock, step: Step) -> list[Told]:
    """Return those who are told whoever has the record in hand."""
    if step.person_id and step.whom == Whom.PERSON:
        return [*Person.objects.filter(pk=step.person_id).select_related("user")]
    if step.whom == Whom.CUSTOMER:
        # What was promised within is none of the customer's business.
        is_theirs = clock.leg == Leg.SLA
        return [*_representatives(clock)] if is_theirs else []
    if step.whom == Whom.MANAGERS:
        managers = [*service_level_managers(), *_managers_of_contract(clock)]
        return [*dict.fromkeys(managers)]
    return [*_in_role(step.role)]


def _managers_of_contract(clock: Clock) -> list[User]:
    return _in_role(Role.CONTRACT_MANAGER.value) if clock.leg == Leg.UC else []


def service_level_managers() -> list[User]:
    """Return those who answer for what was promised, and decide on exclusions."""
    return _in_role(Role.SERVICE_LEVEL_MANAGER.value)


def administrators() -> list[User]:
    """Return those who give people their roles."""
    return _in_role(Role.ADMINISTRATOR.value)


def service_desk() -> list[User]:
    """Return those who answer customers: agents and the leads of teams."""
    return [*_in_role(Role.AGENT.value), *_in_role(Role.TEAM_LEAD.value)]


def _in_role(role: str) -> list[User]:
    return list(User.objects.filter(groups__name=role, is_active=True))


def _representatives(clock: Clock) -> list[User]:
    people = User.objects.filter(person__organisation=clock.record.customer_id)
    role = Role.CUSTOMER_REPRESENTATIVE.value
    return list(people.filter(groups__name=role, is_active=True))


def _reachable(
    team: Team | None, at: datetime, *, only_on_call: bool = False
) -> list[Person]:
    if team is None:
        return []
    person = None if is_there(team, at) else on_call(team, at)
    if person is not None:
        return [person]
    return [] if only_on_call else _members(team)


def representatives_of(customer: Organisation) -> list[User]:
    """Return those who speak, and sign, for a customer."""
    speakers = User.objects.filter(groups__name=Role.CUSTOMER_REPRESENTATIVE.value)
    theirs = speakers.filter(person__organisation=customer, is_active=True)
    return list(theirs.order_by("pk"))


def _members(team: Team | None, **narrowed: bool) -> list[Person]:
    if team is None:
        return []
    memberships = team.memberships.filter(**narrowed).select_related("person__user")
    return [membership.person for membership in memberships]
