"""Who is to know that a threshold was crossed."""

from accounts.models import Organisation, Person, Team
from core.models import User
from core.roles import Role
from slm.choices import BREACH, LATE, Leg
from slm.models import Clock


def people_to_tell(clock: Clock, percent: int) -> list[User | Person]:
    """
    Return who is told that a clock used up that share of its budget.

    Of a contract, those who answer for the record while its supplier works on it.
    Whoever has the record in hand, else the members of its team; from 75 % the
    team's leads too; at the breach the service level managers as well.
    """
    record = clock.record
    team = clock.team if clock.leg == Leg.OLA else record.team
    has_it = record.assignee if record.team == team else None
    people: list[User | Person] = [has_it] if has_it else [*_members(team)]
    if percent >= LATE:
        people += _members(team, is_lead=True)
    if percent >= BREACH:
        people += service_level_managers()
    return people


def service_level_managers() -> list[User]:
    """Return those who answer for what was promised, and decide on exclusions."""
    managers = User.objects.filter(groups__name=Role.SERVICE_LEVEL_MANAGER.value)
    return list(managers.filter(is_active=True))


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
