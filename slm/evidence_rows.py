"""What is stored of agreements, and which events may change it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from core.evidence import (
    Change,
    Parts,
    joined,
    own_rows,
    part_hash,
    personal,
    register_rows,
    rows_below,
)
from slm.choices import Leg
from slm.models import (
    Agreement,
    AgreementService,
    AgreementVersion,
    Target,
    TargetBudget,
)

MAY_CHANGE = ("status", "valid_to", "end_reason")
PUBLISHED = "agreement.activated"
ENDED = ("agreement.superseded", "agreement.terminated")


def agreement_rows(ids: Sequence[int]) -> dict[int, Parts]:
    """Return agreements with what was put into force; drafts are nothing promised."""
    versions = AgreementVersion.objects.filter(agreement__in=ids).published()
    targets = Target.objects.filter(version__in=versions)
    budgets = TargetBudget.objects.filter(target__in=targets)
    services = AgreementService.objects.filter(version__in=versions)
    below: list[tuple[QuerySet[Any], str, str]] = [
        (targets, "version__agreement", "target"),
        (budgets, "target__version__agreement", "budget"),
        (services, "version__agreement", "covered"),
    ]
    return joined(
        own_rows(Agreement, ids),
        rows_below(versions, "agreement", "version", apart=MAY_CHANGE),
        *(rows_below(*one) for one in below),
    )


def explains_agreement(change: Change) -> bool:
    """Whether an event accounts for a change of an agreement."""
    if change.part == "version":
        return any(event.name.startswith("agreement.") for event in change.since)
    name, _space, rest = change.part.partition(" ")
    pk, _space, field = rest.partition(" ")
    if not pk:
        return False
    version = _version_of(name, int(pk))
    if version is None:
        return False
    about = [one for one in change.since if one.facts.get("version") == version.number]
    if not change.was and any(event.name == PUBLISHED for event in about):
        return True
    ended = [event for event in about if event.name in ENDED]
    return any(
        part_hash(change.value) == part_hash(said)
        for event in ended
        for said in (
            event.changes.get(field, [None, None])[1],
            personal(event).get("reason") if field == "end_reason" else None,
        )
        if said
    )


def _version_of(name: str, pk: int) -> AgreementVersion | None:
    versions = AgreementVersion.objects.all()
    ways = {
        "version": "pk",
        "target": "targets",
        "budget": "targets__budgets",
        "covered": "service_rows",
    }
    return versions.filter(**{ways[name]: pk}).first()


register_rows(Leg.SLA.value, agreement_rows, explains_agreement)
register_rows(Leg.OLA.value, agreement_rows, explains_agreement)
