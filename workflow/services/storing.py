"""Changing the fields of a meeting, and recording that."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.events import record_event
from core.models import User
from workflow.models import Meeting

PERSONAL = {"title", "place", "minutes", "internal_notes"}


def save_meeting(
    meeting: Meeting,
    name: str,
    changed: Mapping[str, Any],
    *,
    actor: User,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Check and store changed fields with a new version, and record the event."""
    if not changed:
        raise ValidationError(_("Nothing was changed."))
    meeting.version += 1
    meeting.full_clean(exclude=["item"])
    meeting.save(update_fields=[*changed, "version"])
    record_event(
        name,
        item=meeting.item,
        actor=actor,
        at=at,
        changes={name: both for name, both in changed.items() if name not in PERSONAL},
        facts=facts,
        personal={name: both for name, both in changed.items() if name in PERSONAL},
    )
