from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, Team, TeamMembership
from accounts.services.saving import check_may_manage, lock, store_changes, store_new
from core.events import record_event
from core.models import User


@transaction.atomic
def create_team(*, team: Team, actor: User, at: datetime) -> Team:
    """
    Make a team that work can be given to.

    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if a value is missing or wrong
    """
    check_may_manage(actor)
    return store_new(team, actor=actor, at=at)


@transaction.atomic
def edit_team(
    *,
    team_id: int,
    version: int | None = None,
    actor: User,
    at: datetime,
    **values: Any,
) -> Team:
    """
    Change what is known of a team.

    :raises Team.DoesNotExist: if the actor may not see such a team
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if nothing changes or a value is wrong
    :raises StaleVersion: if somebody else changed it meanwhile
    """
    team = lock(Team.objects.visible_to(actor), team_id, version)
    check_may_manage(actor)
    return store_changes(team, values, actor=actor, at=at)


@transaction.atomic
def add_member(
    *,
    team_id: int,
    person: Person,
    is_lead: bool = False,
    actor: User,
    at: datetime,
) -> TeamMembership:
    """
    Put one of the provider's people into a team.

    :raises Team.DoesNotExist: if the actor may not see such a team
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if the person is in it, has left, or works elsewhere
    """
    team = lock(Team.objects.visible_to(actor), team_id)
    check_may_manage(actor)
    if not person.is_active or not person.organisation.is_provider:
        raise ValidationError(
            {"person": _("Only active people of the provider can be in a team.")}
        )
    if team.memberships.filter(person=person).exists():
        raise ValidationError({"person": _("This person is in the team already.")})
    membership = TeamMembership.objects.create(
        team=team, person=person, is_lead=is_lead
    )
    _record("team.member_added", team, person, actor, at, is_lead=is_lead)
    return membership


@transaction.atomic
def remove_member(*, team_id: int, person_id: int, actor: User, at: datetime) -> Team:
    """
    Take a person out of a team; what they hold stays theirs until handed over.

    :raises Team.DoesNotExist: if the actor may not see such a team
    :raises TeamMembership.DoesNotExist: if the person is not in it
    :raises PermissionDenied: if the actor may not manage people
    """
    team = lock(Team.objects.visible_to(actor), team_id)
    check_may_manage(actor)
    membership = team.memberships.select_related("person").get(person_id=person_id)
    membership.delete()
    _record("team.member_removed", team, membership.person, actor, at)
    return team


@transaction.atomic
def set_lead(
    *, team_id: int, person_id: int, is_lead: bool, actor: User, at: datetime
) -> TeamMembership:
    """
    Make a member lead the team, or no longer.

    :raises Team.DoesNotExist: if the actor may not see such a team
    :raises TeamMembership.DoesNotExist: if the person is not in it
    :raises PermissionDenied: if the actor may not manage people
    :raises ValidationError: if it is so already
    """
    team = lock(Team.objects.visible_to(actor), team_id)
    check_may_manage(actor)
    membership = team.memberships.select_related("person").get(person_id=person_id)
    if membership.is_lead == is_lead:
        raise ValidationError(_("Nothing was changed."))
    membership.is_lead = is_lead
    membership.save(update_fields=["is_lead"])
    _record("team.lead_changed", team, membership.person, actor, at, is_lead=is_lead)
    return membership


def _record(
    name: str, team: Team, person: Person, actor: User, at: datetime, **facts: Any
) -> None:
    record_event(
        name,
        item=None,
        actor=actor,
        at=at,
        facts={"team": team.pk, "person": person.pk, **facts},
        personal={"name": person.name},
    )
