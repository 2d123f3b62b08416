from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.models import Event, User
from records.models import Record
from records.services.locking import check_instant, note_change


@transaction.atomic
def note_outside_update(
    record: Record, *, system: str, reference: str, actor: User, at: datetime
) -> Event:
    """
    Note that another system updated a locked record in something not kept here.

    :raises PermissionDenied: if the actor may not work on records
    """
    if not actor.has_perm("records.work_record"):
        raise PermissionDenied
    check_instant(record, actor=actor, at=at)
    return note_change(
        record,
        "records.updated_outside",
        actor=actor,
        at=at,
        facts={"system": system, "reference": reference},
    )
