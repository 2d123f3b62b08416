from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from core.models import User
from records.models import Record
from records.search import index_record
from records.services.locking import changed, check_change, note_change


@transaction.atomic
def edit_record(
    record: Record,
    *,
    title: str,
    description: str,
    requester: Person | None = None,
    actor: User,
    at: datetime,
) -> Record:
    """
    Change the words of a locked record, and whom it is for.

    :raises PermissionDenied: if the actor may not work on records
    :raises TransitionNotAllowed: if it is closed
    :raises ValidationError: if nothing changes or a value is wrong
    """
    check_change(record, actor=actor, at=at)
    return reword_record(
        record,
        title=title,
        description=description,
        requester=requester,
        actor=actor,
        at=at,
    )


@transaction.atomic
def reword_record(
    record: Record,
    *,
    title: str,
    description: str,
    requester: Person | None = None,
    actor: User,
    at: datetime,
) -> Record:
    """
    Change the words of a locked record; whoever calls has asked who may, and when.

    :raises ValidationError: if nothing changes or a value is wrong
    """
    wanted = {
        "title": title,
        "description": description,
        "requester": requester or record.requester,
    }
    was_for = record.requester_id
    changes = changed({name: getattr(record, name) for name in wanted}, wanted)
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    for name, value in wanted.items():
        setattr(record, name, value)
    note_change(
        record,
        "records.edited",
        fields=wanted,
        actor=actor,
        at=at,
        changes=changed({"requester": was_for}, {"requester": record.requester_id}),
        facts={"fields": sorted(changes)},
        personal={name: [str(word) for word in pair] for name, pair in changes.items()},
    )
    index_record(record)
    return record


@transaction.atomic
def set_confidential(
    record: Record, *, is_confidential: bool, actor: User, at: datetime
) -> Record:
    """
    Hide a locked record from all but its team, or show it to all staff again.

    :raises PermissionDenied: if the actor may not work on records
    :raises ValidationError: if it is so already
    """
    if not actor.has_perm("records.work_record"):
        raise PermissionDenied
    if record.is_confidential == is_confidential:
        raise ValidationError(_("Nothing was changed."))
    record.is_confidential = is_confidential
    note_change(
        record,
        "records.confidentiality_changed",
        fields=["is_confidential"],
        actor=actor,
        at=at,
        changes={"is_confidential": [not is_confidential, is_confidential]},
    )
    return record
