"""The rows that belong to versions of agreements, whatever reads or hashes them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from core.canonical import part_hash
from core.evidence_rows import Parts, rows_below
from slm.models import (
    AgreementSection,
    AgreementService,
    AgreementVersion,
    Arrangement,
    ChainLink,
    CreditRule,
    CriticalPeriod,
    EscalationStep,
    Offer,
    Signature,
    Target,
    TargetBudget,
    WorkloadLimit,
)

OF_VERSION: dict[str, Any] = {
    "target": Target,
    "covered": AgreementService,
    "section": AgreementSection,
    "limit": WorkloadLimit,
    "critical": CriticalPeriod,
    "arrangement": Arrangement,
    "step": EscalationStep,
    "offer": Offer,
    "signature": Signature,
}
OF_TARGET: dict[str, Any] = {
    "budget": TargetBudget,
    "credit": CreditRule,
    "link": ChainLink,
}


def rows_of_versions(
    versions: QuerySet[AgreementVersion],
) -> Iterable[dict[int, Parts]]:
    """Yield what belongs to these versions, by agreement, each row as a part."""
    for path, models in (("version", OF_VERSION), ("target__version", OF_TARGET)):
        for name, model in models.items():
            rows = model.objects.filter(**{f"{path}__in": versions})
            yield dict(rows_below(rows, f"{path}__agreement", name))


def hashes_of_version(version: AgreementVersion) -> dict[str, str]:
    """Return the hash of each row that belongs to a version."""
    versions = AgreementVersion.objects.filter(pk=version.pk)
    found = [rows.get(version.agreement_id, {}) for rows in rows_of_versions(versions)]
    return {part: part_hash(row) for rows in found for part, row in rows.items()}
