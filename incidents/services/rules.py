from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from calendars.models import Calendar
from core.events import record_event
from core.models import User
from incidents.models import IncidentRules


@transaction.atomic
def change_incident_rules(
    *,
    closing_days: int,
    reopening_days: int,
    calendar: Calendar | None = None,
    actor: User,
    at: datetime,
) -> IncidentRules:
    """
    Set after how many working days in resolved an incident is closed, and for how
    many days after it was resolved it may be reopened.

    :raises PermissionDenied: if the actor may not change these rules
    :raises ValidationError: if a number is out of range, or nothing changes
    """
    if not actor.has_perm("incidents.manage_rules"):
        raise PermissionDenied
    rules = IncidentRules.objects.select_for_update().get(pk=1)
    wanted = {
        "closing_days": closing_days,
        "reopening_days": reopening_days,
        "calendar": calendar,
    }
    changes = {
        name: [_code(getattr(rules, name)), _code(value)]
        for name, value in wanted.items()
        if getattr(rules, name) != value
    }
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    for name, value in wanted.items():
        setattr(rules, name, value)
    rules.full_clean()
    rules.save(update_fields=list(wanted))
    record_event(
        "incident.rules_changed", item=None, actor=actor, at=at, changes=changes
    )
    return rules


def _code(value: int | Calendar | None) -> int | None:
    return value.pk if isinstance(value, Calendar) else value
