"""The steps of an escalation in an agreement's draft."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from core.events import record_event
from core.models import User
from slm.models import AgreementVersion, EscalationStep
from slm.services.locking import draft_of, lock_agreement, save_agreement
from slm.services.rewording import void_if_reworded


@transaction.atomic
def add_step(
    *,
    number: str,
    step: EscalationStep,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> EscalationStep:
    """
    Add a step after the others of the agreement's draft; `step` is not stored yet.

    With its first one the agreement has steps of its own instead of the usual ones.

    :raises TransitionNotAllowed: if it has no draft
    :raises ValidationError: if the step does not say whom, or when
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    last = draft.steps.aggregate(last=Max("position"))["last"] or 0
    step.version, step.position = draft, last + 1
    step.full_clean()
    step.save(force_insert=True)
    save_agreement(agreement)
    record_event(
        "agreement.step_added",
        item=agreement.item,
        actor=actor,
        at=at,
        facts={"version": draft.number, "step": step.step.facts()},
    )
    void_if_reworded(draft, actor=actor, at=at)
    return step


@transaction.atomic
def remove_step(
    *,
    number: str,
    step_id: int,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> None:
    """
    Take a step out of the agreement's draft.

    :raises EscalationStep.DoesNotExist: if the draft has no such step
    :raises TransitionNotAllowed: if it has no draft
    """
    agreement = lock_agreement(number=number, actor=actor, version=version)
    draft = draft_of(agreement)
    step = draft.steps.get(pk=step_id)
    facts = {"version": draft.number, "step": step.step.facts()}
    step.delete()
    save_agreement(agreement)
    record_event(
        "agreement.step_removed", item=agreement.item, actor=actor, at=at, facts=facts
    )
    void_if_reworded(draft, actor=actor, at=at)


def copy_steps(last: AgreementVersion, draft: AgreementVersion) -> None:
    """Give a new draft the steps of the version that it follows."""
    for step in last.steps.order_by("position"):
        step.pk, step.version = None, draft
        step.save(force_insert=True)
