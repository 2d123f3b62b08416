"""An agreement as people read it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from calendars.definition import Definition
from calendars.hours import Budget
from calendars.selectors import version_at
from catalogue.models import Service
from core.kinds import get_kind
from core.models import User
from records.choices import Priority
from slm.choices import Metric, VersionStatus
from slm.durations import plain_percent, target_words
from slm.models import Agreement, AgreementVersion, Target, TargetBudget
from slm.selectors.book import target_book

PRIORITIES = tuple(Priority)


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target with its hours and budgets, one for each priority or None."""

    target: Target
    hours: Definition | None
    cells: Sequence[tuple[Priority, Budget | None]]

    @property
    def goal(self) -> Decimal:
        """The share that is to be met, in percent, without needless noughts."""
        return plain_percent(self.target.goal_percent)

    @property
    def words(self) -> str:
        """All of it in one line: what it is limited to, times, hours and goal."""
        times = [
            f"{priority.label} {target_words(self.target.metric, budget)}"
            for priority, budget in self.cells
            if budget
        ]
        only = _("only %s") % ", ".join(self.limits) if self.limits else ""
        parts = (only, ", ".join(times), str(self.target.calendar), f"{self.goal} %")
        return " · ".join(part for part in parts if part)

    @property
    def limits(self) -> list[str]:
        return limits_of(self.target)


def limits_of(target: Target) -> list[str]:
    """Say what the target is limited to, beside priorities: a kind, a service …"""
    return limits_in_words(target.record_kind, names_of_limits(target))


def names_of_limits(target: Target) -> list[str]:
    """Return the names of what the target is limited to, in no language."""
    named = (target.service, target.category, target.customer)
    return [str(limit) for limit in named if limit]


def limits_in_words(record_kind: str, names: Iterable[str]) -> list[str]:
    """Say to which kind of record and to what else a target is limited."""
    kinds = [str(get_kind(record_kind).label_plural)] if record_kind else []
    return [*kinds, *names]


def target_lines(version: AgreementVersion, at: datetime) -> list[TargetLine]:
    """Return the targets that records have, with the hours that count at that instant."""
    targets = (
        version.targets.filter(metric__in=Metric.values)
        .select_related(
            *("calendar__item", "service", "category", "customer", "responsible")
        )
        .prefetch_related("budgets", "credit_rules")
    )
    hours: dict[int, Definition | None] = {}
    for target in targets:
        if target.calendar_id not in hours:
            found = version_at(target.calendar, at)
            hours[target.calendar_id] = found.agreed if found else None
    return [
        TargetLine(
            target, hours[target.calendar_id], _cells(list(target.budgets.all()))
        )
        for target in targets
    ]


def month_targets(version: AgreementVersion) -> list[Target]:
    """Return the targets of a version that are of a month as a whole."""
    targets = version.targets.exclude(metric__in=Metric.values)
    related = targets.select_related(
        *("calendar", "service", "category", "customer"),
        *("responsible", "measure__service"),
    )
    return list(related.prefetch_related("credit_rules"))


def _cells(rows: list[TargetBudget]) -> list[tuple[Priority, Budget | None]]:
    given = {row.priority: row.budget for row in rows}
    return [(priority, given.get(priority, given.get(None))) for priority in PRIORITIES]


def with_versions(agreements: QuerySet[Agreement], reader: User) -> QuerySet[Agreement]:
    """Load parties along, and the versions that the reader may read, for lists."""
    readable = AgreementVersion.objects.visible_to(reader).order_by("-number")
    versions = readable.prefetch_related("offers", "signatures")
    return agreements.select_related(
        "item", "customer", "team", "supplier", "provider", "replaces__item"
    ).prefetch_related(Prefetch("versions", versions))


def current_version(
    versions: Sequence[AgreementVersion], day: date
) -> AgreementVersion | None:
    """Return the version that holds on that day."""
    for version in versions:
        if version.holds_on(day):
            return version
    return None


def version_to_show(
    versions: Sequence[AgreementVersion], day: date
) -> AgreementVersion:
    """
    Return the one that holds, else the one to come, else the newest.

    A draft hides nothing that was agreed: it is shown if there is nothing else.

    :raises AgreementVersion.DoesNotExist: if there is none that the reader may read
    """
    if not versions:
        raise AgreementVersion.DoesNotExist
    agreed = [one for one in versions if not one.is_draft]
    coming = [one for one in agreed if one.status == VersionStatus.IN_FORCE]
    return current_version(versions, day) or (coming or agreed or list(versions))[0]


def version_asked(
    versions: Sequence[AgreementVersion], number: str, day: date
) -> AgreementVersion:
    """
    Return the one of that number, or without a number the one to show.

    :raises AgreementVersion.DoesNotExist: if there is none that the reader may read
    """
    found = [one for one in versions if number in ("", str(one.number))]
    return version_to_show(found, day)


def shown_versions(
    agreements: Iterable[Agreement], day: date
) -> Iterator[tuple[Agreement, AgreementVersion]]:
    """Yield each with the version to show; of `with_versions`, in their order."""
    for agreement in agreements:
        versions = list(agreement.versions.all())
        # Offered once, and being reworded: its wording is not theirs to read.
        if versions:
            yield agreement, version_to_show(versions, day)


def next_version(
    shown: AgreementVersion, versions: Iterable[AgreementVersion], day: date
) -> AgreementVersion | None:
    """Return the version that follows the one shown, and is agreed on already."""
    for one in versions:
        is_coming = one.valid_from is not None and one.valid_from > day
        if one != shown and is_coming and one.status == VersionStatus.IN_FORCE:
            return one
    return None


def targets_for_service(
    service: Service, at: datetime
) -> list[tuple[Target, list[str], list[tuple[Priority, Budget | None]]]]:
    """Return the targets for records of the service, by customer, with limits and budgets."""
    rules = [
        rule
        for rule in target_book()
        if rule.is_in_force(at)
        and (rule.service_ids is None or service.pk in rule.service_ids)
    ]
    targets = Target.objects.filter(pk__in={rule.target_id for rule in rules})
    agreement = "version__agreement"
    related = targets.select_related(
        *[
            f"{agreement}__{party}"
            for party in ("item", "customer", "team", "supplier")
        ],
        *["calendar", "service", "category", "customer"],
    )
    listed = related.prefetch_related("budgets").order_by(
        *[f"{agreement}__{key}" for key in ("customer__name", "title", "pk")],
        *["metric", "pk"],
    )
    return [
        (target, limits_of(target), _cells(list(target.budgets.all())))
        for target in listed
    ]
