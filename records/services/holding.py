from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person, Team
from core.models import Event, User
from records.models import Holding, Record
from records.permissions import may_hold
from records.services.locking import changed, check_instant, note_change


@transaction.atomic
def hold_record(
    record: Record,
    *,
    team: Team | None,
    person: Person | None,
    reason: str = "",
    actor: User,
    at: datetime,
) -> Record:
    """
    Give a locked record into the hands of a team, and of one of its people.

    :raises PermissionDenied: if the actor may not work on records
    :raises ValidationError: if it is there already, or as `check_assignee`
    """
    if not actor.has_perm("records.work_record"):
        raise PermissionDenied
    check_instant(record, actor=actor, at=at)
    _check_holder(record, team, person)
    before = {"team": record.team_id, "assignee": record.assignee_id}
    record.team, record.assignee = team, person
    after = {"team": record.team_id, "assignee": record.assignee_id}
    event = note_change(
        record,
        "records.held",
        fields=after,
        actor=actor,
        at=at,
        changes=changed(before, after),
        personal={"reason": reason},
    )
    end_holding(record, at=at)
    if record.is_open:
        start_holding(record, event=event, at=at)
    return record


def _check_holder(record: Record, team: Team | None, person: Person | None) -> None:
    if (record.team, record.assignee) == (team, person):
        raise ValidationError(_("It is in these hands already."))
    if team is None and person is None:
        raise ValidationError(_("Say which team or person is to hold it."))
    check_assignee(team, person)


def check_assignee(team: Team | None, person: Person | None) -> None:
    """
    Refuse to give work to whom it cannot be given.

    :raises ValidationError: if the person left, is not of the provider or the team
    """
    if person and not may_hold(person):
        raise ValidationError(
            {"assignee": _("Work cannot be given to %(person)s.") % {"person": person}}
        )
    if team and person and not team.memberships.filter(person=person).exists():
        raise ValidationError(
            {
                "assignee": _("%(person)s is not in %(team)s.")
                % {"person": person, "team": team}
            }
        )


def start_holding(record: Record, *, event: Event, at: datetime) -> None:
    """Note who holds the record from now on."""
    Holding.objects.create(
        record_id=record.pk,
        team=record.team,
        person=record.assignee,
        supplier=record.supplier,
        supplier_reference=record.supplier_reference,
        is_in_control=record.supplier_in_control,
        from_at=at,
        event=event,
    )


def end_holding(record: Record, *, at: datetime) -> None:
    """
    Note that whoever held the record does so no longer.

    :raises ValidationError: if they took it only later than that
    """
    current = Holding.objects.filter(record_id=record.pk, to_at=None).first()
    if current is None:
        return
    if at < current.from_at:
        raise ValidationError(_("This is before its present holder took it."))
    current.to_at = at
    current.save(update_fields=["to_at"])
