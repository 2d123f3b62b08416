"""Deciding on a report, and noting what became of it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Person
from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from reporting.models import ReportDecision, ServiceReport
from reporting.selectors import people_to_act_on


@transaction.atomic
def decide_on_report(
    *,
    number: str,
    text: str,
    owner: Person | None = None,
    due_on: date | None = None,
    actor: User,
    at: datetime,
) -> ReportDecision:
    """
    Keep what was decided on a report: who is to do what, until when.

    :raises ServiceReport.DoesNotExist: if the actor may not see such a report
    :raises PermissionDenied: if the actor may not decide
    :raises ValidationError: if it is not said until when, or by somebody of elsewhere
    """
    report: ServiceReport = ServiceReport.objects.visible_to(actor).get(
        item__number=number
    )
    if not actor.has_perm("reporting.decide_on_report"):
        raise PermissionDenied
    if owner is not None:
        _check_action(report, owner, due_on)
    decision = ReportDecision(report=report, text=text.strip(), owner=owner)
    decision.due_on, decision.decided_at, decision.decided_by = due_on, at, actor
    decision.full_clean()
    decision.save(force_insert=True)
    record_event(
        "report.decided",
        item=report.item,
        actor=actor,
        at=at,
        facts={
            "decision": decision.pk,
            "owner": decision.owner_id,
            "due_on": due_on.isoformat() if due_on else None,
        },
        personal={"text": decision.text},
    )
    return decision


def _check_action(report: ServiceReport, owner: Person, due_on: date | None) -> None:
    if due_on is None:
        raise ValidationError({"due_on": _("Say until when it is to be done.")})
    if owner not in people_to_act_on(report):
        raise ValidationError(
            {"owner": _("Choose somebody of the provider or of this customer.")}
        )


@transaction.atomic
def complete_decision(*, decision_id: int, actor: User, at: datetime) -> ReportDecision:
    """
    Note that what was decided has been done.

    :raises ReportDecision.DoesNotExist: if the actor may not see its report
    :raises PermissionDenied: if the actor may not decide on reports
    :raises TransitionNotAllowed: if it is done already
    """
    visible = ServiceReport.objects.visible_to(actor)
    decision = (
        ReportDecision.objects.select_for_update(of=("self",))
        .select_related("report__item")
        .get(pk=decision_id, report__in=visible)
    )
    if not actor.has_perm("reporting.decide_on_report"):
        raise PermissionDenied
    if decision.done_at:
        raise TransitionNotAllowed(_("This was done already."))
    decision.done_at = at
    decision.save(update_fields=["done_at"])
    record_event(
        "report.decision_done",
        item=decision.report.item,
        actor=actor,
        at=at,
        changes={"done_at": [None, at.isoformat()]},
        facts={"decision": decision.pk},
    )
    return decision
