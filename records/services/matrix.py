from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from core.versions import check_version
from records.models import PriorityMatrix

MATRIX_LOCK = 5_302


@transaction.atomic
def change_priority_matrix(
    *,
    cells: dict[str, int],
    version: int | None = None,
    actor: User,
    at: datetime,
) -> PriorityMatrix:
    """
    Put a new version of the priority matrix into force from now on.

    `cells` maps "impact-urgency" to a priority. Records opened before keep theirs.
    `version` is the one that the person saw who now saves.

    :raises PermissionDenied: if the actor may not change priorities
    :raises StaleVersion: if the version is no longer the last one
    :raises ValidationError: if a cell is missing, wrong, or nothing changes
    """
    if not actor.has_perm("records.manage_priorities"):
        raise PermissionDenied
    last = _lock_last(version)
    if last and last.cells == cells:
        raise ValidationError(_("Nothing was changed."))
    matrix = PriorityMatrix(
        version=last.version + 1 if last else 1,
        cells=cells,
        valid_from=at,
        made_by=actor,
    )
    matrix.full_clean()
    matrix.save(force_insert=True)
    record_event(
        "records.matrix_changed",
        item=None,
        actor=actor,
        at=at,
        changes={"cells": [last.cells if last else None, cells]},
        facts={"version": matrix.version},
    )
    return matrix


def _lock_last(version: int | None) -> PriorityMatrix | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [MATRIX_LOCK])
    last = PriorityMatrix.objects.order_by("-version").first()
    if last:
        check_version(last, version)
    return last
