"""Where the answer to a need can be promised, and by which targets it is."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from core.models import User
from slm.choices import Leg, RequirementState, Resolution
from slm.models import (
    Agreement,
    AgreementVersion,
    ServiceLevelRequirement,
    Target,
)
from slm.selectors.book import rules_of
from slm.selectors.requirements import (
    answering_targets,
    gives_less,
    is_about,
    is_longer,
)
from slm.selectors.sheet import with_versions
from slm.targets import TargetRule

DECIDED = (RequirementState.RESOLVED, RequirementState.DOCUMENTED)


def leads_on(requirement: ServiceLevelRequirement) -> bool:
    """Whether it was decided to do something about the need."""
    is_done = requirement.resolution == Resolution.NO_ACTION
    return requirement.state in DECIDED and not is_done


def agreements_for(
    requirement: ServiceLevelRequirement, reader: User, day: date
) -> list[Agreement]:
    """Return what is agreed with the customer, or being drafted, with its versions."""
    lasting = AgreementVersion.objects.lasting(day).values("agreement")
    drafted = AgreementVersion.objects.drafts().values("agreement")
    theirs = Agreement.objects.visible_to(reader).filter(
        Q(pk__in=lasting) | Q(pk__in=drafted),
        leg=Leg.SLA,
        customer=requirement.customer_id,
    )
    return list(with_versions(theirs, reader).order_by("item__number"))


def offered_answers(
    requirement: ServiceLevelRequirement, day: date
) -> QuerySet[Target]:
    """Return the targets of each agreement's newest version, and those that answer it."""
    lasting = AgreementVersion.objects.lasting(day).order_by("agreement", "-number")
    newest = lasting.distinct("agreement").values("pk")
    answering = requirement.answers.standing().values("target")
    return answering_targets(requirement, day).filter(
        Q(version__in=newest) | Q(pk__in=answering)
    )


def targets_as_wished(
    requirement: ServiceLevelRequirement, targets: Iterable[Target]
) -> list[int]:
    """Return which of these promise what is needed, or more."""
    if not requirement.metric:
        return []
    alike = [one for one in targets if one.metric == requirement.metric]
    if requirement.is_of_month:
        wanted = (None, requirement.service_id)
        return [
            one.pk
            for one in alike
            if not gives_less(one, requirement.goal_value)
            and (requirement.service_id is None or one.service_id in wanted)
        ]
    rules = [rule for one in {one.version for one in alike} for rule in rules_of(one)]
    kept = {rule.target_id for rule in rules if _keeps(rule, requirement)}
    return [one.pk for one in alike if one.pk in kept]


def _keeps(rule: TargetRule, requirement: ServiceLevelRequirement) -> bool:
    is_enough = rule.goal_percent >= (requirement.goal_percent or 0)
    is_in_time = not is_longer(rule.budget, requirement.budget)
    return is_about(requirement, rule) and is_enough and is_in_time
