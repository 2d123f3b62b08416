"""Which agreements in force rest on others, and which no longer can."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.wording import full_day
from slm.choices import Leg, VersionStatus
from slm.models import Agreement, AgreementVersion, ChainFault, ChainLink, Target
from slm.querysets import AgreementQuerySet
from slm.selectors.faults import FaultCode, briefly
from slm.selectors.landscape import (
    Check,
    Landscape,
    Mismatch,
    register_check,
    services_of,
)


def resting_versions(seen: AgreementQuerySet) -> Any:
    """Return what is in force of the agreements, counting what rests and what broke."""
    open_faults = Q(chain_faults__mended_at=None, chain_faults__isnull=False)
    with_links = Q(targets__links__isnull=False)
    lasting = AgreementVersion.objects.lasting(timezone.localdate())
    versions = lasting.filter(agreement__in=seen, status=VersionStatus.IN_FORCE)
    parties = ("agreement__customer", "agreement__team", "agreement__supplier")
    # A contract is where chains end.
    return (
        versions.exclude(agreement__leg=Leg.UC)
        .annotate(
            resting=Count("targets", filter=with_links, distinct=True),
            promised=Count("targets", distinct=True),
            faults=Count("chain_faults", filter=open_faults, distinct=True),
            broken_since=Min("chain_faults__found_at", filter=open_faults),
        )
        .select_related("agreement__item", *parties)
    )


def standing_of_chain(version: Any) -> str:
    """Say how the chain of one of these versions stands."""
    if version.faults:
        return _("Does not hold")
    return _("Holds") if version.resting else _("Rests on nothing")


def versions_above(
    agreement: Agreement,
) -> list[tuple[AgreementVersion, Agreement | None]]:
    """
    Return what is in force and rests on this agreement.

    A contract may bear an SLA through an OLA: with each stands what it rests through.
    """
    found: list[tuple[AgreementVersion, Agreement | None]] = []
    if agreement.leg == Leg.SLA:
        return found
    for version in _resting_on(agreement):
        found.append((version, None))
        if version.agreement.leg != Leg.SLA:
            through = version.agreement
            found += [(above, through) for above in _resting_on(through)]
    return found


def _resting_on(agreement: Agreement) -> list[AgreementVersion]:
    links = ChainLink.objects.filter(leg=agreement, target__version=OuterRef("pk"))
    versions = AgreementVersion.objects.filter(
        Exists(links), status=VersionStatus.IN_FORCE
    )
    return list(
        versions.select_related(
            "agreement__item", "agreement__customer", "agreement__team"
        ).order_by("pk")
    )


def chains_that_broke(land: Landscape) -> Iterator[Mismatch]:
    """
    Name each target that rests on too little, once for each leg and reason.

    Maybe not yet: a leg may end, or promise less, before the promise that rests on it does.
    """
    versions = {version.pk: version for version in land.lasting}
    faults = ChainFault.objects.filter(version__in=versions, mended_at=None)
    found: dict[FaultCode, ChainFault] = {}
    for fault in faults.order_by("found_at", "pk"):
        found.setdefault(FaultCode.of(fault.code), fault)
    targets = Target.objects.in_bulk({code.target_id for code in found})
    for code, fault in found.items():
        version, target = versions[fault.version_id], targets[code.target_id]
        values = {"target": target, "why": briefly(code)}
        found_on = full_day(version.agreement.day_of(fault.found_at))
        yield Mismatch(
            version.agreement.item,
            version.agreement.title,
            _("“%(target)s” rests on too little, as found on %(found)s: %(why)s.")
            % {**values, "found": found_on},
            services_of(target, version),
            version.agreement.customer,
        )


register_check(
    Check(
        "chain_broken",
        gettext_lazy("Rests on an OLA or contract that does not bear it"),
        chains_that_broke,
    )
)
