from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Team
from calendars.models import Calendar
from core.events import record_event
from core.models import User
from core.versions import check_version
from incidents.models import IncidentRules


@transaction.atomic
def change_incident_rules(
    *,
    closing_days: int,
    reopening_days: int,
    calendar: Calendar | None = None,
    first_team: Team | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> IncidentRules:
    """
    Set after how many working days in resolved an incident is closed, and for how
    many days after it was resolved it may be reopened; and which team gets what comes
    in without one.

    `version` is the one that the person saw who now saves.

    :raises PermissionDenied: if the actor may not change these rules
    :raises StaleVersion: if the version is no longer the current one
    :raises ValidationError: if a value is wrong, or nothing changes
    """
    if not actor.has_perm("incidents.manage_rules"):
        raise PermissionDenied
    rules = IncidentRules.objects.select_for_update().get(pk=1)
    check_version(rules, version)
    wanted: dict[str, Any] = {
        "closing_days": closing_days,
        "reopening_days": reopening_days,
        "calendar": calendar,
        "first_team": first_team,
    }
    changes = _changes(rules, wanted)
    if not changes:
        raise ValidationError(_("Nothing was changed."))
    _store(rules, {**wanted, "version": rules.version + 1})
    record_event(
        "incident.rules_changed", item=None, actor=actor, at=at, changes=changes
    )
    return rules


def _store(rules: IncidentRules, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(rules, name, value)
    rules.full_clean()
    rules.save(update_fields=list(values))


def _changes(rules: IncidentRules, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: [_code(getattr(rules, name)), _code(value)]
        for name, value in wanted.items()
        if getattr(rules, name) != value
    }


def _code(value: int | Calendar | Team | None) -> int | None:
    return value.pk if isinstance(value, (Calendar, Team)) else value
