"""How far needs are answered by what still holds of what answered them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from calendars.hours import Budget
from slm.choices import Coverage
from slm.models import (
    AgreementVersion,
    RequirementAnswer,
    ServiceLevelRequirement,
    Target,
)
from slm.selectors.requirements import Tally, gives_less, is_longer

ANSWERED = (Coverage.WHOLLY, Coverage.PARTLY)
# What makes two targets of one agreement the same promise in another version.
SAME = (
    "metric",
    "record_kind",
    "customer_id",
    "service_id",
    "category_id",
    "measure_id",
    "statistic",
)


@dataclass(frozen=True, slots=True)
class Lapse:
    """That a target answers a need no more: why, in words."""

    answer: RequirementAnswer
    reason: str


# By need.
Lapses = dict[int, list[Lapse]]


def covered(
    requirements: QuerySet[ServiceLevelRequirement], lapses: Lapses
) -> QuerySet[ServiceLevelRequirement]:
    """
    Tell of each need as `covered` how far it is answered, with what has lapsed of it.

    As it was documented, until a target that answered it ends, or is superseded by a
    version that promises it no more: then partly, or not if none is left.
    """
    given = RequirementAnswer.objects.standing().filter(requirement__in=lapses)
    counts = Counter(given.values_list("requirement", flat=True))
    lost = [pk for pk, found in lapses.items() if len(found) == counts[pk]]
    still = Case(
        When(pk__in=lost, then=Value(Coverage.NOT.value)),
        When(pk__in=[*lapses], then=Value(Coverage.PARTLY.value)),
        default=F("coverage"),
        output_field=CharField(),
    )
    return requirements.annotate(**{"covered": still})


def coverage_of(requirements: QuerySet[Any]) -> Tally:
    """Return how many needs are answered, partly, not, not decided, once `covered`."""
    rows = (
        requirements.order_by().values("covered").annotate(n=Count("pk", distinct=True))
    )
    return Tally({row["covered"]: row["n"] for row in rows})


def lapses_on(day: date) -> Lapses:
    """Return, by need, which of the targets that answered it do so no more that day."""
    lasting = AgreementVersion.objects.lasting(day)
    ended = (
        RequirementAnswer.objects.standing()
        .filter(requirement__coverage__in=ANSWERED)
        .exclude(target__version__in=lasting)
        .select_related("requirement", "target__version__agreement__item")
        .prefetch_related("target__budgets", "target__version__services")
        .order_by("pk")
    )
    held = _held({one.target.version.agreement_id for one in ended}, lasting)
    found: dict[int, list[Lapse]] = defaultdict(list)
    for answer in ended:
        successors = held.get(answer.target.version.agreement_id, [])
        if reason := _why_lapsed(answer, successors):
            found[answer.requirement_id].append(Lapse(answer, reason))
    return dict(found)


def _held(
    agreements: set[int], lasting: QuerySet[AgreementVersion]
) -> dict[int, list[AgreementVersion]]:
    """
    Return what lasts of these agreements, with its targets; the newest first.

    Of an interim one also what lasts of the formal one that took its place.
    """
    own = Q(agreement__in=agreements) | Q(agreement__replaces__in=agreements)
    versions = lasting.filter(own).select_related("agreement__item")
    held: dict[int, list[AgreementVersion]] = defaultdict(list)
    related = versions.prefetch_related("targets__budgets", "services")
    for version in related.order_by("-number"):
        held[version.agreement_id].append(version)
        if version.agreement.replaces_id:
            held[version.agreement.replaces_id].append(version)
    return held


def _why_lapsed(answer: RequirementAnswer, successors: list[AgreementVersion]) -> str:
    """Say why what answered a need does so no more; nothing if it is promised still."""
    target, need = answer.target, answer.requirement
    version = target.version
    words = {"target": target, "agreement": version.agreement.number}
    if not successors:
        ended = date_format(version.valid_to) if version.valid_to else "–"
        said = _("%(agreement)s, which promised “%(target)s”, ended on %(day)s.")
        return said % {**words, "day": ended}
    alike = [
        one
        for successor in successors
        for one in successor.targets.all()
        if _is_same(one, target) and _serves(successor, one, need)
    ]
    if any(_gives(one, target, need) for one in alike):
        return ""
    words["version"] = successors[0].number
    words["agreement"] = successors[0].agreement.number
    if alike:
        said = _("Version %(version)s of %(agreement)s promises less: “%(target)s”.")
    else:
        said = _("Version %(version)s of %(agreement)s promises “%(target)s” no more.")
    return said % words


def _is_same(one: Target, other: Target) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in SAME)


def _serves(
    version: AgreementVersion, target: Target, need: ServiceLevelRequirement
) -> bool:
    if need.service_id is None or target.service_id is not None:
        return True
    named = {one.pk for one in version.services.all()}
    return not named or need.service_id in named


def _gives(one: Target, answered: Target, need: ServiceLevelRequirement) -> bool:
    """Whether it gives no less than what answered the need, or all that is needed."""
    if one.is_of_period:
        enough = (answered.goal_value, need.goal_value)
        return any(goal is not None and not gives_less(one, goal) for goal in enough)
    if one.goal_percent < min(answered.goal_percent, need.goal_percent or 100):
        return False
    budgets = {row.priority: row.budget for row in one.budgets.all()}
    return all(
        _is_kept(budgets.get(row.priority, budgets.get(None)), row.budget, need)
        for row in answered.budgets.all()
        if need.priority in (None, row.priority) or row.priority is None
    )


def _is_kept(
    budget: Budget | None, before: Budget, need: ServiceLevelRequirement
) -> bool:
    if budget is None:
        return False
    wished = need.budget
    return not is_longer(budget, before) or (
        wished is not None and not is_longer(budget, wished)
    )
