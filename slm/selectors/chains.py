"""What agreements rest on, and whether it holds: the chain, checked."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from datetime import UTC, date, datetime, timedelta

from django.db.models import Q

from slm.choices import VersionStatus
from slm.models import Agreement, AgreementVersion, ChainLink
from slm.selectors.book import rules_of
from slm.selectors.chain_checks import Check
from slm.selectors.chain_parts import Chain, LegVersion, Link, Supposing, TargetChain
from slm.selectors.faults import Fault, in_words


def is_interim(version: AgreementVersion) -> bool:
    """Whether it was issued at once, while the formal one is negotiated."""
    return version.agreement.is_interim


def chain_of(
    version: AgreementVersion,
    *,
    on: date | None = None,
    supposing: Supposing | None = None,
) -> Chain:
    """
    Check what the version rests on, from its first day or a later one on.

    A draft without a first day is checked as if it began `on` that day; without one
    nothing can be compared yet. `supposing` is what one of the legs would be.
    """
    supposed_from = on if version.valid_from is None else None
    if supposed_from:
        version = copy(version)
        version.valid_from = supposed_from
    targets = version.targets.select_related("calendar", "version__agreement")
    links = _links_of(version, supposing)
    if version.valid_from is None:
        return Chain(
            version,
            [TargetChain(one, links.get(one.pk, []), [], []) for one in targets],
        )
    first = max(version.valid_from, on or date.min)
    rules = rules_of(version) if any(links.values()) else []
    checked = []
    for target in targets:
        own = [rule for rule in rules if rule.target_id == target.pk]
        check = Check(
            version, target, links.get(target.pk, []), own, first, _holds_from(first)
        )
        checked.append(check.run())
    return Chain(version, checked, supposed_from)


def chain_shown(version: AgreementVersion, today: date) -> Chain:
    """
    Return the chain as pages show it: of what was agreed as it stands today.

    A draft is checked from its first day on, or from the earliest that it could have.
    """
    if not version.is_draft:
        return chain_of(version, on=today)
    supposed = None if version.valid_from else _earliest_day(version, today)
    return chain_of(version, on=supposed)


def _earliest_day(version: AgreementVersion, today: date) -> date:
    """Return tomorrow, or the first day on which the version before may give way."""
    published = version.agreement.versions.published()
    bounds = [
        one.valid_from if one.status == VersionStatus.IN_FORCE else one.valid_to
        for one in published
    ]
    return max([today + timedelta(days=1), *(day for day in bounds if day)])


def _holds_from(first: date) -> Callable[[LegVersion], bool]:
    return lambda leg: not chain_of(leg.version, on=first).obstacles


def chains_above(legs: Iterable[int] | None, *, at: datetime) -> list[int]:
    """Return the versions, in force or to come, that rest on these agreements."""
    links = ChainLink.objects.all()
    if legs is not None:
        # What rests on what rests on it, too.
        lower = set(legs)
        upper = links.filter(leg__in=lower).values("target__version__agreement")
        links = links.filter(Q(leg__in=lower) | Q(leg__in=upper))
    # What is superseded from a later day on holds until then.
    lasting = AgreementVersion.objects.lasting(at.astimezone(UTC).date())
    versions = lasting.filter(targets__links__in=links)
    return list(versions.order_by("pk").values_list("pk", flat=True).distinct())


def broken_by(
    supposing: Supposing, *, at: datetime
) -> list[tuple[AgreementVersion, list[Fault]]]:
    """Return which agreements would no longer hold, that hold now, and why."""
    found = []
    above = chains_above([supposing.version.agreement_id], at=at)
    versions = AgreementVersion.objects.select_related("agreement__item").filter(
        pk__in=above
    )
    for version in versions.order_by("pk"):
        today = version.agreement.day_of(at)
        known = {fault.code for fault in chain_of(version, on=today).obstacles}
        would = chain_of(version, on=today, supposing=supposing).obstacles
        if new := [fault for fault in would if fault.code not in known]:
            found.append((version, new))
    return found


def chain_obstacles(version: AgreementVersion) -> list[str]:
    """Return why what a draft rests on does not bear it; an interim one may try."""
    if is_interim(version) or version.valid_from is None:
        return []
    return in_words(chain_of(version).obstacles)


def chain_warnings(version: AgreementVersion) -> list[str]:
    """Return what is worth knowing of a draft's chain, though it is no obstacle."""
    chain = chain_of(version)
    faults = chain.faults if is_interim(version) else chain.warnings
    return in_words(faults)


def _links_of(
    version: AgreementVersion, supposing: Supposing | None
) -> Mapping[int, list[Link]]:
    rows = ChainLink.objects.filter(target__version=version).select_related(
        "leg__item", "leg__team", "leg__supplier"
    )
    found: dict[int, list[Link]] = {}
    terms: dict[int, tuple[list[LegVersion], bool]] = {}
    for row in rows.order_by("target", "position"):
        if row.leg_id not in terms:
            terms[row.leg_id] = _terms_of(row.leg, supposing)
        versions, has_draft = terms[row.leg_id]
        found.setdefault(row.target_id, []).append(Link(row, versions, has_draft))
    return found


def _terms_of(
    leg: Agreement, supposing: Supposing | None
) -> tuple[list[LegVersion], bool]:
    versions = list(
        leg.versions.select_related("agreement")
        .prefetch_related("service_rows")
        .order_by("number")
    )
    supposed = supposing.version.pk if supposing else None
    agreed = [one for one in versions if not one.is_draft or one.pk == supposed]
    found = []
    for one in agreed:
        starts, ends = one.valid_from, one.valid_to
        if supposing and one.agreement_id == supposing.version.agreement_id:
            starts, ends = _supposed(one, supposing)
        if starts is None or starts == ends:
            continue
        is_over = one.status == VersionStatus.TERMINATED or (
            one.pk == supposed and supposing is not None and bool(supposing.ends_on)
        )
        found.append(LegVersion(one, starts, ends, is_over, rules_of(one)))
    return found, len(agreed) < len(versions)


def _supposed(
    one: AgreementVersion, supposing: Supposing
) -> tuple[date | None, date | None]:
    if one.pk == supposing.version.pk:
        return one.valid_from, supposing.ends_on or one.valid_to
    first = supposing.version.valid_from
    cut = first and not supposing.ends_on and (not one.valid_to or first < one.valid_to)
    return one.valid_from, first if cut else one.valid_to
