"""Which rules of a leg may apply to the records of a promise."""

from collections.abc import Iterable

from slm.targets import TargetRule


def covering(
    rule: TargetRule, said: Iterable[TargetRule]
) -> tuple[list[TargetRule], bool]:
    """
    Return what of a leg's rules may apply to the records of a promise.

    The more specific first, down to one that is for all of them, and whether there is
    such a one.
    """
    found = []
    for one in sorted(said, key=lambda each: each.specificity, reverse=True):
        if not _touches(one, rule):
            continue
        found.append(one)
        if embraces(one, rule):
            return found, True
    return found, False


def _touches(one: TargetRule, rule: TargetRule) -> bool:
    limits = (
        (one.customer_id, rule.customer_id),
        (one.category_id, rule.category_id),
        (one.priority, rule.priority),
        (one.kind, rule.kind),
    )
    shared = (
        one.service_ids is None
        or rule.service_ids is None
        or bool(one.service_ids & rule.service_ids)
    )
    return shared and all(a == b or not (a and b) for a, b in limits)


def embraces(one: TargetRule, rule: TargetRule) -> bool:
    """Whether a rule is about every record that the other is about."""
    return (
        one.customer_id in (None, rule.customer_id)
        and one.category_id in (None, rule.category_id)
        and one.priority in (None, rule.priority)
        and one.kind in ("", rule.kind)
        and (
            one.service_ids is None
            or (rule.service_ids is not None and rule.service_ids <= one.service_ids)
        )
    )
