"""Whether any record can come under a target: what none can is no promise."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from catalogue.choices import ServiceState
from catalogue.models import Service
from slm.choices import Leg
from slm.models import Agreement, AgreementVersion, Target
from slm.selectors.book import rules_for_ever
from slm.selectors.chain_rules import embraces
from slm.selectors.sheet import PRIORITIES
from slm.targets import TargetRule


def unreachable(version: AgreementVersion, targets: Sequence[Target]) -> Iterator[str]:
    """Say which of its targets no record can reach, and why."""
    rules = rules_for_ever(version)
    named = list(version.services.order_by("name"))
    for target in targets:
        services = [target.service] if target.service else named
        reasons = [_out_of_reach(version.agreement, one) for one in services]
        if reasons and all(reasons):
            yield _none_can(target, "; ".join(filter(None, reasons)))
        if target.category and not target.category.is_active:
            why = _("the category “%s” is no longer used") % target.category
            yield _none_can(target, why)
        if not target.is_of_period and _is_beaten(target, rules):
            yield _none_can(
                target, _("for every priority a more specific target applies")
            )


def _none_can(target: Target, why: str) -> str:
    text = _("No record can reach target “%(target)s”: %(why)s.")
    return text % {"target": target, "why": why}


def _out_of_reach(agreement: Agreement, service: Service) -> str | None:
    """Say why no record under the agreement can be about a service."""
    if service.state == ServiceState.RETIRED:
        return _("“%s” is retired") % service
    if agreement.leg != Leg.SLA:
        return None
    if service.is_supporting:
        return _("“%s” is a supporting service") % service
    entitled = service.entitlements.all()
    if agreement.customer_id:
        entitled = entitled.filter(customer=agreement.customer_id)
    if not entitled.exists():
        return _("nobody under it is entitled to “%s”") % service
    return None


def _is_beaten(target: Target, rules: Sequence[TargetRule]) -> bool:
    """Whether at every priority more specific rules are about all that it is about."""
    own = [rule for rule in rules if rule.target_id == target.pk]
    return bool(own) and all(
        any(_beats(other, rule, priority) for other in rules)
        for rule in own
        for priority in PRIORITIES
        if rule.priority in (None, priority)
    )


def _beats(other: TargetRule, rule: TargetRule, priority: int) -> bool:
    return (
        other.metric == rule.metric
        and other.specificity > rule.specificity
        and embraces(other, replace(rule, priority=priority))
    )
