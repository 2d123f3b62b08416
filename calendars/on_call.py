"""Who is on call, and planning it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person, Team
from calendars.localtime import second_of
from calendars.models import Calendar, OnCallShift, Rota, check_days
from calendars.permissions import may_plan
from calendars.rota import weekly_turns
from calendars.selectors import timetable_of, timetables_of, version_at
from core.events import record_event
from core.models import User

MOST_WEEKS = 104


@dataclass(frozen=True, slots=True)
class Rotation:
    """Who takes turns by the week, from which day on, and when it changes."""

    people: Sequence[Person]
    first_day: date
    changes_at: time
    weeks: int


def on_call(team: Team, at: datetime) -> Person | None:
    """Return who is on call for the team at that instant, if anybody is."""
    shifts = OnCallShift.objects.filter(
        rota__team=team, starts_at__lte=at, ends_at__gt=at, person__is_active=True
    )
    shift = shifts.select_related("person__user").order_by("-starts_at").first()
    return shift.person if shift else None


def is_there(team: Team, at: datetime) -> bool:
    """Whether the team is at work; one whose hours nobody set always is."""
    rota = Rota.objects.filter(team=team).select_related("calendar").first()
    if rota is None:
        return True
    second = second_of(at)
    return timetable_of(rota.calendar).hours_at(second).is_open_second(second)


@dataclass(frozen=True, slots=True)
class OnCall:
    """How a team stands: whether it is at work, and who is on call for it."""

    team: Team
    rota: Rota | None
    is_there: bool
    person: Person | None


def on_call_now(teams: Sequence[Team], at: datetime) -> list[OnCall]:
    """Return how each of the teams stands; no statement more for more teams."""
    found = Rota.objects.filter(team__in=teams).select_related("calendar__item")
    rotas = {rota.team_id: rota for rota in found}
    second = second_of(at)
    times = timetables_of({rota.calendar_id for rota in rotas.values()})
    shifts = OnCallShift.objects.filter(
        rota__team__in=teams, starts_at__lte=at, ends_at__gt=at, person__is_active=True
    ).select_related("person", "rota")
    people = {one.rota.team_id: one.person for one in shifts.order_by("starts_at")}
    there = {
        pk: times[rota.calendar_id].hours_at(second).is_open_second(second)
        for pk, rota in rotas.items()
    }
    return [
        OnCall(one, rotas.get(one.pk), there.get(one.pk, True), people.get(one.pk))
        for one in teams
    ]


def coming_shifts(team: Team, at: datetime) -> QuerySet[OnCallShift]:
    """Return the shifts of a team that are not over, the next first."""
    shifts = OnCallShift.objects.filter(rota__team=team, ends_at__gt=at)
    return shifts.select_related("person").order_by("starts_at", "pk")


@transaction.atomic
def set_team_hours(
    *, team_id: int, calendar: Calendar, actor: User, at: datetime
) -> Rota:
    """
    Say when the team is there; outside of that, whoever is on call is told.

    :raises Team.DoesNotExist: if the actor may not see such a team
    :raises PermissionDenied: if the actor does not lead it
    """
    team = _lock_team(team_id, actor)
    rota = Rota.objects.filter(team=team).first()
    before = rota.calendar_id if rota else None
    if rota is None:
        rota = Rota(team=team, calendar=calendar)
    else:
        rota.calendar = calendar
        rota.version += 1
    rota.full_clean()
    rota.save()
    record_event(
        "on_call.hours_set",
        item=calendar.item,
        actor=actor,
        at=at,
        changes={"calendar": [before, calendar.pk]},
        facts={"team": team.pk, "team_name": team.name},
    )
    return rota


@transaction.atomic
def plan_on_call(
    *, team_id: int, rotation: Rotation, actor: User, at: datetime
) -> list[OnCallShift]:
    """
    Let members of the team take turns of a week.

    :raises PermissionDenied: if the actor does not lead the team
    :raises ValidationError: if the hours of the team are not set, somebody is no member
        of it, somebody is on call in that time already, or the first turn is over
    """
    team = _lock_team(team_id, actor)
    rota = Rota.objects.filter(team=team).select_related("calendar__item").first()
    if rota is None:
        raise ValidationError(_("Say first when the team is there."))
    _check(team, rotation)
    check_days(first_day=rotation.first_day)
    shifts = _shifts_of(rota, rotation, at)
    if shifts[0].ends_at <= at:
        raise ValidationError({"first_day": _("That week is over already.")})
    first, last = shifts[0].starts_at, shifts[-1].ends_at
    if rota.shifts.filter(starts_at__lt=last, ends_at__gt=first).exists():
        raise ValidationError(_("Somebody is on call in that time already."))
    OnCallShift.objects.bulk_create(shifts)
    record_event(
        "on_call.planned",
        item=rota.calendar.item,
        actor=actor,
        at=at,
        facts={
            "team": team.pk,
            "team_name": team.name,
            "people": [person.pk for person in rotation.people],
            "first": first.isoformat(),
            "last": last.isoformat(),
        },
    )
    return shifts


@transaction.atomic
def cancel_shift(*, shift_id: int, actor: User, at: datetime) -> None:
    """
    Take a shift out of the plan that has not ended.

    :raises OnCallShift.DoesNotExist: if there is none, or it was cancelled already
    :raises PermissionDenied: if the actor does not lead the team
    :raises ValidationError: if it is over
    """
    shift = OnCallShift.objects.select_related("rota__calendar__item").get(pk=shift_id)
    team = _lock_team(shift.rota.team_id, actor)
    if shift.ends_at <= at:
        raise ValidationError(_("What is over stays as it was."))
    facts = {
        "team": team.pk,
        "team_name": team.name,
        "person": shift.person_id,
        "first": shift.starts_at.isoformat(),
        "last": shift.ends_at.isoformat(),
    }
    shift.delete()
    item = shift.rota.calendar.item
    record_event("on_call.cancelled", item=item, actor=actor, at=at, facts=facts)


def _lock_team(team_id: int, actor: User) -> Team:
    # Two who plan at once must see each other's shifts.
    teams = Team.objects.visible_to(actor).select_for_update(no_key=True)
    team: Team = teams.get(pk=team_id)
    if not may_plan(actor, team):
        raise PermissionDenied
    return team


def _check(team: Team, rotation: Rotation) -> None:
    if not rotation.people:
        raise ValidationError({"people": _("Choose who takes turns.")})
    if not 1 <= rotation.weeks <= MOST_WEEKS:
        raise ValidationError({"weeks": _("Plan from one week to two years ahead.")})
    members = set(team.memberships.values_list("person", flat=True))
    for person in rotation.people:
        if person.pk not in members or not person.is_active:
            raise ValidationError(
                {"people": _("%(person)s is not in the team.") % {"person": person}}
            )


def _shifts_of(rota: Rota, rotation: Rotation, at: datetime) -> list[OnCallShift]:
    """Return the turns of a rotation as shifts that are not stored yet."""
    turns = weekly_turns(
        list(rotation.people),
        rotation.first_day,
        rotation.changes_at,
        _zone_of(rota, at),
        rotation.weeks,
    )
    return [
        OnCallShift(rota=rota, person=person, starts_at=starts, ends_at=ends)
        for person, starts, ends in turns
    ]


def _zone_of(rota: Rota, at: datetime) -> ZoneInfo:
    version = version_at(rota.calendar, at) or rota.calendar.versions.latest("number")
    return ZoneInfo(version.agreed.timezone)
