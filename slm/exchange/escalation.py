"""The steps of an escalation in a file: people by their address, teams by name."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Person, Team
from slm.exchange.parts import StepPart
from slm.exchange.problems import ExchangeError, Problem
from slm.models import EscalationStep


def steps_of_file(parts: Iterable[StepPart]) -> list[EscalationStep]:
    """
    Return the steps that a file names, not yet stored.

    :raises ExchangeError: naming every one that cannot be
    """
    problems: list[Problem] = []
    found = []
    for part in parts:
        step = EscalationStep(
            percent=part.percent,
            minutes=part.minutes,
            ladder=part.ladder,
            whom=part.whom,
            team=Team.objects.filter(name=part.team).first() if part.team else None,
            person=Person.objects.filter(email=part.person).first()
            if part.person
            else None,
            role=part.role,
            acknowledge_minutes=part.acknowledge_minutes,
        )
        for name in ("team", "person"):
            given = getattr(part, name)
            if given and getattr(step, name) is None:
                text = _("“%s” is not known here") % given
                problems.append(Problem(f"{part.path}.{name}", text))
        problems += _wrong(step, part)
        found.append(step)
    if problems:
        raise ExchangeError(problems)
    return found


def _wrong(step: EscalationStep, part: StepPart) -> list[Problem]:
    try:
        step.clean_fields(exclude=["version", "position"])
        step.clean()
        if step.minutes and step.percent != 100:
            raise ValidationError({"minutes": _("Minutes count from the breach on.")})
    except ValidationError as error:
        return [
            Problem(f"{part.path}.{name}", message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return []


def step_written(step: EscalationStep) -> dict[str, Any]:
    """Return how a file says it."""
    return {
        "percent": step.percent,
        "minutes": step.minutes,
        "ladder": str(step.ladder),
        "whom": str(step.whom),
        "team": str(step.team) if step.team else None,
        "person": step.person.email if step.person else None,
        "role": str(step.role),
        "acknowledge_minutes": step.acknowledge_minutes,
    }
