"""How each leg of a chain was kept in a period, and what was broken in its hands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from core.evidence import Period
from core.models import User
from records.models import Holding
from slm.choices import GoalStanding, Leg, Metric, Verdict, VersionStatus
from slm.models import Agreement, AgreementVersion, Clock, Target
from slm.selectors.breaches import Breach, breaches
from slm.selectors.chain_parts import Chain
from slm.selectors.compliance import share_of
from slm.selectors.frozen_months import month_results
from slm.selectors.goals import BROKEN, HELD
from slm.selectors.month_outlook import month_standing

MET = Count("pk", filter=Q(verdict=Verdict.MET))
BREACHED = Count("pk", filter=Q(verdict=Verdict.BREACHED))


@dataclass(frozen=True, slots=True)
class LegRecord:
    """What a leg was asked for in a period, and the promises above it that it broke."""

    leg: Agreement
    metric: str
    met: int
    breached: int
    blamed: Sequence[Breach]
    # Of targets of a month that runs: those that would be missed as they stand.
    short: int = 0

    @property
    def n(self) -> int:
        return self.met + self.breached

    @property
    def is_of_clocks(self) -> bool:
        """Whether it counts clocks; else services, each over the period as a whole."""
        return self.metric in Metric

    @property
    def share(self) -> Decimal | None:
        return share_of(self.met, self.n)


@dataclass(frozen=True, slots=True)
class ChainRecord:
    """The legs of an agreement over a period, and what was in nobody's of them."""

    legs: Sequence[LegRecord]
    breaches: Sequence[Breach]
    others: Sequence[Breach]


def chain_record(
    chain: Chain, period: Period, *, reader: User, as_of: datetime
) -> ChainRecord:
    """Return how the legs were kept, as far as the reader may see the records."""
    own = _decided(chain.version.agreement, period, reader)
    broken = breaches(own, as_of=as_of)
    legs: dict[tuple[int, str], LegRecord] = {}
    for one in chain.resting:
        for link in one.links:
            leg, metric = link.link.leg, link.link.metric
            if (leg.pk, metric) not in legs:
                met, late, short = _counts(leg, metric, period, reader, as_of)
                blamed = [one for one in broken if is_in_hands_of(one, leg)]
                record = LegRecord(leg, metric, met, late, blamed, short=short)
                legs[leg.pk, metric] = record
    known = {one.clock_id for leg in legs.values() for one in leg.blamed}
    others = [one for one in broken if one.clock_id not in known]
    # All measures of a leg one after the other.
    order = list(dict.fromkeys(pk for pk, _metric in legs))
    listed = sorted(legs.values(), key=lambda one: order.index(one.leg.pk))
    return ChainRecord(listed, broken, others)


def _counts(
    leg: Agreement, metric: str, period: Period, reader: User, as_of: datetime
) -> tuple[int, int, int]:
    """
    Return how often a leg kept what it promised, how often it did not, and may not yet.

    Of a month that runs nothing is missed that can still be reached.
    """
    if metric in Metric:
        clocks = _decided(leg, period, reader).filter(metric=metric)
        counts = clocks.aggregate(met=MET, breached=BREACHED)
        return counts["met"], counts["breached"], 0
    rows = month_results(period, at=as_of, agreements=[leg.pk], legs=[leg.leg])
    found = Counter(month_standing(one) for one in rows if one.target.metric == metric)
    late = sum(found[one] for one in BROKEN)
    return sum(found[one] for one in HELD), late, found[GoalStanding.SHORT]


def is_in_hands_of(breach: Breach, leg: Agreement) -> bool:
    """Whether the leg's team or supplier held the record when its time ran out."""
    holder = breach.holder
    if holder is None:
        return False
    if leg.supplier_id:
        return holder.supplier == leg.supplier_id
    return holder.supplier is None and holder.team == leg.team_id


def _decided(agreement: Agreement, period: Period, reader: User) -> QuerySet[Clock]:
    clocks = Clock.objects.visible_to(reader).decided_within(period)
    return clocks.filter(budget__target__version__agreement=agreement)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An agreement that a target might rest on, and why."""

    leg: Agreement
    held: int


def proposals_for(target: Target) -> list[Proposal]:
    """
    Return the agreements of teams and suppliers that had the target's records in hand.

    Whoever had the most comes first; what the target rests on already is left out.
    """
    version: AgreementVersion = target.version
    held = Holding.objects.all()
    if version.agreement.customer_id:
        held = held.filter(record__customer=version.agreement.customer_id)
    services = [row.service_id for row in version.service_rows.all()]
    if target.service_id or services:
        about = [target.service_id] if target.service_id else services
        held = held.filter(record__service__in=about)
    lower = [Leg.OLA, Leg.UC] if version.agreement.leg == Leg.SLA else [Leg.UC]
    legs = (
        Agreement.objects.filter(leg__in=lower)
        .filter(versions__status=VersionStatus.IN_FORCE)
        .exclude(pk__in=target.links.values("leg"))
        .select_related("item", "team", "supplier", "customer")
        .distinct()
    )
    by_team = dict(_counted(held, "team"))
    by_supplier = dict(_counted(held, "supplier"))
    found = [
        Proposal(
            leg,
            by_team.get(leg.team_id or 0, 0) + by_supplier.get(leg.supplier_id or 0, 0),
        )
        for leg in legs
    ]
    named = [one for one in found if one.held]
    return sorted(named, key=lambda one: (-one.held, one.leg.pk))


def _counted(held: QuerySet[Holding], field: str) -> list[tuple[int, int]]:
    counted = held.exclude(**{field: None}).order_by().values_list(field)
    return list(counted.annotate(records=Count("record", distinct=True)))
