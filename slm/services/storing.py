"""Storing the terms of a target of a draft."""

from slm.models import Target
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
    return target
