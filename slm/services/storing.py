"""Storing the terms of a target and the contents of a draft."""

from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import Model

from slm.models import (
    AgreementSection,
    AgreementVersion,
    Arrangement,
    CriticalPeriod,
    Target,
    WorkloadLimit,
)
from slm.parts import Contents, Numbers
from slm.terms import TargetTerms


def store_target(terms: TargetTerms, target: Target) -> Target:
    """Store a new or changed target with these terms."""
    terms.write_to(target)
    target.full_clean()
    target.save()
    target.budgets.all().delete()
    for budget in terms.budget_rows(target):
        budget.full_clean()
        budget.save(force_insert=True)
    target.links.all().delete()
    for link in terms.links(target):
        link.full_clean()
        link.save(force_insert=True)
    target.credit_rules.all().delete()
    for credit in terms.credit_rows(target):
        credit.full_clean()
        credit.save(force_insert=True)
    return target


def store_contents(contents: Contents, draft: AgreementVersion) -> None:
    """Store what a draft says beside its targets, in place of what it said."""
    for rows in (draft.sections, draft.workload_limits, draft.critical_periods):
        rows.all().delete()
    Arrangement.objects.filter(version=draft).delete()
    _insert(
        AgreementSection(version=draft, key=key, text=text)
        for key, text in sorted(contents.sections.items())
    )
    _insert(
        WorkloadLimit(
            version=draft,
            service=limit.service,
            record_kind=limit.record_kind,
            lower=limit.lower,
            upper=limit.upper,
            per=limit.per,
        )
        for limit in contents.limits
    )
    _insert(CriticalPeriod(version=draft, **asdict(one)) for one in contents.periods)
    if contents.numbers != Numbers():
        _insert([Arrangement(version=draft, **asdict(contents.numbers))])


def _insert(rows: Iterable[Model]) -> None:
    for row in rows:
        row.full_clean()
        row.save(force_insert=True)
