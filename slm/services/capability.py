"""Once a year, what the provider can deliver against what is asked for (clause 6.1)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from catalogue.choices import OFFERED_STATES
from catalogue.models import Service
from core.lifecycle import TransitionNotAllowed
from core.models import Event, User
from core.rows_told import RowsBefore
from slm.choices import CapabilityState
from slm.lifecycle import CAPABILITY
from slm.models import AgreedCatalogue, CapabilityAssessment, CapabilityLine
from slm.selectors.capability import updates_of
from slm.services.capability_plans import lock_assessment, note_step, save_assessment

TEXTS = ("demand", "capability", "gap", "change")
SAID = (*TEXTS, "decision")


@transaction.atomic
def start_assessment(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> CapabilityAssessment:
    """Begin to assess: one row for each service that is offered."""
    assessment = lock_assessment(number, version, actor)
    _move("start", assessment, actor)
    lines = RowsBefore("line", assessment.lines.all())
    _fill(assessment)
    save_assessment(assessment, "state")
    states = [CapabilityState.PLANNED, assessment.state]
    note_step(
        "started", assessment, actor, at, changes={"state": states}, facts=lines.facts()
    )
    return assessment


@transaction.atomic
def assess_service(
    *,
    number: str,
    line_id: int,
    values: dict[str, Any],
    version: int | None = None,
    actor: User,
    at: datetime,
) -> CapabilityLine:
    """
    Say of a service what is asked for, what can be delivered, and what is decided.

    :raises CapabilityLine.DoesNotExist: if the assessment has no such row
    :raises TransitionNotAllowed: unless it is in assessment
    """
    assessment = lock_assessment(number, version, actor)
    _refuse_unless(assessment, CapabilityState.IN_ASSESSMENT)
    line = assessment.lines.select_related("service__item").get(pk=line_id)
    lines = RowsBefore("line", assessment.lines.filter(pk=line_id))
    before = {name: getattr(line, name) for name in SAID}
    for name in {*values} & {*SAID}:
        setattr(line, name, str(values[name]).strip())
    line.full_clean()
    line.save(update_fields=SAID)
    save_assessment(assessment)
    changed = [name for name in SAID if before[name] != getattr(line, name)]
    pairs = {name: [before[name], getattr(line, name)] for name in changed}
    note_step(
        "assessed",
        assessment,
        actor,
        at,
        facts={"service": line.service.number, **lines.facts()},
        changes={name: pair for name, pair in pairs.items() if name not in TEXTS},
        personal={name: pair for name, pair in pairs.items() if name in TEXTS},
    )
    return line


@transaction.atomic
def decide_assessment(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> CapabilityAssessment:
    """
    Decide on every service together; the desk is told.

    :raises ValidationError: naming the services that are not assessed yet, among them
        those offered since it began
    """
    assessment = lock_assessment(number, version, actor)
    _move("decide", assessment, actor)
    known = [str(line.service) for line in _lines(assessment) if not line.is_assessed]
    new = [service.name for service in _missing(assessment)]
    if known or new:
        names = ", ".join([*known, *new])
        raise ValidationError(_("Not assessed yet: %s.") % names)
    assessment.decided_at = at
    save_assessment(assessment, "state", "decided_at")
    decisions = {line.service.number: line.decision for line in _lines(assessment)}
    changes = {
        "state": [CapabilityState.IN_ASSESSMENT, assessment.state],
        "decided_at": [None, at],
    }
    facts = {"decisions": decisions}
    note_step("decided", assessment, actor, at, changes=changes, facts=facts)
    return assessment


@transaction.atomic
def add_new_services(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> CapabilityAssessment:
    """Add a row for each service that is offered since the assessment began."""
    assessment = lock_assessment(number, version, actor)
    _refuse_unless(assessment, CapabilityState.IN_ASSESSMENT)
    lines = RowsBefore("line", assessment.lines.all())
    added = _fill(assessment)
    if not added:
        raise ValidationError(_("Every service that is offered has its row."))
    save_assessment(assessment)
    numbers = [service.number for service in added]
    facts = {"services": numbers, **lines.facts()}
    note_step("services_added", assessment, actor, at, facts=facts)
    return assessment


@transaction.atomic
def note_catalogue_update(
    *,
    number: str,
    line_id: int,
    event: Event | None = None,
    catalogue: AgreedCatalogue | None = None,
    version: int | None = None,
    actor: User,
    at: datetime,
) -> CapabilityLine:
    """
    Say how the catalogue followed a decision: what was done to the service, or agreed.

    :raises TransitionNotAllowed: unless it is decided, and not carried out yet
    :raises ValidationError: if neither fits the service
    """
    assessment = lock_assessment(number, version, actor)
    _refuse_unless(assessment, CapabilityState.DECIDED)
    line = assessment.lines.select_related("service__item").get(pk=line_id)
    events, catalogues = updates_of(line)
    if (event in events) + (catalogue in catalogues) != 1:
        raise ValidationError(
            _("Choose what was done to the service, or the catalogue agreed since.")
        )
    lines = RowsBefore("line", assessment.lines.filter(pk=line_id))
    line.update_event, line.update_catalogue = event, catalogue
    line.save(update_fields=["update_event", "update_catalogue"])
    save_assessment(assessment)
    facts = {
        "service": line.service.number,
        "event": event.pk if event else None,
        "catalogue": catalogue.number if catalogue else None,
        **lines.facts(),
    }
    note_step("catalogue_updated", assessment, actor, at, facts=facts)
    return line


@transaction.atomic
def carry_out_assessment(
    *, number: str, version: int | None = None, actor: User, at: datetime
) -> CapabilityAssessment:
    """
    End it, once the catalogue says what was decided.

    :raises ValidationError: naming the services whose update is not linked
    """
    assessment = lock_assessment(number, version, actor)
    _move("carry_out", assessment, actor)
    left = [str(line.service) for line in _lines(assessment) if not line.is_updated]
    if left:
        names = ", ".join(left)
        raise ValidationError(_("The catalogue does not say it yet of: %s.") % names)
    assessment.carried_out_at = at
    save_assessment(assessment, "state", "carried_out_at")
    changes = {
        "state": [CapabilityState.DECIDED, assessment.state],
        "carried_out_at": [None, at],
    }
    note_step("carried_out", assessment, actor, at, changes=changes)
    return assessment


def _lines(assessment: CapabilityAssessment) -> Iterable[CapabilityLine]:
    return assessment.lines.select_related("service__item")


def _missing(assessment: CapabilityAssessment) -> list[Service]:
    offered = Service.objects.filter(state__in=OFFERED_STATES).select_related("item")
    known = assessment.lines.values("service")
    return list(offered.exclude(pk__in=known).order_by("name"))


def _fill(assessment: CapabilityAssessment) -> list[Service]:
    added = _missing(assessment)
    CapabilityLine.objects.bulk_create(
        CapabilityLine(assessment=assessment, service=service) for service in added
    )
    return added


def _refuse_unless(assessment: CapabilityAssessment, state: CapabilityState) -> None:
    if assessment.state != state:
        raise TransitionNotAllowed(
            _("That is possible only while it is “%s”.") % state.label
        )


def _move(name: str, assessment: CapabilityAssessment, actor: User) -> None:
    assessment.state = CAPABILITY.find(name, assessment.state).target
