"""What stands in the way of putting a draft into force."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations, product

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.wording import day
from records.choices import Priority
from slm.choices import Level, Metric, VersionStatus
from slm.models import Agreement, AgreementVersion, Target
from slm.selectors.book import rules_of, span_of, target_book
from slm.selectors.chains import chain_obstacles
from slm.selectors.completeness import incomplete_targets
from slm.selectors.concerned import records_concerned
from slm.selectors.negotiating import interim_obstacles, unsigned
from slm.selectors.reach import unreachable
from slm.targets import TargetRule

Obstacle = str | Promise
DAY = timedelta(days=1)


def obstacles(version: AgreementVersion) -> list[Obstacle]:
    """Return why the draft cannot enter into force; empty if nothing is in the way."""
    if version.valid_from is None:
        return [
            _("Say from which day it is valid."),
            *_target_obstacles(version),
            *unsigned(version),
        ]
    return [
        *_day_obstacles(version),
        *_target_obstacles(version),
        *_calendar_obstacles(version),
        *ambiguities(version),
        *interim_obstacles(version),
        *unsigned(version),
        *chain_obstacles(version),
    ]


def overlaps(version: AgreementVersion) -> list[str]:
    """
    Return which other agreements promise the same for some of the same records.

    Nothing stands in the way of that: the more specific target applies. Where neither
    is, that is an obstacle.
    """
    found: dict[int, set[str]] = {}
    for one, other in product(rules_of(version), _others(version)):
        if one.meets(other):
            found.setdefault(other.version_id, set()).add(other.metric)
    others = AgreementVersion.objects.filter(pk__in=found).order_by("pk")
    return [
        _overlap(other, found[other.pk])
        for other in others.select_related("agreement__item")
    ]


def _overlap(other: AgreementVersion, metrics: set[str]) -> str:
    last = other.last_day
    values = {
        "agreement": other.agreement,
        "number": other.number,
        "first": day(other.valid_from),
        "last": day(last) if last else _("open"),
        "metrics": ", ".join(str(Metric(metric).label) for metric in sorted(metrics)),
    }
    text = _("%(agreement)s, version %(number)s, %(first)s – %(last)s: %(metrics)s")
    return text % values


def _others(version: AgreementVersion) -> list[TargetRule]:
    # The interim agreement ends when what takes its place begins.
    own = {version.agreement_id, version.agreement.replaces_id}
    return [rule for rule in target_book() if rule.agreement_id not in own]


def records_opened_from(
    agreement: Agreement, first: date, last: date | None = None
) -> int:
    """Return how many records, opened from that day on, the agreement is about."""
    opened = records_concerned(agreement)
    records = opened.filter(opened_at__gte=agreement.start_of(first))
    if last:
        records = records.filter(opened_at__lt=agreement.start_of(last))
    return records.count()


def _day_obstacles(version: AgreementVersion) -> Iterator[Obstacle]:
    first, last = version.valid_from, version.valid_to
    if first is None:
        return
    if last and last <= first:
        yield _("It would end before it starts.")
    others = version.agreement.versions.published()
    for other in others.exclude(pk=version.pk):
        is_open = other.status == VersionStatus.IN_FORCE
        bound = other.valid_from if is_open else other.valid_to
        if bound and first < bound:
            yield _("Version %(number)s holds until after %(day)s.") % {
                "number": other.number,
                "day": day(first),
            }
    # The clocks of records opened since were started by other targets, or by none.
    if count := records_opened_from(version.agreement, first, last):
        yield _(
            "%(count)s records have been opened since %(day)s, and an agreement"
            " does not act backwards: let it start later."
        ) % {"count": count, "day": day(first)}


def _target_obstacles(version: AgreementVersion) -> Iterator[Obstacle]:
    yield from _level_obstacles(version)
    targets = list(version.targets.select_related("service", "category").all())
    if not targets:
        yield _("It has no target.")
    services = {row.service_id for row in version.service_rows.all()}
    for target in targets:
        if not target.is_of_period and not target.budgets.all():
            yield _("Target “%s” gives no time for any priority.") % target
        if target.service_id and services and target.service_id not in services:
            yield _(
                "Target “%(target)s” is about %(service)s, which it leaves out."
            ) % {
                "target": target,
                "service": target.service,
            }
    yield from unreachable(version, targets)
    yield from incomplete_targets(targets)


def _level_obstacles(version: AgreementVersion) -> Iterator[Obstacle]:
    level, services = version.agreement.level, version.service_rows.exists()
    if level == Level.SERVICE and not services:
        yield _("An agreement of the service level names its services.")
    if level == Level.CORPORATE and services:
        yield _(
            "A corporate agreement is about all services: for some of them, make one"
            " of the service level."
        )


def _calendar_obstacles(version: AgreementVersion) -> Iterator[Obstacle]:
    starts_at, _ends_at = span_of(version)
    calendars = {
        target.calendar for target in version.targets.select_related("calendar")
    }
    for calendar in calendars:
        # The day may begin at another hour where the calendar counts.
        if not calendar.versions.filter(valid_from__lt=starts_at + DAY).exists():
            yield _("Calendar “%(calendar)s” says nothing about %(day)s.") % {
                "calendar": calendar,
                "day": day(starts_at.date()),
            }


def ambiguities(version: AgreementVersion) -> Iterator[Obstacle]:
    """Say which targets would apply to the same records with nothing to decide."""
    own, others = rules_of(version), _others(version)
    pairs = [*combinations(own, 2), *((a, b) for a in own for b in others)]
    said = set()
    for one, other in pairs:
        key = (one.target_id, other.target_id)
        if key not in said and one.collides_with(other):
            said.add(key)
            yield _ambiguity(one, other)


def _ambiguity(one: TargetRule, other: TargetRule) -> str:
    mine, theirs = (
        Target.objects.select_related("version__agreement__item").get(pk=rule.target_id)
        for rule in (one, other)
    )
    text = _(
        "Target “%(target)s” and target “%(other)s” of %(agreement)s would apply to"
        " the same records (priority: %(priority)s), and neither is the more specific."
    )
    return text % {
        "target": mine,
        "other": theirs,
        "agreement": theirs.version.agreement.number,
        "priority": Priority(one.priority).label if one.priority else _("any"),
    }
