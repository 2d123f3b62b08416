"""Planning the yearly assessment of capability, and what every act on it does."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.events import record_event
from core.lifecycle import TransitionNotAllowed
from core.models import User
from core.numbers import new_item
from core.versions import check_version
from slm.choices import CapabilityState
from slm.models import CapabilityAssessment
from slm.permissions import MANAGE_CAPABILITY

UNDECIDED = (CapabilityState.PLANNED, CapabilityState.IN_ASSESSMENT)


@transaction.atomic
def plan_assessment(
    *, year: int, plan: str = "", actor: User, at: datetime
) -> CapabilityAssessment:
    """
    Plan the assessment of a year, to be decided by its end.

    `plan` names the plan of the provider that it is made against.

    :raises PermissionDenied: if the actor may not assess capability
    :raises ValidationError: if the year has one already, or is none
    """
    refuse_others(actor)
    planned = CapabilityAssessment(
        year=year,
        due_on=date(min(year, 2199), 12, 31),
        plan=plan.strip(),
        planned_by=actor,
        planned_at=at,
    )
    planned.full_clean(exclude=["item"])
    planned.item = new_item("capability")
    planned.save(force_insert=True)
    facts = {"year": year, "plan": planned.plan}
    note_step("planned", planned, actor, at, facts=facts)
    return planned


def plan_due_assessments(*, actor: User, at: datetime) -> CapabilityAssessment | None:
    """Plan that of the running year unless there is one; safe to run twice."""
    if CapabilityAssessment.objects.filter(year=at.year).exists():
        return None
    return plan_assessment(year=at.year, actor=actor, at=at)


@transaction.atomic
def name_plan(
    *, number: str, plan: str, version: int | None = None, actor: User, at: datetime
) -> CapabilityAssessment:
    """
    Say which plan of the provider it is made against, before it is decided.

    :raises TransitionNotAllowed: if it is decided already
    :raises ValidationError: if nothing is named, or nothing changes
    """
    assessment = lock_assessment(number, version, actor)
    if assessment.state not in UNDECIDED:
        message = _("This is not possible while it is “%s”.")
        raise TransitionNotAllowed(message % assessment.get_state_display())
    before, assessment.plan = assessment.plan, plan.strip()
    if not assessment.plan:
        raise ValidationError({"plan": _("This is needed.")})
    if assessment.plan == before:
        raise ValidationError(_("Nothing was changed."))
    save_assessment(assessment, "plan")
    changes = {"plan": [before, assessment.plan]}
    note_step("plan_named", assessment, actor, at, changes=changes)
    return assessment


def refuse_others(actor: User) -> None:
    """:raises PermissionDenied: if the actor may not assess capability"""
    if not actor.has_perm(MANAGE_CAPABILITY):
        raise PermissionDenied


def lock_assessment(
    number: str, version: int | None, actor: User
) -> CapabilityAssessment:
    """Load an assessment for whoever may change it, and keep others from it."""
    visible = CapabilityAssessment.objects.visible_to(actor)
    pk = visible.get(item__number=number).pk
    refuse_others(actor)
    rows = CapabilityAssessment.objects.select_for_update(no_key=True, of=("self",))
    assessment = rows.select_related("item").get(pk=pk)
    check_version(assessment, version)
    return assessment


def save_assessment(assessment: CapabilityAssessment, *fields: str) -> None:
    """Check and store the changed fields, with a new version."""
    assessment.version += 1
    assessment.full_clean(exclude=["item"])
    assessment.save(update_fields=[*fields, "version"])


def note_step(
    what: str,
    assessment: CapabilityAssessment,
    actor: User,
    at: datetime,
    **values: Any,
) -> None:
    """Record what became of an assessment."""
    record_event(
        f"capability.{what}", item=assessment.item, actor=actor, at=at, **values
    )
