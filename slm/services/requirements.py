"""From a customer's need to what was agreed about it, or why nothing was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.selectors import person_of
from core.events import record_event
from core.lifecycle import Transition, TransitionNotAllowed
from core.models import User
from core.numbers import new_item
from core.rows_told import RowsBefore
from core.versions import check_version
from slm.choices import Coverage, RequirementState, Resolution
from slm.lifecycle import REQUIREMENT
from slm.models import RequirementAnswer, ServiceLevelRequirement, Target
from slm.permissions import GATHER, is_still_worded, may_edit_requirement
from slm.selectors.requirements import answering_targets

# What a requirement says as it is gathered; the first of them are free text.
TEXTS = ("title", "need", "new_service", "source", "hours")
REFERENCES = ("customer", "service", "stated_by")
SAID = (
    *TEXTS,
    "customer",
    "service",
    "stated_by",
    "stated_on",
    "metric",
    "priority",
    "wished",
    "goal_percent",
    "goal_value",
)


@transaction.atomic
def gather_requirement(
    *, requirement: ServiceLevelRequirement, actor: User, at: datetime
) -> ServiceLevelRequirement:
    """
    Write down what a customer needs; `requirement` is not stored yet.

    Whoever represents a customer gathers for that customer alone.

    :raises PermissionDenied: if the actor may not gather for that customer
    :raises ValidationError: if something is missing or does not fit
    """
    if not actor.has_perm(GATHER):
        raise PermissionDenied
    if not actor.has_perm("slm.manage_agreement"):
        person = person_of(actor)
        if person is None or person.organisation_id != requirement.customer_id:
            raise PermissionDenied
    requirement.gathered_by, requirement.gathered_at = actor, at
    requirement.full_clean(exclude=["item"])
    requirement.item = new_item("requirement")
    requirement.save(force_insert=True)
    said = _said(requirement)
    record_event(
        "requirement.gathered",
        item=requirement.item,
        actor=actor,
        at=at,
        changes={name: [None, said[name]] for name in SAID if name not in TEXTS},
        personal={name: ["", said[name]] for name in TEXTS if said[name]},
    )
    return requirement


@transaction.atomic
def edit_requirement(
    *,
    number: str,
    values: dict[str, Any],
    version: int | None = None,
    actor: User,
    at: datetime,
) -> ServiceLevelRequirement:
    """
    Put a need in other words, before it is resolved.

    :raises PermissionDenied: if it is not the actor's to change
    :raises TransitionNotAllowed: if it is resolved already
    """
    requirement = _lock(number, version, actor)
    if not may_edit_requirement(actor, requirement):
        raise PermissionDenied
    if not is_still_worded(actor, requirement):
        message = _("This is not possible while it is “%s”.")
        raise TransitionNotAllowed(message % requirement.get_state_display())
    before = _said(requirement)
    for name in {*values} & {*SAID} - {"customer"}:
        setattr(requirement, name, values[name])
    _save(requirement, [name for name in SAID if name != "customer"])
    after = _said(requirement)
    changed = [name for name in SAID if before[name] != after[name]]
    pairs = {name: [before[name], after[name]] for name in changed}
    record_event(
        "requirement.edited",
        item=requirement.item,
        actor=actor,
        at=at,
        changes={name: pair for name, pair in pairs.items() if name not in TEXTS},
        personal={name: pair for name, pair in pairs.items() if name in TEXTS},
    )
    return requirement


def assess_requirement(
    *,
    number: str,
    assessment: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> ServiceLevelRequirement:
    """Say what the provider can deliver of it, and what it would take."""
    said = {"assessment": assessment}
    return _move("assess", number, version, actor, at, personal=said)


@transaction.atomic
def resolve_requirement(
    *,
    number: str,
    resolution: str,
    reason: str,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> ServiceLevelRequirement:
    """
    Decide what is done about it, with the reason.

    Again, once it was documented: then it is to be said anew what answers it.
    """
    requirement = _lock(number, version, actor)
    _step("resolve", requirement, actor)
    plain, facts = {"resolution": resolution}, None
    if requirement.state == RequirementState.DOCUMENTED:
        plain["coverage"], facts = Coverage.OPEN, _replace_answers(requirement, [], at)
    said: dict[str, Any] = {"plain": plain, "personal": {"reason": reason}}
    return _move("resolve", number, version, actor, at, **said, facts=facts)


@transaction.atomic
def document_requirement(
    *,
    number: str,
    coverage: str,
    targets: Sequence[Target] = (),
    version: int | None = None,
    actor: User,
    at: datetime,
) -> ServiceLevelRequirement:
    """
    Trace it to the targets that answer it, wholly or partly; or close it without any.

    Again, once something else is agreed: what answered it before is replaced.

    :raises ValidationError: if it is documented just so already; if the targets do not
        fit: none that is agreed with the customer or for all about what is needed,
        none at all for an answer, or some for none
    """
    requirement = _lock(number, version, actor)
    _step("document", requirement, actor)
    targets = list(dict.fromkeys(targets))
    _check_answer(requirement, coverage, targets, at)
    rows = _replace_answers(requirement, targets, at)
    facts = {"targets": sorted(target.pk for target in targets), **rows}
    plain = {"coverage": coverage}
    return _move("document", number, version, actor, at, plain=plain, facts=facts)


def _replace_answers(
    requirement: ServiceLevelRequirement, targets: Sequence[Target], at: datetime
) -> dict[str, Any]:
    """Let these alone answer it from now on, and return what is recorded of it."""
    answers = RowsBefore("answer", requirement.answers.all())
    requirement.answers.standing().exclude(target__in=targets).update(replaced_at=at)
    RequirementAnswer.objects.bulk_create(
        [RequirementAnswer(requirement=requirement, target=one) for one in targets],
        update_conflicts=True,
        unique_fields=["requirement", "target"],
        update_fields=["replaced_at"],
    )
    return answers.facts()


def _check_answer(
    requirement: ServiceLevelRequirement,
    coverage: str,
    targets: Sequence[Target],
    at: datetime,
) -> None:
    if coverage == Coverage.OPEN:
        raise ValidationError({"coverage": _("Say how far it is answered.")})
    is_answered = coverage != Coverage.NOT
    if is_answered and not targets:
        raise ValidationError({"targets": _("Name the targets that answer it.")})
    if not is_answered and targets:
        raise ValidationError({"targets": _("What is not answered names no target.")})
    if is_answered and requirement.resolution == Resolution.NO_ACTION:
        raise ValidationError(
            {"coverage": _("It was decided to do nothing: it is not answered.")}
        )
    agreed = set(answering_targets(requirement, timezone.localdate(at)))
    for target in targets:
        if target not in agreed:
            raise ValidationError(
                {
                    "targets": _("“%s” is not agreed with this customer for this.")
                    % target
                }
            )
    known = {one.target_id for one in requirement.answers.standing()}
    said = (RequirementState.DOCUMENTED, coverage, {one.pk for one in targets})
    if (requirement.state, requirement.coverage, known) == said:
        raise ValidationError(_("Nothing was changed."))


@transaction.atomic
def _move(
    name: str,
    number: str,
    version: int | None,
    actor: User,
    at: datetime,
    *,
    plain: dict[str, str] | None = None,
    personal: dict[str, str] | None = None,
    facts: dict[str, Any] | None = None,
) -> ServiceLevelRequirement:
    requirement = _lock(number, version, actor)
    step = _step(name, requirement, actor)
    given = {**(plain or {}), **(personal or {})}
    missing = [field for field in given if not str(given[field]).strip()]
    if missing:
        raise ValidationError({field: _("This is needed.") for field in missing})
    before = {field: getattr(requirement, field) for field in (*given, "state")}
    for field, value in given.items():
        setattr(requirement, field, value)
    requirement.state = step.target
    _save(requirement, [*given, "state"])
    texts = personal or {}
    record_event(
        f"requirement.{step.target}",
        item=requirement.item,
        actor=actor,
        at=at,
        changes={
            field: [before[field], getattr(requirement, field)]
            for field in ("state", *(plain or {}))
        },
        facts=facts,
        personal={field: [before[field], value] for field, value in texts.items()},
    )
    return requirement


def _step(name: str, requirement: ServiceLevelRequirement, actor: User) -> Transition:
    step = REQUIREMENT.find(name, requirement.state)
    if not actor.has_perm(step.permission):
        raise PermissionDenied
    return step


def _lock(number: str, version: int | None, actor: User) -> ServiceLevelRequirement:
    pk = ServiceLevelRequirement.objects.visible_to(actor).get(item__number=number).pk
    rows = ServiceLevelRequirement.objects.select_for_update(no_key=True, of=("self",))
    requirement = rows.select_related("item").get(pk=pk)
    check_version(requirement, version)
    return requirement


def _save(requirement: ServiceLevelRequirement, fields: Sequence[str]) -> None:
    requirement.version += 1
    requirement.full_clean(exclude=["item"])
    requirement.save(update_fields=[*fields, "version"])


def _said(requirement: ServiceLevelRequirement) -> dict[str, Any]:
    values = {name: getattr(requirement, name) for name in SAID}
    for name in REFERENCES:
        values[name] = values[name].pk if values[name] else None
    for name, places in (("goal_percent", 2), ("goal_value", 3)):
        goal = values[name]
        values[name] = None if goal is None else f"{goal:.{places}f}"
    return values
