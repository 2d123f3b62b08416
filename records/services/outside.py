from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.events import record_event
from core.models import Event, User
from records.models import Record
from records.services.locking import check_instant, save_change


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
    save_change(record, fields=[], at=at)
    return record_event(
        "records.updated_outside",
        item=record.item,
        actor=actor,
        at=at,
        facts={**record.facts(), "system": system, "reference": reference},
    )
