"""What was escalated, on the pages of clocks, records, agreements and in the inbox."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from core.models import User
from core.panels import Panel, register_panel
from notifications.models import Notification
from records.models import Record
from slm.escalation import usual_steps
from slm.models import Agreement, Clock, EscalationStep
from slm.permissions import may_manage
from slm.selectors import version_to_show
from slm.selectors.escalations import escalations_of, may_acknowledge, waiting_for
from slm.selectors.telling import own_steps
from slm.terms import STANDARD_THRESHOLDS


def told_of_clock(clock: Clock, user: User) -> Mapping[str, Any] | None:
    if not user.has_perm("slm.view_agreement"):
        return None
    rows = [(one, may_acknowledge(user, one)) for one in escalations_of([clock])]
    return {"rows": rows} if rows else None


def told_of_record(record: Record, user: User) -> Mapping[str, Any] | None:
    """Tell on a record what was escalated about it: what waits, and how often."""
    if not user.has_perm("slm.view_agreement"):
        return None
    clocks = Clock.objects.visible_to(user).filter(record=record.pk)
    rows = [(one, may_acknowledge(user, one)) for one in escalations_of(clocks)]
    return {"rows": rows, "is_record": True} if rows else None


def steps_of_agreement(agreement: Agreement, user: User) -> Mapping[str, Any] | None:
    if not user.has_perm("slm.view_agreement"):
        return None
    version = getattr(agreement, "shown", None) or version_to_show(
        list(agreement.versions.all()), timezone.localdate()
    )
    own = own_steps(version)
    usual = [
        EscalationStep(percent=one.percent, whom=one.whom, ladder=one.ladder)
        for one in usual_steps(STANDARD_THRESHOLDS)
    ]
    return {
        "agreement": agreement,
        "steps": own or usual,
        "is_own": bool(own),
        "may_edit": version.is_draft and may_manage(user, agreement),
    }


def to_acknowledge(row: Notification, user: User) -> Mapping[str, Any] | None:
    if not row.topic.startswith("slm."):
        return None
    escalation = waiting_for(user, row.event)
    return {"escalation": escalation} if escalation else None


register_panel(Panel("clock.main", "slm/escalations.html", told_of_clock, 20))
register_panel(Panel("record.facts", "slm/escalations.html", told_of_record, 60))
register_panel(
    Panel("agreement.main", "slm/escalation_steps.html", steps_of_agreement, 40)
)
register_panel(
    Panel("notification.actions", "slm/acknowledge.html", to_acknowledge, 10)
)
