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
    target.credit_rules.all().delete()
    for credit in terms.credit_rows(target):
        credit.full_clean()
        credit.save(force_insert=True)
    return target
